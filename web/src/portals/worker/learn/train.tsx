/** The simulator: a made-up customer in the desk's own log and composer, inside a training frame with live advice. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "@/api/client";
import { onceKey, settled } from "@/api/ids";
import { mastery, scenarios, type Advice, type Mastery, type Simulation } from "@/api/training";
import { Bubble, Composer, Log } from "@/chat";
import { Badge, Button, ButtonLink, Card, List, Note, Row, type Tone } from "@/kit/basics";
import { Page } from "@/kit/shell";
import { Meter } from "@/kit/show";
import { announce, Empty, ErrorState, Loaded } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";
import css from "./train.module.css";

const ADVICE: Record<Advice["kind"], Tone> = { next_step: "accent", conformance: "warn", patrol: "bad", customer: "warn" };
const MOOD: Record<Simulation["mood"], Tone> = { calm: "good", uneasy: "warn", angry: "bad" };
const STEP: Record<Simulation["steps"][number]["state"], Tone> = { done: "good", current: "accent", ahead: "good", skipped: "bad", open: "plain" };

function AdviceList({ advice }: { advice: Advice[] }) {
  const { t } = useTranslation("learn");
  return (
    <section aria-label={t("train_advice")} aria-live="polite">
      <h3>{t("train_advice")}</h3>
      {advice.map((each) => (
        <Note key={`${each.kind}${each.rule}`} tone={ADVICE[each.kind]} title={t(`advice_${each.kind}`)}>
          {each.text}
          <div className={css.rule}>{t("train_rule", { rule: each.rule })}</div>
        </Note>
      ))}
    </section>
  );
}

function Procedure({ simulation }: { simulation: Simulation }) {
  const { t } = useTranslation("learn");
  const titles = new Map(simulation.steps.map((step) => [step.step, step.title]));
  const known = simulation.slots.filter((slot) => slot.value);
  return (
    <>
      <section aria-label={t("train_steps")}>
        <h3>{t("train_steps")}</h3>
        <ol className={css.steps}>
          {simulation.steps.map((step) => (
            <li key={step.step} aria-current={step.state === "current" ? "step" : undefined}>
              <span>{step.title}</span>
              <Badge tone={STEP[step.state]}>{t(`step_${step.state}`)}</Badge>
            </li>
          ))}
        </ol>
      </section>
      {known.length ? (
        <section aria-label={t("train_slots")}>
          <h3>{t("train_slots")}</h3>
          <ul>
            {known.map((slot) => (
              <li key={slot.slot}>
                {slot.label} {slot.value}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {simulation.missing.length ? <Note tone="warn" title={t("train_missing")}>{simulation.missing.map((name) => titles.get(name) ?? simulation.slots.find((slot) => slot.slot === name)?.label ?? name).join(" · ")}</Note> : null}
    </>
  );
}

function Talk({ first, onDone }: { first: Simulation; onDone: (simulation: Simulation) => void }) {
  const { t } = useTranslation("learn");
  const [simulation, setSimulation] = useState(first);
  const [text, setText] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => box.current?.focus(), []);
  const body = useRef<{ text?: string; act?: string } | null>(null);
  const { isBusy, problem, submit } = useSubmit(async () => {
    const sent = body.current;
    const scope = `train.${simulation.id}`;
    const next = await post<Simulation>(sent ? `/simulations/${simulation.id}/turns` : `/simulations/${simulation.id}/end`, sent ?? {}, { key: onceKey(scope, sent) });
    settled(scope);
    const isStopped = sent?.text !== undefined && !next.lines.slice(simulation.lines.length).some((line) => line.from === "worker");
    if (!isStopped) setText("");
    setSimulation(next);
    const said = next.lines.slice(simulation.lines.length).filter((line) => line.from !== "worker");
    announce([...said.map((line) => line.text), ...next.advice.map((each) => each.text)].join(" "));
    if (next.state !== "open") onDone(next);
    else box.current?.focus();
  });
  const go = (next: { text?: string; act?: string } | null) => {
    body.current = next;
    void submit();
  };
  const acts = simulation.steps.filter((step) => step.function === "act");
  const who = { customer: t("train_customer"), worker: t("train_me"), system: "" };
  return (
    <div className={css.frame} role="group" aria-label={t("train_frame")}>
      <div className={css.talk}>
        <Log label={t("train_log")} count={simulation.lines.length}>
          {simulation.lines.map((line, n) => (
            <Bubble key={n} from={line.from === "worker" ? "me" : line.from} who={who[line.from]} text={line.text} />
          ))}
        </Log>
        {problem ? <ErrorState error={problem} /> : null}
        <Composer
          ref={box}
          label={t("train_say")}
          value={text}
          onValue={setText}
          onSend={() => go({ text })}
          isBusy={isBusy}
          tools={
            <>
              {acts.map((act) => (
                <Button key={act.step} size="small" disabled={isBusy} onClick={() => go({ act: act.step })}>
                  {act.title}
                </Button>
              ))}
              <Button size="small" disabled={isBusy} onClick={() => go(null)}>
                {t("train_end")}
              </Button>
            </>
          }
        />
      </div>
      <div className={css.side} tabIndex={0} role="region" aria-label={t("train_advice")}>
        <Row isBetween>
          <Badge tone="accent">{t(simulation.mode === "exam" ? "train_exam" : "train_practice")}</Badge>
          <Badge tone={MOOD[simulation.mood]}>{t(`mood_${simulation.mood}`)}</Badge>
        </Row>
        {simulation.mode === "practice" ? <AdviceList advice={simulation.advice} /> : null}
        {simulation.lines.some((line) => line.reworded) ? <p className={css.rule}>{t("train_reworded")}</p> : null}
        <Procedure simulation={simulation} />
      </div>
    </div>
  );
}

function Outcome({ simulation, known }: { simulation: Simulation; known: Mastery | undefined }) {
  const { t } = useTranslation("learn");
  const judged = simulation.judged;
  const titles = new Map(simulation.steps.map((step) => [step.step, step.title]));
  if (!judged) return null;
  return (
    <>
      <Note tone={judged.passed ? "good" : "warn"} role="alert" title={t(judged.passed ? "train_passed" : "train_failed")}>
        {judged.weak.length ? t("train_weak", { steps: judged.weak.map((name) => titles.get(name) ?? name).join(" · ") }) : t("train_no_weak")}
      </Note>
      <Card aria-label={t("train_conformance")}>
        <Meter label={t("train_conformance")} value={Math.round(judged.conformance * 100)} max={100} tone={judged.passed ? "good" : "warn"} />
        {known?.next_lesson ? (
          <ButtonLink href={`/learn/${encodeURIComponent(simulation.skill)}`}>{t("train_next_lesson", { n: known.next_lesson })}</ButtonLink>
        ) : null}
      </Card>
    </>
  );
}

export default function TrainScreen({ skill }: { skill: string }) {
  const { t } = useTranslation("learn");
  const client = useQueryClient();
  const all = useQuery(scenarios);
  const known = useQuery(mastery(skill));
  const [open, setOpen] = useState<Simulation | null>(null);
  const [done, setDone] = useState<Simulation | null>(null);
  const chosen = useRef<{ scenario: string; mode: Simulation["mode"] }>({ scenario: "", mode: "practice" });
  const begin = useSubmit(async () => {
    const next = await post<Simulation>("/simulations", chosen.current, { key: onceKey("train.begin", chosen.current) });
    settled("train.begin");
    setDone(null);
    setOpen(next);
  });
  const start = (scenario: string, mode: Simulation["mode"]) => {
    chosen.current = { scenario, mode };
    void begin.submit();
  };
  const finish = (simulation: Simulation) => {
    setOpen(null);
    setDone(simulation);
    void client.invalidateQueries({ queryKey: ["mastery", skill] });
    void client.invalidateQueries({ queryKey: ["course", skill] });
  };
  if (open)
    return (
      <Page title={open.title}>
        <Talk key={open.id} first={open} onDone={finish} />
      </Page>
    );
  return (
    <Page title={t("train")} lead={t("train_lead")}>
      {done ? <Outcome simulation={done} known={known.data} /> : null}
      {begin.problem ? <ErrorState error={begin.problem} /> : null}
      <Loaded query={all}>
        {(list) => {
          const mine = list.filter((each) => each.skill === skill);
          return mine.length === 0 ? (
            <Empty title={t("train_none")} />
          ) : (
            <List>
              {mine.map((each) => (
                <li key={each.id}>
                  <Card as="div">
                    <Row isBetween>
                      <h2>{each.title}</h2>
                      {each.enterprise ? <Badge>{each.enterprise}</Badge> : null}
                      {known.data?.next_scenario === each.id ? <Badge tone="accent">{t("train_next")}</Badge> : null}
                    </Row>
                    <Row>
                      <Button look="main" disabled={!each.trained || begin.isBusy} onClick={() => start(each.id, "practice")} aria-label={t("train_start_named", { title: each.title })}>
                        {t("train_start")}
                      </Button>
                      <Button disabled={!each.trained || begin.isBusy} onClick={() => start(each.id, "exam")} aria-label={t("train_exam_named", { title: each.title })}>
                        {t("train_exam")}
                      </Button>
                    </Row>
                    {each.trained ? null : <Note tone="accent">{t("train_lesson_first")}</Note>}
                  </Card>
                </li>
              ))}
            </List>
          );
        }}
      </Loaded>
      {known.data ? <p>{t("train_row", { n: known.data.exams_in_a_row })}</p> : null}
      {known.data?.exam_passed ? <Note tone="good" title={t("train_exam_passed")} /> : null}
      <ButtonLink href={`/learn/${encodeURIComponent(skill)}`}>{t("back_to_course")}</ButtonLink>
    </Page>
  );
}
