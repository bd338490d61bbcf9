/** Microphone, room, own voice and network, before anything counts. Whoever has no quiet room may go on and is told what follows. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { get } from "@/api/client";
import { toProblem } from "@/api/errors";
import { record, recordingKind } from "@/media/recorder";
import { decibels, VOICE_LEVEL, watchLevel } from "@/media/meter";
import { Button, Card, Note, Row } from "@/kit/basics";
import { Meter } from "@/kit/show";
import css from "./interview.module.css";

const ROOM_MS = 3_000;
const SAMPLE_MS = 5_000;
/** A quiet room, in dB of full scale: louder than this, soft consonants are lost. */
const ROOM_DB = -42;

type RoomTest = "none" | "running" | { db: number };

export function DeviceCheck({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("interview");
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [level, setLevel] = useState(0);
  const [isHeard, setHeard] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [delay, setDelay] = useState<number | null>(null);
  const [room, setRoom] = useState<RoomTest>("none");
  const [sample, setSample] = useState<"none" | "running" | { url: string }>("none");
  const levels = useRef<number[] | null>(null);
  const kind = recordingKind();

  useEffect(() => {
    const startedAt = performance.now();
    // Any answer shows that the server is there.
    const came = () => setDelay(Math.round(performance.now() - startedAt));
    get("/boot").then(came, (error: unknown) => (toProblem(error).status === 0 ? setDelay(-1) : came()));
  }, []);

  useEffect(() => {
    if (!stream) return;
    const stop = watchLevel(stream, (now) => {
      setLevel(now);
      levels.current?.push(now);
      if (now >= VOICE_LEVEL && !levels.current) setHeard(true);
    });
    return () => {
      stop();
      for (const track of stream.getTracks()) track.stop();
    };
  }, [stream]);

  useEffect(() => {
    const url = typeof sample === "object" ? sample.url : null;
    return () => {
      if (url) URL.revokeObjectURL(url);
    };
  }, [sample]);

  const ask = async () => {
    setFault(null);
    try {
      setStream(await navigator.mediaDevices.getUserMedia({ audio: true }));
    } catch (error) {
      const name = error instanceof DOMException ? error.name : "";
      setFault(name === "NotAllowedError" ? "mic_denied" : name === "NotFoundError" ? "mic_missing" : "mic_failed");
    }
  };

  const testRoom = () => {
    setRoom("running");
    levels.current = [];
    setTimeout(() => {
      const heard = (levels.current ?? []).sort((a, b) => a - b);
      levels.current = null;
      setRoom({ db: Math.round(decibels(heard[Math.floor(heard.length * 0.8)] ?? 0)) });
    }, ROOM_MS);
  };

  const tryVoice = () => {
    if (!stream || !kind) return;
    setSample("running");
    const take = record(stream, kind, () => undefined);
    setTimeout(() => void take.stop().then(({ blob }) => setSample({ url: URL.createObjectURL(blob) })), SAMPLE_MS);
  };

  return (
    <Card aria-label={t("step_check")}>
      <h2>{t("step_check")}</h2>
      <p>{t("check_text")}</p>
      {kind ? null : <Note tone="bad" title={t("no_recorder")} />}
      {stream ? (
        <>
          <Meter label={t("mic_level")} value={Math.round(level * 100)} max={100} text={t(isHeard ? "mic_heard" : "mic_speak")} tone={isHeard ? "good" : "accent"} />
          {isHeard ? <Note tone="good" role="status" title={t("mic_good")} /> : null}
          <Row>
            <Button onClick={testRoom} disabled={room === "running"}>
              {t(room === "running" ? "room_testing" : "room_test")}
            </Button>
            <Button icon="mic" onClick={tryVoice} disabled={sample === "running" || !kind}>
              {t(sample === "running" ? "sample_recording" : "sample")}
            </Button>
          </Row>
          {typeof room === "object" ? <Note tone={room.db <= ROOM_DB ? "good" : "warn"} role="status" title={t(room.db <= ROOM_DB ? "room_good" : "room_loud", { n: room.db })} /> : null}
          {typeof sample === "object" ? (
            // The person's own voice, just now: there is nothing to caption.
            // eslint-disable-next-line jsx-a11y/media-has-caption
            <audio className={css.audio} controls src={sample.url} aria-label={t("sample_yours")} />
          ) : null}
        </>
      ) : (
        <div>
          <Button icon="mic" onClick={() => void ask()}>
            {t("mic_ask")}
          </Button>
        </div>
      )}
      {fault ? (
        <Note tone="bad" role="alert" title={t(fault)}>
          {t("mic_help")}
        </Note>
      ) : null}
      <p>{delay === null ? t("net_checking") : delay < 0 ? t("net_bad") : t("net_delay", { n: delay })}</p>
      <Row>
        <Button look="main" disabled={!stream} onClick={onDone}>
          {t("check_go")}
        </Button>
        {stream && !isHeard ? <span>{t("check_unheard")}</span> : null}
      </Row>
    </Card>
  );
}
