/** The desk of judges: what is contested, the frozen evidence, and a verdict given without seeing the first. */
import { Button, Input } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { components } from "@/api/schema";
import type { CaseDetail, CaseHead, Hit } from "@/api/types";
import { useFilter } from "@/console/address";
import { parseAmount } from "@/console/amount";
import { useAct, useGet, useList } from "@/console/data";
import { Ask, Card, Choice, Facts, Filters, Json, Labelled, Mark, Mute, Page, Refusal, Row, Short, Stack, When } from "@/console/parts";
import { PlainTable, Rows } from "@/console/rows";
import { money, number } from "@/i18n/format";
import { useHitWords } from "@/kit/show";
import { toast } from "@/kit/state";
import { Evidence as ReviewEvidence } from "./review-evidence";

type Outcome = components["schemas"]["Outcomes"];

const STATES = ["noticed", "open", "resolved"];

export function Cases({ id }: { id?: string }) {
  return id ? <One id={id} /> : <All />;
}

function useKind(): (kind: string) => string {
  const { t } = useTranslation("admin");
  return (kind) => t(`cases.kind.${kind}`, { defaultValue: kind });
}

function All() {
  const { t } = useTranslation(["admin", "console"]);
  const [state, setState] = useFilter("state");
  const list = useList<CaseHead>("/cases", { state }, 10_000);
  const kind = useKind();
  return (
    <Page title={t("cases.title")} intro={t("cases.intro")}>
      <Card>
        <Filters>
          <Choice label={t("console:state")} value={state} onChange={setState} options={[["", t("console:all")], ...STATES.map((one): [string, string] => [one, t(`cases.state.${one}`)])]} />
        </Filters>
        <Rows
          list={list}
          label={t("cases.title")}
          id={(row) => row.id}
          file="cases"
          empty={t("cases.none")}
          columns={[
            { title: t("cases.case"), cell: (row) => <Link href={`/cases/${row.id}`}>{kind(row.kind)}</Link>, csv: (row) => row.kind },
            { title: t("console:state"), cell: (row) => <Mark tone={row.state === "open" ? "warn" : "calm"}>{t(`cases.state.${row.state}`)}</Mark>, csv: (row) => row.state },
            { title: t("cases.opened"), cell: (row) => <When at={row.opened_at} />, csv: (row) => row.opened_at },
            { title: t("cases.until"), cell: (row) => <When at={row.state === "resolved" ? null : (row.decide_by ?? row.answer_by)} />, csv: (row) => row.decide_by },
            { title: t("cases.outcome"), cell: (row) => (row.outcome ? t(`cases.outcome.${row.outcome}`) : "–"), csv: (row) => row.outcome },
            { title: t("cases.by"), cell: (row) => (row.resolved_by ? t(`cases.by.${row.resolved_by}`) : "–"), csv: (row) => row.resolved_by },
          ]}
        />
      </Card>
      <OutcomesCard />
      <Card title={t("penalty.title")}>
        <Mute>{t("penalty.intro")}</Mute>
        <Propose />
      </Card>
    </Page>
  );
}

const BYS = ["rule", "group", "judge", "first"] as const;

/** Where a rule, a group of workers or a judge loses too often, somebody should look. */
function OutcomesCard() {
  const { t } = useTranslation(["admin", "console"]);
  const found = useGet<{ items: Outcome[] }>("/case-outcomes", undefined, 60_000);
  const [by, setBy] = useState<string>("rule");
  const name = (one: Outcome) => (one.by === "group" ? t(`outcomes.group_${one.key}`) : one.by === "rule" ? <code>{one.key}</code> : <Short id={one.key} />);
  return (
    <Card title={t("outcomes.title")}>
      <Stack>
        <Mute>{t("outcomes.intro")}</Mute>
        <Choice label={t("outcomes.by")} value={by} onChange={setBy} options={BYS.map((one): [string, string] => [one, t(`outcomes.by_${one}`)])} />
        <Ask of={found} lines={3}>
          {({ items }) => (
            <PlainTable
              label={t("outcomes.title")}
              rows={items.filter((one) => one.by === by)}
              id={(one) => `${one.by} ${one.key}`}
              columns={[
                { title: t(`outcomes.by_${by}`), cell: name },
                { title: t("outcomes.cases"), end: true, cell: (one) => number(one.cases) },
                { title: t("outcomes.resolved"), end: true, cell: (one) => number(one.resolved) },
                { title: t("outcomes.won"), end: true, cell: (one) => number(one.for_subject) },
                { title: t("outcomes.share"), end: true, cell: (one) => t("outcomes.percent", { n: number(one.for_subject_pct) }) },
                { title: t("outcomes.by_time"), end: true, cell: (one) => number(one.by_time) },
              ]}
            />
          )}
        </Ask>
      </Stack>
    </Card>
  );
}

