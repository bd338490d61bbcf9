/** Money of enterprises that administrators book: what they may owe, what they paid for invoices, what the bank exchanged. */
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Account, Entry, Postpaid } from "@/api/types";
import { parseAmount } from "@/console/amount";
import { useAct, useList } from "@/console/data";
import { AccountName, useEntryName } from "@/console/ledger";
import { Card, Choice, Labelled, Mark, Page, Refusal, Row, Short, Stack, When } from "@/console/parts";
import { Rows } from "@/console/rows";
import { money } from "@/i18n/format";
import { toast } from "@/kit/state";

export function Credit() {
  const { t } = useTranslation("admin");
  const owners = useList<Account>("/accounts", { role: "owner" });
  const names = new Map((owners.rows ?? []).map((owner) => [owner.tenant.id, owner.tenant.name]));
  const enterprises = [...names];
  return (
    <Page title={t("credit.title")} intro={t("credit.intro")}>
      <Grant enterprises={enterprises} />
      <Invoices />
      <Exchange enterprises={enterprises} />
    </Page>
  );
}

/** Amounts as typed; what is no amount is told beside its field. */
function useAmount(least: number) {
  const { t } = useTranslation("admin");
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string>();
  const read = (): number | null => {
    const minor = parseAmount(text);
    const sound = minor !== null && minor >= least;
    setFault(sound ? undefined : t("credit.fault"));
    return sound ? minor : null;
  };
  return { text, setText, fault, read };
}

function Amount({ label, hint, prefix = "¥", of }: { label: string; hint?: string; prefix?: string; of: ReturnType<typeof useAmount> }) {
  return (
    <Labelled label={label} hint={hint} error={of.fault}>
      {(ids) => <Input {...ids} prefix={prefix} inputMode="decimal" autoComplete="off" value={of.text} onChange={(event) => of.setText(event.target.value)} />}
    </Labelled>
  );
}

function Grant({ enterprises }: { enterprises: [string, string][] }) {
  const { t } = useTranslation("admin");
  const [picked, setPicked] = useState("");
  const tenant = picked || (enterprises[0]?.[0] ?? "");
  const limit = useAmount(0);
  const [days, setDays] = useState("30");
  const grant = useAct<{ limit: number; days: number }>({
    path: `/credit-lines/${tenant}`,
    method: "PUT",
    body: (ask) => ({ limit: { minor: ask.limit, currency: "CNY" }, days: ask.days }),
    once: true,
  });
  const send = () => {
    const minor = limit.read();
    if (minor !== null) grant.mutate({ limit: minor, days: Number(days) }, { onSuccess: () => toast(t("credit.granted")) });
  };
  return (
    <Card title={t("credit.grant")}>
      <Stack>
        <Choice label={t("credit.enterprise")} value={tenant} onChange={setPicked} options={enterprises} />
        <Amount label={t("credit.limit")} hint={t("credit.limit_hint")} of={limit} />
        <Labelled label={t("credit.days")}>
          {(ids) => <Input {...ids} type="number" min={1} max={180} value={days} onChange={(event) => setDays(event.target.value)} />}
        </Labelled>
        <Row>
          <Button type="primary" disabled={tenant === ""} loading={grant.isPending} onClick={send}>
            {t("credit.set")}
          </Button>
        </Row>
        {grant.error && <Refusal error={grant.error} />}
      </Stack>
    </Card>
  );
}

function Invoices() {
  const { t } = useTranslation(["admin", "console"]);
  const list = useList<Postpaid>("/postpaid-invoices", undefined, 10_000);
  return (
    <Card title={t("credit.invoices")}>
      <Rows
        list={list}
        label={t("credit.invoices")}
        id={(one) => one.id}
        file="postpaid-invoices"
        empty={t("credit.none")}
        expand={(one) => <Book id={one.id} />}
        columns={[
          { title: t("credit.invoice"), cell: (one) => <Short id={one.id} />, csv: (one) => one.id },
          { title: t("credit.enterprise"), cell: (one) => <Short id={one.tenant_id} />, csv: (one) => one.tenant_id },
          { title: t("settle.sum"), end: true, cell: (one) => money(one.amount), csv: (one) => one.amount.minor },
          { title: t("credit.paid"), end: true, cell: (one) => money(one.paid), csv: (one) => one.paid.minor },
          { title: t("credit.credited"), end: true, cell: (one) => money(one.credited), csv: (one) => one.credited.minor },
          { title: t("credit.left"), end: true, cell: (one) => money(one.left), csv: (one) => one.left.minor },
          { title: t("console:state"), cell: (one) => <Mark tone={one.state === "open" ? "warn" : "calm"}>{t(`credit.state.${one.state}`)}</Mark>, csv: (one) => one.state },
          { title: t("credit.due"), cell: (one) => <When at={one.due_at} />, csv: (one) => one.due_at },
        ]}
      />
    </Card>
  );
}

