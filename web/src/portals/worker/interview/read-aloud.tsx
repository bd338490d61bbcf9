/** Reading a passage aloud, or talking freely about something. */
import { useTranslation } from "react-i18next";
import type { InterviewPart } from "@/api/types";
import { Card } from "@/kit/basics";
import css from "./interview.module.css";
import { useTake } from "./take";

type SpeechContent = Extract<InterviewPart, { kind: "read_aloud" | "talk" }>;

export function SpeechPart({ part, onDone }: { part: SpeechContent; onDone: () => Promise<unknown> }) {
  const { t } = useTranslation("interview");
  const take = useTake(part.kind, part.upload, part.max_seconds, onDone);
  return (
    <Card aria-label={t(`step_${part.kind}`)}>
      <h2>{t(`step_${part.kind}`)}</h2>
      <p>{t(part.kind === "talk" ? "talk_text" : "read_text", { n: part.max_seconds })}</p>
      <p className={`${css.source} ${css.read}`}>{part.text}</p>
      {take.controls}
    </Card>
  );
}
