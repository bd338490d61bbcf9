/** One take of a recorded part: record, listen, record once more if wanted, hand in. Pieces go to the server while the person speaks. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { InterviewPart, UploadPurpose } from "@/api/types";
import { clock } from "@/i18n/format";
import { browserBuffer, ChunkUpload } from "@/media/chunk-upload";
import { watchLevel } from "@/media/meter";
import { record, recordingKind, type Take } from "@/media/recorder";
import { Button, Note, Row } from "@/kit/basics";
import { Icon } from "@/kit/icons";
import { Meter } from "@/kit/show";
import { announce, ErrorState } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";
import css from "./interview.module.css";

interface Made {
  url: string | null;
  durationMs: number;
}
/** Takes a person may make by choice; a take that could not be heard does not count. */
const TAKES = 2;

export interface TakeState {
  isLive: boolean;
  seconds: number;
  /** Says that the next item is shown now. */
  mark(): void;
  stop(): Promise<void>;
  /** What the screen of the part puts below its text. */
  controls: React.ReactNode;
}

export function useTake(purpose: UploadPurpose, upload: InterviewPart["upload"], maxSeconds: number, onDone: () => Promise<unknown>, onStart?: () => void): TakeState {
  const { t, i18n } = useTranslation("interview");
  const current = useRef<ChunkUpload | null>(null);
  const take = useRef<Take | null>(null);
  const stopping = useRef<(() => Promise<void>) | null>(null);
  const marks = useRef<number[]>([]);
  const startedAt = useRef(0);
  const [isLive, setLive] = useState(false);
  const [seconds, setSeconds] = useState(0);
  const [level, setLevel] = useState(0);
  const [sent, setSent] = useState({ sent: 0, made: 0 });
  const [made, setMade] = useState<Made | null>(null);
  const [takes, setTakes] = useState(0);
  const [redo, setRedo] = useState<string | null>(upload?.state === "redo" ? (upload.reason ?? "unreadable") : null);
  const report = (done: number, all: number) => setSent({ sent: done, made: all });

  useEffect(() => {
    const id = upload?.id;
    if (!id || upload?.state !== "open") return;
    let isHere = true;
    void browserBuffer()
      .then((buffer) => ChunkUpload.leftOver(id, buffer, report))
      .then((found) => {
        if (!found || !isHere) return;
        current.current = found.upload;
        marks.current = found.marks;
        setMade({ url: null, durationMs: found.durationMs });
      });
    return () => {
      isHere = false;
    };
  }, [upload?.id, upload?.state]);

  useEffect(() => () => void stopping.current?.(), []);
  useEffect(() => {
    const url = made?.url;
    return () => {
      if (url) URL.revokeObjectURL(url);
    };
  }, [made?.url]);
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => {
      const now = (performance.now() - startedAt.current) / 1000;
      setSeconds(now);
      if (now >= maxSeconds) void stopping.current?.();
    }, 250);
    return () => clearInterval(timer);
  }, [isLive, maxSeconds]);

  const start = useSubmit(async () => {
    const kind = recordingKind();
    if (!kind) throw new Error(t("no_recorder"));
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
    try {
      await current.current?.drop();
      const fresh = await ChunkUpload.begin(purpose, kind.split(";")[0] ?? kind, await browserBuffer(), report);
      current.current = fresh;
      marks.current = [];
      setMade(null);
      setRedo(null);
      setSeconds(0);
      const unwatch = watchLevel(stream, setLevel);
      startedAt.current = performance.now();
      take.current = record(stream, kind, (piece) => void fresh.add(piece));
      setTakes((n) => n + 1);
      setLive(true);
      announce(t("recording"));
      stopping.current = async () => {
        stopping.current = null;
        const ended = await take.current?.stop();
        unwatch();
        for (const track of stream.getTracks()) track.stop();
        setLive(false);
        if (!ended) return;
        await fresh.whole(ended.durationMs, marks.current);
        setMade({ url: URL.createObjectURL(ended.blob), durationMs: ended.durationMs });
      };
      onStart?.();
    } catch (error) {
      for (const track of stream.getTracks()) track.stop();
      throw error;
    }
  });

  const send = useSubmit(async () => {
    if (!current.current || !made) return;
    const answer = await current.current.complete(made.durationMs, marks.current);
    if (answer.state === "redo") {
      current.current = null;
      setMade(null);
      // A take that could not be heard does not use up the one that may be repeated.
      setTakes((n) => n - 1);
      setRedo(answer.reason ?? "unreadable");
      announce(t("redo"), "now");
      return;
    }
    await onDone();
  });

  const problem = start.problem ?? send.problem;
  const controls = (
    <>
      {isLive ? (
        <>
          <span className={css.live} role="status">
            <Icon name="mic" /> {t("recording")} {clock(seconds)} / {clock(maxSeconds)}
          </span>
          <Meter label={t("mic_level")} value={Math.round(level * 100)} max={100} text="" />
        </>
      ) : null}
      {redo ? (
        <Note tone="warn" role="alert" title={t("redo")}>
          {i18n.exists(`interview:redo_${redo}`) ? t(`redo_${redo}`) : t("redo_unreadable")}
        </Note>
      ) : null}
      {made && !isLive ? (
        <>
          {made.url ? (
            // The person's own voice: there is nothing to caption but the text above.
            // eslint-disable-next-line jsx-a11y/media-has-caption
            <audio className={css.audio} controls src={made.url} aria-label={t("your_take")} />
          ) : (
            <Note tone="accent">{t("left_over")}</Note>
          )}
          <p role="status">{sent.made > 0 && sent.sent >= sent.made ? t("sent_all") : t("sent_part", { sent: sent.sent, made: sent.made })}</p>
        </>
      ) : null}
      {problem ? <ErrorState error={problem}>{problem.code === "client_error" ? <span>{t("mic_help")}</span> : null}</ErrorState> : null}
      <Row>
        {isLive ? (
          <Button look="bad" icon="stop" onClick={() => void stopping.current?.()}>
            {t("record_stop")}
          </Button>
        ) : (
          <>
            {made ? (
              <Button look="main" isBusy={send.isBusy} onClick={() => void send.submit()}>
                {t("take_send")}
              </Button>
            ) : null}
            {!made || takes < TAKES ? (
              <Button look={made ? "second" : "main"} icon="mic" isBusy={start.isBusy} disabled={send.isBusy} onClick={() => void start.submit()}>
                {t(made || takes > 0 ? "record_again" : "record")}
              </Button>
            ) : null}
          </>
        )}
      </Row>
      {made && !isLive && takes < TAKES ? <span>{t("one_redo")}</span> : null}
    </>
  );
  return {
    isLive,
    seconds,
    mark: () => marks.current.push(Math.round(performance.now() - startedAt.current)),
    stop: async () => stopping.current?.(),
    controls,
  };
}