interface Booking {
  minor: number;
  words: string;
}

/** What arrived for an invoice, or a part of it that is credited back. */
function Book({ id }: { id: string }) {
  const { t } = useTranslation("admin");
  const amount = useAmount(1);
  const [words, setWords] = useState("");
  const cash = (minor: number) => ({ minor, currency: "CNY" });
  const pay = useAct<Booking>({ path: `/postpaid-invoices/${id}/payment`, body: (ask) => ({ amount: cash(ask.minor), reference: ask.words }), once: true });
  const note = useAct<Booking>({ path: `/postpaid-invoices/${id}/credit-note`, body: (ask) => ({ amount: cash(ask.minor), reason: ask.words }), once: true });
  const send = (act: typeof pay) => {
    const minor = amount.read();
    if (minor !== null) act.mutate({ minor, words: words.trim() }, { onSuccess: () => toast(t("credit.booked")) });
  };
  return (
    <Stack>
      <Amount label={t("credit.amount")} of={amount} />
      <Labelled label={t("credit.reference")} hint={t("credit.reference_hint")}>
        {(ids) => <Input {...ids} maxLength={80} autoComplete="off" value={words} onChange={(event) => setWords(event.target.value)} />}
      </Labelled>
      <Row>
        <Button loading={pay.isPending} onClick={() => send(pay)}>
          {t("credit.book_payment")}
        </Button>
        <Button loading={note.isPending} onClick={() => send(note)}>
          {t("credit.book_note")}
        </Button>
      </Row>
      {pay.error && <Refusal error={pay.error} />}
      {note.error && <Refusal error={note.error} />}
    </Stack>
  );
}

interface Exchanged {
  tenant: string;
  sold: number;
  currency: string;
  bought: number;
  reference: string;
}

function Exchange({ enterprises }: { enterprises: [string, string][] }) {
  const { t } = useTranslation(["admin", "console"]);
  const [picked, setPicked] = useState("");
  const tenant = picked || (enterprises[0]?.[0] ?? "");
  const [currency, setCurrency] = useState("USD");
  const [reference, setReference] = useState("");
  const sold = useAmount(1);
  const bought = useAmount(1);
  const lines = useList<Entry>("/journal", undefined, 10_000);
  const name = useEntryName();
  const book = useAct<Exchanged>({
    path: "/exchanges",
    body: (ask) => ({ tenant: ask.tenant, sold: { minor: ask.sold, currency: ask.currency }, bought: { minor: ask.bought, currency: "CNY" }, reference: ask.reference }),
    once: true,
  });
  const send = () => {
    const [out, into] = [sold.read(), bought.read()];
    if (out !== null && into !== null) book.mutate({ tenant, sold: out, currency, bought: into, reference: reference.trim() }, { onSuccess: () => toast(t("credit.booked")) });
  };
  const exchanges = { ...lines, rows: lines.rows?.filter((line) => line.code.startsWith("exchange.")) } as typeof lines;
  return (
    <Card title={t("exchange.title")}>
      <Stack>
        <Choice label={t("credit.enterprise")} value={tenant} onChange={setPicked} options={enterprises} />
        <Choice label={t("exchange.currency")} value={currency} onChange={setCurrency} options={[["USD", "USD"], ["EUR", "EUR"]]} />
        <Amount label={t("exchange.sold")} prefix={currency} of={sold} />
        <Amount label={t("exchange.bought")} of={bought} />
        <Labelled label={t("credit.reference")} hint={t("exchange.reference_hint")}>
          {(ids) => <Input {...ids} maxLength={80} autoComplete="off" value={reference} onChange={(event) => setReference(event.target.value)} />}
        </Labelled>
        <Row>
          <Button disabled={tenant === ""} loading={book.isPending} onClick={send}>
            {t("exchange.book")}
          </Button>
        </Row>
        {book.error && <Refusal error={book.error} />}
        <Rows
          list={exchanges}
          label={t("exchange.lines")}
          id={(line) => line.id}
          empty={t("exchange.none")}
          columns={[
            { title: t("console:what"), cell: (line) => name(line.code), csv: (line) => line.code },
            { title: t("remit.from"), cell: (line) => <AccountName code={line.debit} />, csv: (line) => line.debit },
            { title: t("settle.sum"), end: true, cell: (line) => money(line.amount), csv: (line) => line.amount.minor },
            { title: t("console:at"), cell: (line) => <When at={line.at} />, csv: (line) => line.at },
          ]}
        />
      </Stack>
    </Card>
  );
}
