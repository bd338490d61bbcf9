/** Paying people: months that are closed, batches that wait for a second person, and what the bank said. */
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { readText, useAct, useGet, useList } from "@/console/data";
import { Ask, Card, Choice, Facts, Labelled, Mark, Mute, Nothing, Page, Refusal, Row, Short, Stack, When } from "@/console/parts";
import { PlainTable, Rows } from "@/console/rows";
import { Who } from "@/console/who";
import { money, number } from "@/i18n/format";
import { saveText } from "@/kit/save";
import { toast } from "@/kit/state";
import { History, Rails } from "./rails";
import { Receivables, Remittances } from "./remittances";
import { WhatIfCard } from "./what-if";
import type { Batch, BatchDetail, BatchPayout, Heard, Settled, SettledPeriod } from "./shapes";

export function Settlements() {
  const { t } = useTranslation("admin");
  return (
    <Page title={t("settle.title")} intro={t("settle.intro")}>
      <Months />
      <Batches />
      <Rails />
      <BankFile />
      <Remittances />
      <Receivables />
      <Trial />
    </Page>
  );
}

/** A draft can be tried once a month is closed. */
function Trial() {
  const months = useGet<{ items: SettledPeriod[] }>("/settlements", undefined, 10_000);
  const closed = months.data?.items.map((month) => month.period) ?? [];
  return closed.length > 0 ? <WhatIfCard months={closed} /> : null;
}

/** The month before this one, as the server writes months. */
function lastMonth(): string {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth() - 1, 1)).toISOString().slice(0, 7);
}

function Months() {
  const { t } = useTranslation("admin");
  const months = useGet<{ items: SettledPeriod[] }>("/settlements", undefined, 10_000);
  const [period, setPeriod] = useState(lastMonth);
  const close = useAct<{ period: string }>({ path: "/settlements", once: true });
  const build = useAct<{ period: string }>({ path: "/payout-batches", once: true });
  return (
    <Card title={t("settle.months")}>
      <Stack>
        <Labelled label={t("settle.period")} hint={t("settle.period_hint")}>
          {(ids) => <Input {...ids} type="month" value={period} onChange={(event) => setPeriod(event.target.value)} />}
        </Labelled>
        <Row>
          <Button loading={close.isPending} onClick={() => close.mutate({ period }, { onSuccess: () => toast(t("settle.closing")) })}>
            {t("settle.close")}
          </Button>
          <Button type="primary" loading={build.isPending} onClick={() => build.mutate({ period }, { onSuccess: () => toast(t("settle.built")) })}>
            {t("settle.build")}
          </Button>
        </Row>
        {close.error && <Refusal error={close.error} />}
        {build.error && <Refusal error={build.error} />}
        <Ask of={months} lines={2}>
          {({ items }) =>
            items.length === 0 ? (
              <Nothing why={t("settle.months_none")} />
            ) : (
              <PlainTable
                label={t("settle.months")}
                rows={items}
                id={(month) => month.period}
                expand={(month) => <Statements period={month.period} />}
                columns={[
                  { title: t("settle.period"), cell: (month) => month.period },
                  { title: t("settle.workers"), end: true, cell: (month) => number(month.workers) },
                  { title: t("settle.gross"), end: true, cell: (month) => money(month.gross) },
                  { title: t("settle.held"), end: true, cell: (month) => money(month.held) },
                  { title: t("settle.tax"), end: true, cell: (month) => money(month.tax) },
                  { title: t("settle.net"), end: true, cell: (month) => money(month.net) },
                ]}
              />
            )
          }
        </Ask>
      </Stack>
    </Card>
  );
}

function Statements({ period }: { period: string }) {
  const { t } = useTranslation("admin");
  const list = useList<Settled>(`/settlements/${period}`);
  return (
    <Rows
      list={list}
      label={t("settle.statements", { period })}
      id={(one) => one.id}
      file={`statements-${period}`}
      empty={t("settle.months_none")}
      columns={[
        { title: t("settle.statement"), cell: (one) => <Short id={one.id} />, csv: (one) => one.id },
        { title: t("settle.worker"), cell: (one) => <Who id={one.worker} />, csv: (one) => one.worker },
        { title: t("settle.gross"), end: true, cell: (one) => money(one.gross), csv: (one) => one.gross.minor },
        { title: t("settle.held"), end: true, cell: (one) => money(one.held), csv: (one) => one.held.minor },
        { title: t("settle.tax"), end: true, cell: (one) => money(one.tax), csv: (one) => one.tax.minor },
        { title: t("settle.net"), end: true, cell: (one) => money(one.net), csv: (one) => one.net.minor },
      ]}
    />
  );
}

function Batches() {
  const { t } = useTranslation(["admin", "console"]);
  const list = useList<Batch>("/payout-batches", undefined, 10_000);
  const [shown, setShown] = useState<string>();
  return (
    <Card title={t("settle.batches")}>
      <Rows
        list={list}
        label={t("settle.batches")}
        id={(batch) => batch.id}
        file="payout-batches"
        empty={t("settle.batches_none")}
        columns={[
          { title: t("settle.batch"), cell: (batch) => <Short id={batch.id} />, csv: (batch) => batch.id },
          { title: t("settle.period"), cell: (batch) => batch.period, csv: (batch) => batch.period },
          { title: t("console:state"), cell: (batch) => <BatchState of={batch.state} />, csv: (batch) => batch.state },
          { title: t("settle.payouts"), end: true, cell: (batch) => number(batch.payouts), csv: (batch) => batch.payouts },
          { title: t("settle.sum"), end: true, cell: (batch) => money(batch.sum), csv: (batch) => batch.sum.minor },
          { title: t("settle.made"), cell: (batch) => <When at={batch.created_at} />, csv: (batch) => batch.created_at },
          { title: t("console:act"), cell: (batch) => <Button onClick={() => setShown(shown === batch.id ? undefined : batch.id)}>{t("settle.open")}</Button> },
        ]}
      />
      {shown && <One id={shown} />}
    </Card>
  );
}