const REASONS = ["wrong_answer", "rude", "unfinished", "rule_broken"];

/** A penalty while the pay is open, a claim once it is final: either begins a case, and the worker may appeal. */
function Propose() {
  const { t } = useTranslation(["admin", "console"]);
  const [earning, setEarning] = useState("");
  const [amount, setAmount] = useState("");
  const [reason, setReason] = useState("rule_broken");
  const [fault, setFault] = useState<string>();
  const body = (ask: Proposal) => ({ amount: { minor: ask.minor, currency: "CNY" }, reason: ask.reason });
  const penalise = useAct<Proposal>({ path: (ask) => `/earnings/${ask.earning}/penalty`, body, once: true });
  const claim = useAct<Proposal>({ path: (ask) => `/earnings/${ask.earning}/claim`, body, once: true });
  const send = (act: typeof penalise) => {
    const minor = parseAmount(amount) ?? 0;
    const whole = earning.trim() !== "" && minor > 0;
    setFault(whole ? undefined : t("penalty.fault"));
    if (whole) act.mutate({ earning: encodeURIComponent(earning.trim()), minor, reason }, { onSuccess: () => toast(t("penalty.begun")) });
  };
  return (
    <Stack>
      <Labelled label={t("penalty.earning")} hint={t("penalty.earning_hint")} error={fault}>
        {(ids) => <Input {...ids} autoComplete="off" value={earning} onChange={(event) => setEarning(event.target.value)} />}
      </Labelled>
      <Labelled label={t("penalty.amount")}>
        {(ids) => <Input {...ids} prefix="¥" inputMode="decimal" autoComplete="off" value={amount} onChange={(event) => setAmount(event.target.value)} />}
      </Labelled>
      <Choice label={t("cases.reason")} value={reason} onChange={setReason} options={REASONS.map((one): [string, string] => [one, t(`penalty.reason.${one}`)])} />
      <Row>
        <Button loading={penalise.isPending} onClick={() => send(penalise)}>
          {t("penalty.propose")}
        </Button>
        <Button loading={claim.isPending} onClick={() => send(claim)}>
          {t("penalty.claim")}
        </Button>
      </Row>
      {penalise.error && <Refusal error={penalise.error} />}
      {claim.error && <Refusal error={claim.error} />}
    </Stack>
  );
}

interface Proposal {
  earning: string;
  minor: number;
  reason: string;
}

/** What a case about quality froze: the item that counts as missed, or what patrol found in a draft. */
interface Contestable {
  score?: number;
  item?: { id: string; points: number; of: number };
  /** Frozen without the rules' own words: those of the class stand for them. */
  verdict?: { hits: Pick<Hit, "class" | "rule">[] };
}

