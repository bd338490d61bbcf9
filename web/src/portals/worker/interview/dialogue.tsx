/** A dialogue with one scripted customer after another, in the same log and composer as on the desk, beside the procedure to follow. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "@/api/client";
import type { InterviewPart, Turn } from "@/api/types";
import { Bubble, Composer, Log } from "@/chat";
import { Button, Card, Muted } from "@/kit/basics";
import { Markdown } from "@/kit/markdown";
import { announce, ErrorState } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";
import css from "./interview.module.css";

type DialogueContent = Extract<InterviewPart, { kind: "dialogue" }>;

export function DialoguePart({ part, onDone }: { part: DialogueContent; onDone: () => Promise<unknown> }) {
  const { t } = useTranslation("interview");
  const [turns, setTurns] = useState<Turn[]>(part.turns);
  const [isDone, setDone] = useState(part.done);
  const [text, setText] = useState("");
  const { isBusy, problem, submit } = useSubmit(async () => {
    const answer = await post<{ turns: Turn[]; done: boolean }>("/interviews/mine/dialogue", { text: text.trim() });
    setTurns(answer.turns);
    setDone(answer.done);
    setText("");
    const last = answer.turns.at(-1);
    if (last?.from === "customer") announce(`${t("customer")}: ${last.text}`);
  });
  return (
    <Card aria-label={t("step_dialogue")}>
      <h2>{t("step_dialogue")}</h2>
      {part.rounds > 1 ? <Muted>{t("round_of", { n: part.round, of: part.rounds })}</Muted> : null}
      <p>{t("dialogue_text")}</p>
      <details open>
        <summary>
          <strong>{part.scenario.title}</strong>
        </summary>
        <Markdown text={part.scenario.brief} />
      </details>
      <div className={css.dialogue}>
        <Log label={t("dialogue_log")} count={turns.length}>
          {turns.map((turn, n) => (
            <Bubble key={n} from={turn.from} who={t(turn.from === "me" ? "you" : "customer")} text={turn.text} />
          ))}
        </Log>
        <Composer label={t("reply")} value={text} onValue={setText} onSend={() => void submit()} isOff={isDone} isBusy={isBusy} maxLength={500} />
      </div>
      {problem ? <ErrorState error={problem} /> : null}
      {isDone ? (
        <>
          <p role="status">{t("dialogue_over")}</p>
          <div>
            <Button look="main" onClick={() => void onDone()}>
              {t("go_on")}
            </Button>
          </div>
        </>
      ) : null}
    </Card>
  );
}