function BatchState({ of }: { of: Batch["state"] }) {
  const { t } = useTranslation("admin");
  return <Mark tone={of === "draft" ? "warn" : "calm"}>{t(`settle.state.${of}`)}</Mark>;
}

function One({ id }: { id: string }) {
  const { t, i18n } = useTranslation("admin");
  const batch = useGet<BatchDetail>(`/payout-batches/${id}`);
  const approve = useAct<Record<string, never>>({ path: `/payout-batches/${id}/approvals`, once: true });
  const submit = useAct<Record<string, never>>({ path: `/payout-batches/${id}/submission`, once: true });
  const state = (name: string) => (i18n.exists(`admin:settle.payout.${name}`) ? t(`settle.payout.${name}`) : name);
  return (
    <Ask of={batch}>
      {(one) => (
        <Stack>
          <Facts
            of={[
              [t("settle.approvals"), t("settle.approvals_of", { done: one.approvals, needed: one.approvals_needed })],
              ...one.states.map((count): [string, string] => [state(count.state), number(count.payouts)]),
            ]}
          />
          {one.approvals_needed > 1 && <Mute>{t("settle.two")}</Mute>}
          <Row>
            <Button type="primary" disabled={one.state !== "draft"} loading={approve.isPending} onClick={() => approve.mutate({})}>
              {t("settle.approve")}
            </Button>
            <Button disabled={one.state !== "approved"} loading={submit.isPending} onClick={() => submit.mutate({})}>
              {t("settle.submit")}
            </Button>
            <Button disabled={one.state !== "submitted"} onClick={() => void download(id)}>
              {t("settle.file")}
            </Button>
          </Row>
          {approve.error && <Refusal error={approve.error} />}
          {submit.error && <Refusal error={submit.error} />}
          <Payouts id={id} state={state} />
        </Stack>
      )}
    </Ask>
  );
}

function Payouts({ id, state }: { id: string; state: (name: string) => string }) {
  const { t } = useTranslation(["admin", "console"]);
  const list = useList<BatchPayout>(`/payout-batches/${id}/payouts`);
  return (
    <Rows
      list={list}
      label={t("settle.payouts")}
      id={(one) => one.id}
      file="payouts"
      empty={t("settle.batches_none")}
      expand={(one) => <History id={one.id} state={state} />}
      columns={[
        { title: t("settle.worker"), cell: (one) => <Who id={one.worker} />, csv: (one) => one.worker },
        { title: t("settle.statement"), cell: (one) => <Short id={one.statement_id} />, csv: (one) => one.statement_id },
        { title: t("rails.rail"), cell: (one) => t(`rails.name.${one.rail}`), csv: (one) => one.rail },
        { title: t("settle.attempt"), end: true, cell: (one) => number(one.attempt), csv: (one) => one.attempt },
        { title: t("settle.sum"), end: true, cell: (one) => money(one.amount), csv: (one) => one.amount.minor },
        { title: t("console:state"), cell: (one) => <Mark tone={one.state === "returned" || one.state === "rejected" ? "warn" : "calm"}>{state(one.state)}</Mark>, csv: (one) => one.state },
        { title: t("settle.reason"), cell: (one) => one.reason ?? "–", csv: (one) => one.reason },
      ]}
    />
  );
}

async function download(id: string): Promise<void> {
  const text = await readText(`/payout-batches/${id}/file`);
  saveText(`pain001-${id}.xml`, "application/xml", text);
}

function BankFile() {
  const { t } = useTranslation("admin");
  const [kind, setKind] = useState("statement");
  const [heard, setHeard] = useState<Heard>();
  const take = useAct<{ kind: string; xml: string }, Heard>({ path: "/bank-files", once: true });
  const read = async (file: File | undefined) => {
    if (file) take.mutate({ kind, xml: await file.text() }, { onSuccess: setHeard });
  };
  return (
    <Card title={t("settle.bank")}>
      <Stack>
        <Choice label={t("settle.kind")} value={kind} onChange={setKind} options={[["statement", t("settle.kind_statement")], ["status", t("settle.kind_status")]]} />
        <Labelled label={t("settle.bank_file")} hint={t("settle.bank_hint")}>
          {(ids) => <input {...ids} type="file" accept=".xml,application/xml,text/xml" onChange={(event) => void read(event.target.files?.[0])} />}
        </Labelled>
        {take.error && <Refusal error={take.error} />}
        {heard && (
          <div role="status">
            <Facts of={(["lines", "settled", "rejected", "returned", "unchanged", "suspense", "duplicates"] as const).map((name): [string, string] => [t(`settle.heard.${name}`), number(heard[name])])} />
          </div>
        )}
      </Stack>
    </Card>
  );
}
