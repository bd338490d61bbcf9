/** The exam: a clock, all questions on one page, answers kept on this device until handed in, then the result and why. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "@/api/client";
import { onceKey, settled } from "@/api/ids";
import { certificates, skills } from "@/api/queries/worker";
import type { Exam, ExamResult } from "@/api/types";
import { holdReload } from "@/app/assets-checker";
import { Button, ButtonLink, Card, FormCard, Note, Row } from "@/kit/basics";
import { Radios } from "@/kit/fields";
import { Page } from "@/kit/shell";
import { Meter, Reasons, Timer } from "@/kit/show";
import { announce, ErrorState, Loaded } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";
import { CertificateCard, nameOf } from "./skills";

function ResultView({ result, name, skill }: { result: ExamResult; name: string; skill: string }) {
  const { t } = useTranslation("learn");
  const mine = useQuery(certificates);
  const earned = mine.data?.find((certificate) => certificate.id === result.certificate);
  return (
    <>
      <Note tone={result.passed ? "good" : "warn"} role="alert" title={t(result.passed ? "exam_passed" : "exam_failed")}>
        {t(result.passed ? "exam_passed_text" : "exam_failed_text")}
      </Note>
      <Card aria-label={t("why")}>
        <h2>{t("why")}</h2>
        <Meter label={t("score")} value={result.score} max={result.max} tone={result.passed ? "good" : "warn"} />
        <Reasons reasons={result.reasons} />
      </Card>
      {earned ? <CertificateCard certificate={earned} name={name} /> : null}
      <Row>
        {result.passed ? (
          <ButtonLink href="/" look="main">
            {t("next_step")}
          </ButtonLink>
        ) : (
          <ButtonLink href={`/learn/${encodeURIComponent(skill)}`} look="main">
            {t("back_to_course")}
          </ButtonLink>
        )}
      </Row>
    </>
  );
}

function Sitting({ exam, onResult }: { exam: Exam; onResult: (result: ExamResult) => void }) {
  const { t } = useTranslation("learn");
  const client = useQueryClient();
  const kept = `tidecrew.exam.${exam.id}`;
  const [answers, setAnswers] = useState<Record<string, string>>(() => JSON.parse(sessionStorage.getItem(kept) ?? "{}") as Record<string, string>);
  useEffect(() => holdReload(), []);
  const times = useRef<Record<string, number>>({});
  const last = useRef(0);
  useEffect(() => {
    last.current = Date.now();
  }, []);
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    const body = { answers: exam.questions.filter((question) => answers[question.id]).map((question) => ({ question: question.id, option: answers[question.id] ?? "" })) };
    // How long each took goes along; it decides nothing.
    const spent = Object.entries(times.current).map(([question, ms]) => ({ question, ms }));
    const result = await post<ExamResult>(`/exams/${exam.id}/answers`, { ...body, spent }, { key: onceKey(`exam.${exam.id}`, body) });
    settled(`exam.${exam.id}`);
    sessionStorage.removeItem(kept);
    await Promise.all(["skills", "certificates", "course"].map((name) => client.invalidateQueries({ queryKey: [name] })));
    onResult(result);
  });
  const choose = (question: string, option: string) => {
    const now = Date.now();
    times.current[question] ??= now - last.current;
    last.current = now;
    const next = { ...answers, [question]: option };
    setAnswers(next);
    sessionStorage.setItem(kept, JSON.stringify(next));
  };
  const left = exam.questions.filter((question) => !answers[question.id]).length;
  return (
    <FormCard ref={form} onSubmit={submit} aria-label={t("exam")}>
      <Row isBetween>
        <h2>{t("questions_n", { n: exam.questions.length })}</h2>
        <span>
          {t("time_left")}{" "}
          <Timer
            until={exam.expires_at}
            label={t("time_left")}
            onEnd={() => {
              announce(t("time_over"), "now");
              void submit();
            }}
          />
        </span>
      </Row>
      {exam.questions.map((question, n) => (
        <Radios key={question.id} legend={`${n + 1}. ${question.text}`} options={question.options} value={answers[question.id]} onValue={(id) => choose(question.id, id)} />
      ))}
      {problem ? <ErrorState error={problem} /> : null}
      <Row>
        <Button type="submit" look="main" isBusy={isBusy} disabled={left > 0}>
          {left > 0 ? t("questions_left", { n: left }) : t("exam_submit")}
        </Button>
      </Row>
    </FormCard>
  );
}

export default function ExamScreen({ skill }: { skill: string }) {
  const { t } = useTranslation("learn");
  const all = useQuery(skills);
  const [exam, setExam] = useState<Exam | null>(null);
  const [result, setResult] = useState<ExamResult | null>(null);
  const known = all.data?.find((each) => each.code === skill);
  const begin = useSubmit(async () => {
    setExam(await post<Exam>("/exams", { skill }, { key: onceKey("exam.begin", { skill }) }));
    settled("exam.begin");
  });
  return (
    <Page title={known ? t("exam_of", { skill: nameOf(known) }) : t("exam")}>
      <Loaded query={all}>
        {() =>
          result ? (
            <ResultView result={result} name={known ? nameOf(known) : skill} skill={skill} />
          ) : exam ? (
            <Sitting exam={exam} onResult={setResult} />
          ) : (
            <Card>
              <p>{t("exam_rules")}</p>
              {begin.problem ? <ErrorState error={begin.problem} /> : null}
              <Row>
                <Button look="main" isBusy={begin.isBusy} onClick={() => void begin.submit()}>
                  {t("exam_begin")}
                </Button>
                <ButtonLink href={`/learn/${encodeURIComponent(skill)}`}>{t("back_to_course")}</ButtonLink>
              </Row>
            </Card>
          )
        }
      </Loaded>
    </Page>
  );
}
