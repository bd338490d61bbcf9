/** Typing: the text above, the box below, the clock from the first key. Pasting and dropping are refused; the caret stays at the end. */
import { useEffect, useRef, useState, type CompositionEvent, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { post } from "@/api/client";
import type { InterviewPart } from "@/api/types";
import { clock, number, percent } from "@/i18n/format";
import { progress, TypingLog } from "@/media/typing-log";
import { Button, Card, Muted, Note, Row } from "@/kit/basics";
import { Area } from "@/kit/fields";
import { announce, ErrorState } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";
import css from "./interview.module.css";

type TypingContent = Extract<InterviewPart, { kind: "typing" }>;

export function TypingPart({ part, onDone }: { part: TypingContent; onDone: () => Promise<unknown> }) {
  const { t } = useTranslation("interview");
  const log = useRef(new TypingLog());
  const box = useRef<HTMLTextAreaElement>(null);
  const [shown, setShown] = useState("");
  const [elapsed, setElapsed] = useState<number | null>(null);
  const [isPasted, setPasted] = useState(false);
  const limitMs = part.seconds * 1000;
  const isOver = elapsed !== null && elapsed >= limitMs;

  const { isBusy, problem, submit, setProblem } = useSubmit(async () => {
    await post("/interviews/mine/typing", { text: log.current.text, events: log.current.events });
    await onDone();
  });

  useEffect(() => {
    if (elapsed === null || isOver || isBusy) return;
    const timer = setInterval(() => setElapsed(log.current.elapsedMs), 500);
    return () => clearInterval(timer);
  }, [elapsed === null, isOver, isBusy]); // eslint-disable-line react/exhaustive-deps -- restarts only when the clock starts or stops

  useEffect(() => {
    if (!isOver) return;
    announce(t("time_over"), "now");
    void submit();
  }, [isOver]); // eslint-disable-line react/exhaustive-deps -- once, when time is over

  const again = () => {
    log.current = new TypingLog();
    setShown("");
    setElapsed(null);
    setProblem(null);
    box.current?.focus();
  };
  const toEnd = () => {
    const area = box.current;
    if (area && !log.current.composing && area.selectionStart !== area.value.length) area.setSelectionRange(area.value.length, area.value.length);
  };
  const refuse = (event: SyntheticEvent) => {
    event.preventDefault();
    setPasted(true);
    announce(t("no_paste"), "now");
  };
  useEffect(() => {
    const area = box.current;
    if (!area) return;
    const onBefore = (event: InputEvent) => {
      if (/^(insertFrom(Paste|Drop|Yank)|history)/.test(event.inputType)) event.preventDefault();
      else toEnd();
    };
    area.addEventListener("beforeinput", onBefore);
    return () => area.removeEventListener("beforeinput", onBefore);
  }, []); // eslint-disable-line react/exhaustive-deps -- listens once; what it reads are refs

  const speed = progress(shown, part.text, elapsed ?? 0);
  return (
    <Card aria-label={t("step_typing")}>
      <h2>{t("step_typing")}</h2>
      {part.rounds > 1 ? <Muted>{t("round_of", { n: part.round, of: part.rounds })}</Muted> : null}
      <p>{t("typing_text", { n: part.seconds })}</p>
      <p className={css.source} data-testid="typing-source">
        {part.text}
      </p>
      <Area
        ref={box}
        label={t("typing_box")}
        rows={5}
        value={shown}
        autoComplete="off"
        autoCorrect="off"
        autoCapitalize="off"
        spellCheck={false}
        disabled={isOver || isBusy}
        onFocus={() => {
          log.current.start();
          setElapsed((now) => now ?? 0);
          toEnd();
        }}
        onSelect={toEnd}
        onPaste={refuse}
        onDrop={refuse}
        onCompositionStart={() => log.current.compositionStart()}
        onCompositionEnd={(event: CompositionEvent<HTMLTextAreaElement>) => {
          log.current.compositionEnd(event.currentTarget.value);
          setShown(event.currentTarget.value);
        }}
        onValue={(value) => {
          log.current.input(value);
          setShown(value);
        }}
      />
      <Row gap="large">
        <span role="timer" aria-label={t("time_left")}>
          {t("left", { time: clock(Math.max(0, limitMs - (elapsed ?? 0)) / 1000) })}
        </span>
        <span>{t("speed", { n: number(speed.perMinute) })}</span>
        <span>{t("accuracy", { p: percent(speed.accuracy) })}</span>
      </Row>
      {isPasted ? <Note tone="warn">{t("no_paste")}</Note> : null}
      {problem ? (
        <ErrorState error={problem}>
          <div>
            <Button size="small" onClick={again}>
              {t("typing_again")}
            </Button>
          </div>
        </ErrorState>
      ) : null}
      <div>
        <Button look="main" isBusy={isBusy} disabled={shown.length === 0} onClick={() => void submit()}>
          {t("typing_done")}
        </Button>
      </div>
    </Card>
  );
}
