/** What was paid: the account, every month with tax and where its payment is; each month opens its lines and its working, and can be downloaded to be computed again. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { signed } from "@/api/attested";
import { put } from "@/api/client";
import { onceKey, settled } from "@/api/ids";
import { payee, payouts, statement, statements } from "@/api/queries/worker";
import type { Payout, StatementHead, StatementView } from "@/api/types";
import { dateTime, money, percent } from "@/i18n/format";
import { Badge, Button, ButtonLink, Card, Facts, Figure, FormCard, Note, Row } from "@/kit/basics";
import { Field, Radios } from "@/kit/fields";
import { saveText } from "@/kit/save";
import { Page } from "@/kit/shell";
import { Table } from "@/kit/show";
import { Empty, ErrorState, Loaded, toast } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";
import { FormulaText } from "./earnings";
import { Adjustments } from "./month";

const WAYS = ["bank", "alipay", "wechat"] as const;
type Way = (typeof WAYS)[number];

function Account({ hint }: { hint: string | null }) {
  const { t } = useTranslation("worker");
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [number, setNumber] = useState("");
  const [bank, setBank] = useState("");
  const [way, setWay] = useState<Way>("bank");
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    const plain = number.replace(/\s/g, "");
    const where = way === "bank" ? { account: { other: plain }, agent: { clearing: ["CNAPS", bank.trim()] } } : { wallet: { [way]: plain } };
    const party = { name: name.trim(), ...where };
    await put("/payee", party, { key: onceKey("payee", party), headers: await signed("PUT", "/payee", party) });
    settled("payee");
    setName("");
    setNumber("");
    setBank("");
    await Promise.all(["payee", "payouts"].map((key) => client.invalidateQueries({ queryKey: [key] })));
    toast(t("payee_saved"));
  });
  return (
    <FormCard ref={form} onSubmit={submit} aria-label={t("payee")}>
      <h2>{t("payee")}</h2>
      <p>{hint ? t("payee_is", { hint }) : t("payee_none")}</p>
      <Field label={t("payee_name")} value={name} onValue={setName} autoComplete="name" required />
      <Radios legend={t("payee_way")} value={way} onValue={(next) => setWay(next as Way)} options={WAYS.map((one) => ({ id: one, text: t(`payee_way_${one}`) }))} />
      <Field label={t(way === "bank" ? "payee_number" : `payee_id_${way}`)} value={number} onValue={setNumber} inputMode={way === "wechat" ? undefined : "numeric"} autoComplete="off" required />
      {way === "bank" && <Field label={t("payee_bank")} hint={t("payee_bank_hint")} value={bank} onValue={setBank} inputMode="numeric" autoComplete="off" required />}
      {problem ? <ErrorState error={problem} /> : null}
      <Row>
        <Button type="submit" isBusy={isBusy}>
          {t("payee_save")}
        </Button>
      </Row>
    </FormCard>
  );
}

function usePaymentText(): (payment: Payout | undefined) => string {
  const { t, i18n } = useTranslation("worker");
  return (payment) => {
    if (!payment) return t("payout_none");
    const state = i18n.exists(`worker:payout_${payment.state}`) ? t(`payout_${payment.state}`) : payment.state;
    return payment.reason ? `${state} (${payment.reason})` : state;
  };
}

function Months({ rows, paid }: { rows: StatementHead[]; paid: Payout[] }) {
  const { t } = useTranslation("worker");
  const text = usePaymentText();
  if (rows.length === 0) return <Empty title={t("no_statements")} icon="money">{t("no_statements_text")}</Empty>;
  const newest = [...rows].sort((a, b) => b.period.localeCompare(a.period));
  return (
    <Table
      caption={t("statements")}
      rows={newest}
      keyOf={(row) => row.id}
      columns={[
        { id: "period", head: t("period"), cell: (row) => <Link href={`/statements/${row.id}`}>{row.period}</Link> },
        { id: "gross", head: t("gross"), cell: (row) => money(row.gross), isEnd: true },
        { id: "held", head: t("held"), cell: (row) => money(row.held), isEnd: true },
        { id: "tax", head: t("tax"), cell: (row) => money(row.tax), isEnd: true },
        { id: "net", head: t("net"), cell: (row) => <strong>{money(row.net)}</strong>, isEnd: true },
        { id: "payment", head: t("payment"), cell: (row) => text(paid.find((payment) => payment.statement_id === row.id)) },
      ]}
    />
  );
}

function Overview() {
  const { t } = useTranslation("worker");
  const months = useQuery(statements);
  const paid = useQuery(payouts);
  const account = useQuery(payee);
  return (
    <Page title={t("statements")} lead={t("statements_lead")}>
      <Loaded query={months}>{(page) => <Loaded query={paid}>{(payments) => <Months rows={page.items} paid={payments.items} />}</Loaded>}</Loaded>
      <Loaded query={account}>{(value) => <Account hint={value.hint} />}</Loaded>
    </Page>
  );
}

/** The document as a file, so that it can be computed again without us. */
function save(view: StatementView) {
  saveText(`statement-${view.period}.json`, "application/json", JSON.stringify(view.document, null, 2));
}

