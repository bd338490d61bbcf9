/** A course: lessons in order, each with a short quiz that explains its answers, then the exam. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "@/api/client";
import { course } from "@/api/queries/worker";
import type { Course, Lesson, LessonResult } from "@/api/types";
import { dateTime } from "@/i18n/format";
import { Badge, Button, ButtonLink, Card, FormCard, Note, Row } from "@/kit/basics";
import { Radios } from "@/kit/fields";
import { Markdown } from "@/kit/markdown";
import { Page } from "@/kit/shell";
import { Steps, useNow } from "@/kit/show";
import { ErrorState, Loaded } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";

function Result({ lesson, result }: { lesson: Lesson; result: LessonResult }) {
  const { t } = useTranslation("learn");
  return (
    <Note tone={result.done ? "good" : "warn"} role="alert" title={t(result.done ? "quiz_passed" : "quiz_failed", { n: result.correct, of: result.total })}>
      <ul>
        {result.explain.map((each) => {
          const question = lesson.quiz.find((asked) => asked.id === each.question);
          return (
            <li key={each.question}>
              <strong>{question?.text}</strong> {t(each.correct ? "answer_right" : "answer_wrong")} {each.text}
            </li>
          );
        })}
      </ul>
    </Note>
  );
}

function LessonView({ skill, lesson, onAnswered, onNext, isLast }: { skill: string; lesson: Lesson; onAnswered: () => void; onNext: () => void; isLast: boolean }) {
  const { t } = useTranslation("learn");
  const client = useQueryClient();
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const [result, setResult] = useState<LessonResult | null>(null);
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    const answer = await post<LessonResult>(`/courses/${encodeURIComponent(skill)}/lessons/${lesson.n}`, {
      answers: lesson.quiz.map((question) => ({ question: question.id, option: answers[question.id] ?? "" })),
    });
    setResult(answer);
    // Stay here: the explanations are to be read before the next lesson opens.
    onAnswered();
    await Promise.all([client.invalidateQueries({ queryKey: ["course", skill] }), client.invalidateQueries({ queryKey: ["skills"] })]);
  });
  const isAnswered = lesson.quiz.every((question) => answers[question.id]);
  return (
    <Card as="article" aria-label={lesson.title}>
      <Row isBetween>
        <h2>{t("lesson_title", { n: lesson.n, title: lesson.title })}</h2>
        {lesson.done ? <Badge tone="good">{t("lesson_done")}</Badge> : null}
      </Row>
      <Markdown text={lesson.body_markdown.replace(/^(#{1,3})\s/gm, "#$1 ")} />
      <FormCard ref={form} onSubmit={submit} aria-label={t("quiz")}>
        <h3>{t("quiz")}</h3>
        {lesson.quiz.map((question, n) => (
          <Radios key={question.id} legend={`${n + 1}. ${question.text}`} options={question.options} value={answers[question.id]} onValue={(id) => setAnswers({ ...answers, [question.id]: id })} />
        ))}
        {problem ? <ErrorState error={problem} /> : null}
        {result ? <Result lesson={lesson} result={result} /> : null}
        <Row>
          <Button type="submit" look={result?.done ? "second" : "main"} isBusy={isBusy} disabled={!isAnswered}>
            {t("quiz_go")}
          </Button>
          {(result?.done ?? lesson.done) && !isLast ? (
            <Button look="main" onClick={onNext}>
              {t("lesson_next")}
            </Button>
          ) : null}
        </Row>
      </FormCard>
    </Card>
  );
}

function ExamCard({ data }: { data: Course }) {
  const { t } = useTranslation("learn");
  const now = useNow(10_000);
  const isReady = data.lessons.every((lesson) => lesson.done);
  const isWaiting = Boolean(data.exam.next_at && Date.parse(data.exam.next_at) > now);
  const scenarios = data.exam.scenarios_left;
  const canTake = isReady && scenarios === 0 && !isWaiting && data.exam.attempts_left > 0;
  return (
    <Card aria-label={t("exam")}>
      <h2>{t("exam")}</h2>
      <p>{t("exam_text", { n: data.exam.questions, p: data.exam.pass_percent, left: data.exam.attempts_left })}</p>
      {!isReady ? <Note tone="accent">{t("exam_lessons_first")}</Note> : null}
      {isReady && scenarios > 0 ? <Note tone="accent">{t("exam_scenarios_first", { n: scenarios })}</Note> : null}
      {isWaiting ? <Note tone="warn">{t("exam_wait", { at: dateTime(data.exam.next_at) })}</Note> : null}
      <Row>
        {canTake ? (
          <ButtonLink href={`/exam/${encodeURIComponent(data.skill)}`} look="main">
            {t("exam_go")}
          </ButtonLink>
        ) : null}
        {data.lessons.some((lesson) => lesson.done) ? <ButtonLink href={`/train/${encodeURIComponent(data.skill)}`}>{t("train_go")}</ButtonLink> : null}
      </Row>
    </Card>
  );
}

export default function CourseScreen({ skill }: { skill: string }) {
  const { t } = useTranslation("learn");
  const query = useQuery(course(skill));
  const [chosen, setChosen] = useState<number | null>(null);
  const title = query.data?.title ?? t("course");
  return (
    <Page title={title}>
      <Loaded query={query} lines={8}>
        {(data) => {
          const first = data.lessons.find((lesson) => !lesson.done) ?? data.lessons[0];
          const now = data.lessons.find((lesson) => lesson.n === chosen) ?? first;
          const at = now ? data.lessons.indexOf(now) : -1;
          return (
            <>
              <Steps label={t("lessons")} now={String(now?.n)} steps={data.lessons.map((lesson) => ({ id: String(lesson.n), text: lesson.title, isDone: lesson.done }))} />
              {data.lessons.length > 1 ? (
                <Row role="group" aria-label={t("lessons")}>
                  {data.lessons.map((lesson) => (
                    <Button key={lesson.n} size="small" aria-pressed={lesson.n === now?.n} onClick={() => setChosen(lesson.n)}>
                      {t("lesson_n", { n: lesson.n })}
                    </Button>
                  ))}
                </Row>
              ) : null}
              {now ? (
                <LessonView
                  key={now.n}
                  skill={skill}
                  lesson={now}
                  onAnswered={() => setChosen(now.n)}
                  isLast={at === data.lessons.length - 1}
                  onNext={() => {
                    setChosen(data.lessons[at + 1]?.n ?? null);
                    window.scrollTo({ top: 0 });
                    document.getElementById("main")?.focus();
                  }}
                />
              ) : null}
              <ExamCard data={data} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
