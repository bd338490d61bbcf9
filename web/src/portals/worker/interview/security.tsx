/** Information-security questions, answered in one go. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "@/api/client";
import type { InterviewPart } from "@/api/types";
import { Button, FormCard } from "@/kit/basics";
import { Radios } from "@/kit/fields";
import { ErrorState } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";

type SecurityContent = Extract<InterviewPart, { kind: "security" }>;

export function SecurityPart({ part, onDone }: { part: SecurityContent; onDone: () => Promise<unknown> }) {
  const { t } = useTranslation("interview");
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const left = part.questions.filter((question) => !answers[question.id]).length;
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    await post("/interviews/mine/security", { answers: part.questions.map((question) => ({ question: question.id, option: answers[question.id] ?? "" })) });
    await onDone();
  });
  return (
    <FormCard ref={form} onSubmit={submit} aria-label={t("step_security")}>
      <h2>{t("step_security")}</h2>
      <p>{t("security_text")}</p>
      {part.questions.map((question, n) => (
        <Radios key={question.id} legend={`${n + 1}. ${question.text}`} options={question.options} value={answers[question.id]} onValue={(id) => setAnswers({ ...answers, [question.id]: id })} />
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