function Contested({ evidence: { score, item, verdict } }: { evidence: Contestable }) {
  const { t, i18n } = useTranslation("admin");
  const why = useHitWords();
  const forms = useGet<components["schemas"]["EvaluationPage"]>(item ? "/evaluations" : null, { limit: 1 });
  const named = forms.data?.form.items.find((one) => one.id === item?.id);
  const name = i18n.language === "en" ? named?.en : named?.zh;
  return (
    <>
      {item && (
        <Facts
          of={[
            [t("cases.item"), name ?? item.id],
            [t("cases.points"), `${number(item.points)} / ${number(item.of)}`],
            [t("cases.score"), number(score ?? 0)],
          ]}
        />
      )}
      {verdict && (
        <ul>
          {verdict.hits.map((hit, n) => (
            <li key={n}>
              {why({ class: hit.class, why: "" })} <code>{hit.rule}</code>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function One({ id }: { id: string }) {
  const { t } = useTranslation(["admin", "console"]);
  const query = useGet<CaseDetail>(`/cases/${id}`);
  const kind = useKind();
  return (
    <Page title={t("cases.one")} crumbs={[[t("cases.title"), "/cases"]]}>
      <Ask of={query}>
        {(view) => {
          const facts = view.evidence as Record<string, string | number | null>;
          const isMoney = facts.amount_minor !== undefined;
          const application = (view.evidence as { application?: string }).application;
          const of = (key: string) => money({ minor: Number(facts[key] ?? 0), currency: String(facts.currency ?? "CNY") });
          return (
            <>
              <Card title={kind(view.kind)}>
                <Stack>
                  <Facts
                    of={[
                      [t("console:state"), t(`cases.state.${view.state}`)],
                      [t("cases.opened"), <When key="at" at={view.opened_at} />],
                      [t("cases.until"), <When key="until" at={view.decide_by ?? view.answer_by} />],
                      ...(isMoney ? [[t("cases.amount"), of("amount_minor")] as [string, string], [t("cases.contested"), of("contested_minor")] as [string, string]] : []),
                      ...("conversation" in facts ? [[t("cases.conversation"), <Link key="talk" href={`/conversations/${facts.conversation}`}>{t("cases.look")}</Link>]] as [string, ReactNode][] : []),
                      [t("cases.hash"), <Short key="hash" id={view.evidence_hash} />],
                    ]}
                  />
                  {view.words ? <p>{t("cases.words", { words: view.words })}</p> : <Mute>{t("cases.no_words")}</Mute>}
                  {view.state === "resolved" && (
                    <Facts
                      of={[
                        [t("cases.outcome"), t(`cases.outcome.${view.outcome ?? "for_subject"}`)],
                        [t("cases.by"), t(`cases.by.${view.resolved_by ?? "judge"}`)],
                        [t("cases.rule"), view.rule ?? "–"],
                        [t("cases.reason"), view.reason ?? "–"],
                        [t("cases.first"), view.first_code ?? "–"],
                      ]}
                    />
                  )}
                </Stack>
              </Card>
              <Card title={t("cases.evidence")}>
                <Stack>
                  <Mute>{t("cases.evidence_hint")}</Mute>
                  <Contested evidence={view.evidence as Contestable} />
                  <details>
                    <summary>{t("cases.raw")}</summary>
                    <Json value={view.evidence} label={t("cases.evidence")} />
                  </details>
                </Stack>
              </Card>
              {application ? (
                <Card title={t("reviews.one")}>
                  <ReviewEvidence id={application} />
                </Card>
              ) : null}
              {view.may_judge ? <Verdict id={id} withAward={view.kind === "pay"} /> : view.state === "open" && <Mute>{t("cases.not_you")}</Mute>}
            </>
          );
        }}
      </Ask>
    </Page>
  );
}

function Verdict({ id, withAward }: { id: string; withAward: boolean }) {
  const { t } = useTranslation("admin");
  const [rule, setRule] = useState("");
  const [reason, setReason] = useState("");
  const [award, setAward] = useState("");
  const act = useAct<{ outcome: string; rule: string; reason: string; award_minor: number | null }>({ path: `/cases/${id}/verdict`, once: true });
  const give = (outcome: string) =>
    act.mutate(
      { outcome, rule: rule.trim(), reason: reason.trim(), award_minor: withAward && outcome === "for_subject" ? parseAmount(award) : null },
      { onSuccess: () => toast(t("cases.given")) },
    );
  return (
    <Card title={t("cases.verdict")}>
      <Stack>
        <Mute>{t("cases.blind")}</Mute>
        <Labelled label={t("cases.rule")} hint={t("cases.rule_hint")}>
          {(ids) => <Input {...ids} maxLength={80} value={rule} onChange={(event) => setRule(event.target.value)} />}
        </Labelled>
        <Labelled label={t("cases.reason")} hint={t("cases.reason_hint")}>
          {(ids) => <Input.TextArea {...ids} rows={3} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Labelled>
        {withAward && (
          <Labelled label={t("cases.award")} hint={t("cases.award_hint")}>
            {(ids) => <Input {...ids} prefix="¥" inputMode="decimal" value={award} onChange={(event) => setAward(event.target.value)} />}
          </Labelled>
        )}
        {act.error && <Refusal error={act.error} />}
        <Row>
          <Button type="primary" loading={act.isPending} onClick={() => give("for_subject")}>
            {t("cases.for")}
          </Button>
          <Button loading={act.isPending} onClick={() => give("against_subject")}>
            {t("cases.against")}
          </Button>
        </Row>
      </Stack>
    </Card>
  );
}
