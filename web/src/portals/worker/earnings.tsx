/** What was earned: today, the period, and every piece with the formula that gave its amount; each line opens its ledger entries. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { get, post } from "@/api/client";
import { onceKey, settled } from "@/api/ids";
import { earning, earnings } from "@/api/queries/worker";
import type { EarningLine, Earnings, Formula } from "@/api/types";
import { parseAmount } from "@/console/amount";
import { locale } from "@/i18n";
import { dateTime, money, number, percent } from "@/i18n/format";
import { Badge, Button, ButtonLink, Card, Figure, Row } from "@/kit/basics";
import { Field } from "@/kit/fields";
import { Page } from "@/kit/shell";
import { Table } from "@/kit/show";
import { Empty, ErrorState, Loaded } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";
import { MonthOfPay } from "./month";

/** price × (1 − fee) × quality, in the person's language and currency; with steps, minutes or a surge, as the server writes it. */
export function FormulaText({ formula, currency }: { formula: Formula; currency: string }) {
  const { t } = useTranslation("worker");
  if (formula.step_milli || formula.minute_milli || formula.surge_minor) return <>{formula.text}</>;
  return <>{t("formula", { price: money({ minor: formula.price_minor, currency }), fee: percent(formula.fee_bp / 10_000, 2), quality: percent(formula.quality_bp / 10_000, 2) })}</>;
}

function stateText(t: (key: string) => string, exists: boolean, state: string): string {
  return exists ? t(`earning_${state}`) : state;
}

/** The worker says that the piece paid too little: a judge looks, and the clock is on the worker's side. */
function Dispute({ line }: { line: EarningLine }) {
  const { t } = useTranslation("worker");
  const [, go] = useLocation();
  const [claim, setClaim] = useState("");
  const [words, setWords] = useState("");
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    const body = { claim: { minor: parseAmount(claim) ?? 0, currency: line.amount.currency }, words: words.trim() };
    const made = await post<{ case_id: string }>(`/earnings/${line.id}/dispute`, body, { key: onceKey(`dispute ${line.id}`, body) });
    settled(`dispute ${line.id}`);
    go(`/appeals/${made.case_id}`);
  });
  return (
    <details>
      <summary>{t("dispute")}</summary>
      <form ref={form} onSubmit={submit}>
        <Field label={t("dispute_claim")} value={claim} onValue={setClaim} inputMode="decimal" autoComplete="off" required />
        <Field label={t("dispute_words")} hint={t("appeal_words_hint")} value={words} onValue={setWords} maxLength={2000} required />
        {problem ? <ErrorState error={problem} /> : null}
        <Button type="submit" isBusy={isBusy}>
          {t("dispute_go")}
        </Button>
      </form>
    </details>
  );
}

/** What each step of the procedure counted for. */
function Steps({ line }: { line: EarningLine }) {
  const { t } = useTranslation("worker");
  if (!line.steps?.length) return null;
  return (
    <>
      <h2>{t("steps_paid")}</h2>
      <Table
        caption={t("steps_paid_n", { n: number(line.formula.steps ?? 0) })}
        rows={line.steps}
        keyOf={(step) => step.step}
        columns={[
          { id: "step", head: t("step"), cell: (step) => (locale() === "en" ? step.title_en : step.title_zh) || step.step },
          { id: "weight", head: t("step_weight"), cell: (step) => number(step.weight), isEnd: true },
          { id: "amount", head: t("amount"), cell: (step) => `${step.amount} ${line.amount.currency}`, isEnd: true },
        ]}
      />
    </>
  );
}