function Working({ view }: { view: StatementView }) {
  const { t } = useTranslation("worker");
  const step = view.tax_working.step;
  const of = (minor: number) => money({ minor, currency: view.gross.currency });
  if (!step || step.months === 0) return <Note title={t("tax_working")}>{t("tax_no_step")}</Note>;
  return (
    <Card>
      <h2>{t("tax_working")}</h2>
      <Facts
        items={[
          { name: t("tax_income"), value: of(step.cumulative_income) },
          { name: t("tax_months"), value: String(step.months) },
          { name: t("tax_base"), value: of(step.base) },
          { name: t("tax_rate"), value: `${percent(step.rate_bp / 10_000)} − ${of(step.quick)}` },
          { name: t("tax_total"), value: of(step.cumulative_tax) },
          { name: t("tax_before"), value: of(step.withheld_before) },
          { name: t("tax"), value: of(step.tax) },
          { name: t("tax_rule"), value: `${view.tax_working.rule} · ${view.tax_working.policy_hash.slice(0, 12)}` },
        ]}
      />
    </Card>
  );
}

function One({ id }: { id: string }) {
  const { t } = useTranslation("worker");
  const query = useQuery(statement(id));
  return (
    <Page title={t("statement")}>
      <Loaded query={query}>
        {(view) => (
          <>
            <Row isBetween>
              <h2>{view.period}</h2>
              <Badge>{dateTime(view.at)}</Badge>
            </Row>
            <Row gap="large">
              <Figure label={t("gross")} value={money(view.gross)} />
              <Figure label={t("held")} value={money(view.held)} hint={t("held_hint")} />
              <Figure label={t("tax")} value={money(view.tax)} />
              <Figure label={t("net")} value={money(view.net)} />
            </Row>
            <Working view={view} />
            <Table
              caption={t("statement_lines")}
              rows={view.lines}
              keyOf={(line) => line.earning}
              columns={[
                { id: "day", head: t("when"), cell: (line) => <Link href={`/earnings/${line.earning}`}>{line.day}</Link> },
                { id: "formula", head: t("formula_head"), cell: (line) => <FormulaText formula={line.formula} currency={view.gross.currency} /> },
                { id: "amount", head: t("amount"), cell: (line) => money({ minor: line.amount_minor, currency: view.gross.currency }), isEnd: true },
              ]}
            />
            {view.adjustments.length ? <Adjustments lines={view.adjustments} currency={view.gross.currency} /> : null}
            <Row>
              <Button onClick={() => save(view)}>{t("statement_save")}</Button>
              <ButtonLink href="/statements" icon="back">
                {t("statements")}
              </ButtonLink>
            </Row>
          </>
        )}
      </Loaded>
    </Page>
  );
}

export default function StatementsScreen({ id }: { id?: string }) {
  return id ? <One id={id} /> : <Overview />;
}
