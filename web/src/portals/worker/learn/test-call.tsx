/** Test calls: the candidate's side, and the assessors': play the customer, or score what was said. A person is at each end. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { get, post } from "@/api/client";
import { onceKey, settled } from "@/api/ids";
import { duties, testCalls, type TestCall } from "@/api/training";
import { Bubble, Composer, Log } from "@/chat";
import { locale } from "@/i18n";
import { Badge, Button, ButtonLink, Card, Facts, FormCard, List, Note, Row } from "@/kit/basics";
import { Radios } from "@/kit/fields";
import { Page } from "@/kit/shell";
import { Reasons } from "@/kit/show";
import { announce, Empty, ErrorState, Loaded } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";
import css from "./train.module.css";

const POLL_MS = 1500;

function Recording({ call }: { call: TestCall }) {
  const { t } = useTranslation("learn");
  return (
    <Log label={t("call_log")} count={call.lines.length}>
      {call.lines.map((line, n) =>
        line.stopped?.length ? (
          <Note key={n} tone="bad">{t("call_stopped", { rules: line.stopped.join(" · ") })}</Note>
        ) : (
          <Bubble key={n} from={line.from === call.part ? "me" : "customer"} who={t(`call_${line.from}`)} text={line.text} />
        ),
      )}
    </Log>
  );
}

/** The line between the two; both sides see the same, each sees only its own papers. */
function OnTheLine({ call, onChange }: { call: TestCall; onChange: (call: TestCall) => void }) {
  const { t } = useTranslation("learn");
  const [text, setText] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  const way = useRef<"lines" | "end">("lines");
  useEffect(() => box.current?.focus(), []);
  const heard = call.lines.filter((line) => line.from !== call.part).at(-1)?.text ?? "";
  useEffect(() => {
    if (heard) announce(heard);
  }, [heard]);
  const { isBusy, problem, submit } = useSubmit(async () => {
    const body = way.current === "lines" ? { text } : {};
    const scope = `call.${call.id}.${way.current}`;
    onChange(await post<TestCall>(`/test-calls/${call.id}/${way.current}`, body, { key: onceKey(scope, body) }));
    settled(scope);
    setText("");
    box.current?.focus();
  });
  const go = (next: "lines" | "end") => {
    way.current = next;
    void submit();
  };
  return (
    <div className={css.frame} role="group" aria-label={t("call_frame")}>
      <div className={css.talk}>
        <Recording call={call} />
        {problem ? <ErrorState error={problem} /> : null}
        <Composer
          ref={box}
          label={t("call_say")}
          value={text}
          onValue={setText}
          onSend={() => go("lines")}
          isBusy={isBusy}
          tools={
            <Button size="small" disabled={isBusy} onClick={() => go("end")}>
              {t("call_end")}
            </Button>
          }
        />
      </div>
      <div className={css.side} tabIndex={0} role="region" aria-label={t("call_papers")}>
        <Badge tone="accent">{t(`call_${call.part}`)}</Badge>
        {call.brief ? (
          <>
            <h3>{call.brief.title}</h3>
            <p>{call.brief.opening}</p>
            <Facts items={call.brief.facts.map((fact) => ({ name: fact.label, value: fact.value }))} />
          </>
        ) : (
          <p>{t("call_hint")}</p>
        )}
      </div>
    </div>
  );
}

function Outcome({ call, onAgain }: { call: TestCall; onAgain: () => void }) {
  const { t } = useTranslation("learn");
  const passed = call.state === "passed";
  return (
    <>
      <Note tone={passed ? "good" : "warn"} role="alert" title={t(passed ? "call_passed" : "call_failed")}>
        {t(passed ? "call_passed_text" : "call_failed_text")}
      </Note>
      <Card aria-label={t("why")}>
        <h2>{t("why")}</h2>
        <Reasons reasons={call.reasons} />
      </Card>
      <Row>
        {passed ? (
          <ButtonLink href="/" look="main">
            {t("next_step")}
          </ButtonLink>
        ) : (
          <>
            <Button onClick={onAgain}>{t("call_again")}</Button>
            <ButtonLink href="/appeals">{t("call_appeal")}</ButtonLink>
          </>
        )}
      </Row>
    </>
  );
}