function Line({ id }: { id: string }) {
  const { t, i18n } = useTranslation("worker");
  const query = useQuery(earning(id));
  return (
    <Page title={t("earning")}>
      <Loaded query={query}>
        {(line) => (
          <>
            <Card>
              <Row isBetween>
                <h2>{line.project_name}</h2>
                <Badge>{stateText(t, i18n.exists(`worker:earning_${line.state}`), line.state)}</Badge>
              </Row>
              <Figure label={t("amount")} value={money(line.amount)} hint={<FormulaText formula={line.formula} currency={line.amount.currency} />} />
              <p>{t("earning_at", { at: dateTime(line.at), task: line.task_id })}</p>
            </Card>
            <Steps line={line} />
            <Dispute line={line} />
            <h2>{t("entries")}</h2>
            {line.entries?.length ? (
              <Table
                caption={t("entries")}
                rows={line.entries}
                keyOf={(entry) => entry.id}
                columns={[
                  { id: "at", head: t("when"), cell: (entry) => dateTime(entry.at) },
                  { id: "debit", head: t("debit"), cell: (entry) => t(`account_${entry.debit}`, { defaultValue: entry.debit }) },
                  { id: "credit", head: t("credit"), cell: (entry) => t(`account_${entry.credit}`, { defaultValue: entry.credit }) },
                  { id: "amount", head: t("amount"), cell: (entry) => money(entry.amount), isEnd: true },
                ]}
              />
            ) : (
              <p>{t("no_entries")}</p>
            )}
            <div>
              <ButtonLink href="/earnings" icon="back">
                {t("earnings")}
              </ButtonLink>
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Lines({ data }: { data: Earnings }) {
  const { t, i18n } = useTranslation("worker");
  const [more, setMore] = useState<EarningLine[]>([]);
  const [next, setNext] = useState<string | null | undefined>(undefined);
  const after = next === undefined ? data.lines.next : next;
  const load = useSubmit(async () => {
    const page = await get<Earnings>("/earnings", { after, limit: 50 });
    setMore([...more, ...page.lines.items]);
    setNext(page.lines.next);
  });
  const rows = [...data.lines.items, ...more];
  if (rows.length === 0)
    return (
      <Empty title={t("no_earnings")} icon="money" action={<ButtonLink href="/desk">{t("stage_desk_go")}</ButtonLink>}>
        {t("no_earnings_text")}
      </Empty>
    );
  return (
    <>
      <Table
        caption={t("earnings_list")}
        rows={rows}
        keyOf={(line) => line.id}
        columns={[
          { id: "at", head: t("when"), cell: (line) => <Link href={`/earnings/${line.id}`}>{dateTime(line.at)}</Link> },
          { id: "project", head: t("project"), cell: (line) => line.project_name },
          { id: "formula", head: t("formula_head"), cell: (line) => <FormulaText formula={line.formula} currency={line.amount.currency} /> },
          { id: "state", head: t("state"), cell: (line) => stateText(t, i18n.exists(`worker:earning_${line.state}`), line.state) },
          { id: "amount", head: t("amount"), cell: (line) => <strong>{money(line.amount)}</strong>, isEnd: true },
        ]}
      />
      {load.problem ? <ErrorState error={load.problem} /> : null}
      {after ? (
        <div>
          <Button isBusy={load.isBusy} onClick={() => void load.submit()}>
            {t("common:more")}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function Overview() {
  const { t } = useTranslation(["worker", "common"]);
  const query = useQuery(earnings);
  return (
    <Page title={t("earnings")} lead={t("earnings_lead")}>
      <Loaded query={query}>
        {(data) => (
          <>
            <Row gap="large">
              <Figure label={t("earned_today")} value={money(data.today)} />
              <Figure label={t("earned_period")} value={money(data.period)} />
              <Figure label={t("pieces")} value={number(data.pieces)} />
            </Row>
            <div>
              <ButtonLink href="/statements" icon="money">
                {t("statements")}
              </ButtonLink>
            </div>
            <MonthOfPay />
            <h2>{t("earnings_list")}</h2>
            <Lines data={data} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

export default function EarningsScreen({ id }: { id?: string }) {
  return id ? <Line id={id} /> : <Overview />;
}
