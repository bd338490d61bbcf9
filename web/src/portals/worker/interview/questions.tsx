/** Questions with one best answer each, answered in one go: business sense and information security. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "@/api/client";
import type { InterviewPart } from "@/api/types";
import { Button, FormCard } from "@/kit/basics";
import { Radios } from "@/kit/fields";
import { Markdown } from "@/kit/markdown";
import { ErrorState } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";
import css from "./interview.module.css";

type QuestionContent = Extract<InterviewPart, { kind: "business" | "security" }>;

export function QuestionPart({ part, onDone }: { part: QuestionContent; onDone: () => Promise<unknown> }) {
  const { t } = useTranslation("interview");
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const left = part.questions.filter((question) => !answers[question.id]).length;
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    await post(`/interviews/mine/${part.kind}`, { answers: part.questions.map((question) => ({ question: question.id, option: answers[question.id] ?? "" })) });
    await onDone();
  });
  return (
    <FormCard ref={form} onSubmit={submit} aria-label={t(`step_${part.kind}`)}>
      <h2>{t(`step_${part.kind}`)}</h2>
      <p>{t(part.round && part.round > 1 ? "security_again" : `${part.kind}_text`)}</p>
      {part.questions.map((question, n) => (
        <div key={question.id} className={css.question}>
          {question.document ? (
            <div className={css.document}>
              <Markdown text={question.document} />
            </div>
          ) : null}
          <Radios legend={`${n + 1}. ${question.text}`} options={question.options} value={answers[question.id]} onValue={(id) => setAnswers({ ...answers, [question.id]: id })} />
        </div>
      ))}
      {problem ? <ErrorState error={problem} /> : null}
      <div>
        <Button type="submit" look="main" isBusy={isBusy} disabled={left > 0}>
          {left > 0 ? t("questions_left", { n: left }) : t("security_go")}
        </Button>
      </div>
    </FormCard>
  );
}