/** The candidate's side. */
export function TestCallScreen({ skill }: { skill: string }) {
  const { t } = useTranslation("learn");
  const client = useQueryClient();
  const query = useQuery({ ...testCalls, refetchInterval: POLL_MS });
  const [again, setAgain] = useState(false);
  const newest = query.data?.find((each) => each.skill === skill);
  const call = again && newest?.state === "failed" ? undefined : newest;
  const state = call?.state;
  useEffect(() => {
    if (state === "passed") void Promise.all(["skills", "certificates"].map((name) => client.invalidateQueries({ queryKey: [name] })));
  }, [client, state]);
  const keep = (next: TestCall) => client.setQueryData(testCalls.queryKey, (all: TestCall[] = []) => [next, ...all.filter((each) => each.id !== next.id)]);
  const ask = useSubmit(async () => {
    keep(await post<TestCall>("/test-calls", { skill }, { key: onceKey("call.ask", { skill }) }));
    settled("call.ask");
    setAgain(false);
  });
  return (
    <Page title={t("call")} lead={t("call_lead")}>
      <Loaded query={query}>
        {() =>
          !call ? (
            <Card>
              <p>{t("call_rules")}</p>
              {ask.problem ? <ErrorState error={ask.problem} /> : null}
              <Row>
                <Button look="main" isBusy={ask.isBusy} onClick={() => void ask.submit()}>
                  {t("call_ready")}
                </Button>
                <ButtonLink href="/learn">{t("call_back")}</ButtonLink>
              </Row>
            </Card>
          ) : call.state === "calling" ? (
            <OnTheLine call={call} onChange={keep} />
          ) : call.state === "wanted" || call.state === "scoring" ? (
            <Note tone="accent" role="status" title={t(call.state === "wanted" ? "call_waiting" : "call_scoring")}>
              {t(call.state === "wanted" ? "call_waiting_text" : "call_scoring_text")}
            </Note>
          ) : (
            <Outcome call={call} onAgain={() => setAgain(true)} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Sheet({ call, onDone }: { call: TestCall; onDone: () => void }) {
  const { t } = useTranslation("learn");
  const [marks, setMarks] = useState<Record<string, number>>({});
  const left = call.rubric.filter((item) => marks[item.id] === undefined).length;
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    await post<TestCall>(`/test-calls/${call.id}/scores`, { marks }, { key: onceKey(`call.${call.id}.score`, marks) });
    settled(`call.${call.id}.score`);
    onDone();
  });
  return (
    <FormCard ref={form} onSubmit={submit} aria-label={t("call_sheet")}>
      <h2>{t("call_sheet")}</h2>
      <Recording call={call} />
      {call.rubric.map((item) => (
        <Radios
          key={item.id}
          legend={locale() === "en" ? item.name_en : item.name_zh}
          hint={item.must ? t("call_must") : undefined}
          options={[2, 1, 0].map((mark) => ({ id: String(mark), text: t(`call_mark_${mark}`) }))}
          value={marks[item.id]?.toString()}
          onValue={(mark) => setMarks({ ...marks, [item.id]: Number(mark) })}
        />
      ))}
      {problem ? <ErrorState error={problem} /> : null}
      <Row>
        <Button type="submit" look="main" isBusy={isBusy} disabled={left > 0}>
          {left > 0 ? t("call_marks_left", { n: left }) : t("call_score")}
        </Button>
        <Button onClick={onDone}>{t("call_list")}</Button>
      </Row>
    </FormCard>
  );
}

function Playing({ first, onDone }: { first: TestCall; onDone: () => void }) {
  const [call, setCall] = useState(first);
  const query = useQuery({ queryKey: ["test-call", first.id], queryFn: () => get<TestCall>(`/test-calls/${first.id}`), refetchInterval: POLL_MS });
  const now = query.data && query.data.lines.length >= call.lines.length ? query.data : call;
  useEffect(() => {
    if (now.state !== "calling") onDone();
  }, [now.state, onDone]);
  return <OnTheLine call={now} onChange={setCall} />;
}

/** The assessors' side: what waits, then one call at a time. */
export function TestCallDuties() {
  const { t } = useTranslation("learn");
  const client = useQueryClient();
  const [open, setOpen] = useState<TestCall | null>(null);
  const query = useQuery({ ...duties, refetchInterval: open ? false : POLL_MS * 2 });
  const chosen = useRef<TestCall | null>(null);
  const take = useSubmit(async () => {
    const call = chosen.current;
    if (!call) return;
    setOpen(await post<TestCall>(`/test-calls/${call.id}/take`, {}, { key: onceKey(`call.${call.id}.take`, {}) }));
    settled(`call.${call.id}.take`);
  });
  const done = useRef(() => {
    setOpen(null);
    void client.invalidateQueries({ queryKey: duties.queryKey });
  }).current;
  return (
    <Page title={t("duties")} lead={t("duties_lead")}>
      {take.problem ? <ErrorState error={take.problem} /> : null}
      {open ? (
        open.part === "scorer" ? <Sheet call={open} onDone={done} /> : <Playing first={open} onDone={done} />
      ) : (
        <Loaded query={query}>
          {(list) =>
            list.length === 0 ? (
              <Empty title={t("duties_none")} />
            ) : (
              <List>
                {list.map((each) => (
                  <li key={each.id}>
                    <Card as="div">
                      <Row isBetween>
                        <h2>{t(each.part === "scorer" ? "duty_score" : "duty_play")}</h2>
                        <Badge tone="accent">{t(`common:skill_${each.skill}`, { defaultValue: each.skill })}</Badge>
                      </Row>
                      <div>
                        <Button
                          look="main"
                          isBusy={take.isBusy}
                          onClick={() => {
                            if (each.part === "scorer") return setOpen(each);
                            chosen.current = each;
                            void take.submit();
                          }}
                        >
                          {t(each.part === "scorer" ? "duty_score_go" : "duty_play_go")}
                        </Button>
                      </div>
                    </Card>
                  </li>
                ))}
              </List>
            )
          }
        </Loaded>
      )}
    </Page>
  );
}
