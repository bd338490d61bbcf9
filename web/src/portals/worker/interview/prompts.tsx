/** Syllables or words, shown one by one in one recording. Each is shown for a while or until the next is asked for. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { InterviewPart } from "@/api/types";
import { Button, Card, Muted } from "@/kit/basics";
import css from "./interview.module.css";
import { useTake } from "./take";

type PromptContent = Extract<InterviewPart, { kind: "syllables" | "words" }>;

export function PromptPart({ part, onDone }: { part: PromptContent; onDone: () => Promise<unknown> }) {
  const { t } = useTranslation("interview");
  const [at, setAt] = useState<number | null>(null);
  const { prompts, prompt_ms: each } = part;
  const take = useTake(part.kind, part.upload, (prompts.length * each) / 1000 + 5, onDone, () => setAt(0));
  const shown = take.isLive && at !== null && at < prompts.length ? at : null;

  useEffect(() => {
    if (shown !== null) take.mark();
  }, [shown]); // eslint-disable-line react/exhaustive-deps -- one mark for each item that is shown

  const next = () => {
    if (shown === null) return;
    if (shown + 1 < prompts.length) setAt(shown + 1);
    else {
      setAt(null);
      void take.stop();
    }
  };
  useEffect(() => {
    if (shown === null) return;
    const timer = setTimeout(next, each);
    return () => clearTimeout(timer);
  }, [shown]); // eslint-disable-line react/exhaustive-deps -- a new clock for each item

  return (
    <Card aria-label={t(`step_${part.kind}`)}>
      <h2>{t(`step_${part.kind}`)}</h2>
      <p>{t(`${part.kind}_text`, { n: prompts.length })}</p>
      <div className={css.prompt} lang="zh-CN" aria-live="assertive" data-testid="prompt">
        {shown === null ? <span className={css.waiting}>{t("prompt_here")}</span> : prompts[shown]}
      </div>
      {shown === null ? null : (
        <div className={css.next}>
          <Button onClick={next}>{t("prompt_next")}</Button>
          <Muted>{t("prompt_of", { n: shown + 1, of: prompts.length })}</Muted>
        </div>
      )}
      {take.controls}
    </Card>
  );
}
