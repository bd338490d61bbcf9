/** The enterprise's prepaid money: what is free, what is set aside for open work, what was spent, and every entry. */
import { Button, Input, Modal } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { CreditLine, Entry, Escrow, Money, Postpaid } from "@/api/types";
import { useFilter } from "@/console/address";
import { parseAmount } from "@/console/amount";
import { useAct, useGet, useList } from "@/console/data";
import { Ask, Card, Figure, Figures, Labelled, Page, Refusal, Short, When } from "@/console/parts";
import { AccountName, useEntryName } from "@/console/ledger";
import { Rows } from "@/console/rows";
import { money } from "@/i18n/format";
import { toast } from "@/kit/state";
import css from "./enterprise.module.css";

export function EscrowPage() {
  const { t } = useTranslation(["enterprise", "console"]);
  const escrow = useGet<Escrow>("/escrow", undefined, 10_000);
  const [asked, setAsked] = useFilter("deposit");
  const [shown, setShown] = useState(false);
  const open = shown || asked !== "";
  const close = () => {
    setShown(false);
    setAsked("");
  };
  return (
    <Page
      title={t("escrow.title")}
      intro={t("escrow.intro")}
      actions={
        <Button type="primary" onClick={() => setShown(true)}>
          {t("escrow.deposit")}
        </Button>
      }
    >
      <Ask of={escrow}>
        {(data) => (
          <Figures>
            <Figure label={t("escrow.free")} value={money(data.free)} hint={t("escrow.free_hint")} />
            <Figure label={t("escrow.reserved")} value={money(data.reserved)} hint={t("escrow.reserved_hint")} to="/tasks?state=assigned" />
            <Figure label={t("escrow.spent")} value={money(data.spent)} hint={t("escrow.spent_hint")} to="/conversations?state=closed" />
          </Figures>
        )}
      </Ask>
      <Credit />
      <Card title={t("escrow.entries")}>
        <Entries />
      </Card>
      <Modal open={open} onCancel={close} footer={null} title={t("escrow.deposit")} destroyOnHidden>
        <DepositForm done={close} />
      </Modal>
    </Page>
  );
}

/** What may be owed, what is, and every invoice to be paid later. Nothing is shown while there is no line. */
function Credit() {
  const { t } = useTranslation(["enterprise", "console"]);
  const line = useGet<CreditLine>("/credit", undefined, 10_000);
  const list = useList<Postpaid>("/postpaid-invoices", undefined, 10_000);
  const [amount, setAmount] = useState("");
  const [fault, setFault] = useState<string>();
  const draw = useAct<{ amount: Money }>({ path: "/postpaid-invoices", once: true });
  if (!line.data || (line.data.limit.minor === 0 && line.data.owed.minor === 0)) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const minor = parseAmount(amount) ?? 0;
    setFault(minor > 0 ? undefined : t("fault.amount"));
    if (minor > 0) draw.mutate({ amount: { minor, currency: "CNY" } }, { onSuccess: () => setAmount("") });
  };
  return (
    <Card title={t("credit.title")}>
      <Figures>
        <Figure label={t("credit.limit")} value={money(line.data.limit)} />
        <Figure label={t("credit.owed")} value={money(line.data.owed)} />
        <Figure label={t("credit.free")} value={money(line.data.free)} />
      </Figures>
      <form onSubmit={submit} className={css.wizard} noValidate>
        <Labelled label={t("escrow.amount")} error={fault}>
          {(ids) => <Input {...ids} prefix="¥" inputMode="decimal" autoComplete="off" value={amount} onChange={(event) => setAmount(event.target.value)} />}
        </Labelled>
        {draw.error && <Refusal error={draw.error} />}
        <Button htmlType="submit" loading={draw.isPending}>
          {t("credit.draw")}
        </Button>
      </form>
      <Rows
        list={list}
        label={t("credit.invoices")}
        id={(one) => one.id}
        file="postpaid"
        empty={t("credit.none")}
        columns={[
          { title: t("credit.issued"), cell: (one) => <When at={one.created_at} />, csv: (one) => one.created_at },
          { title: t("escrow.amount"), end: true, cell: (one) => money(one.amount), csv: (one) => one.amount.minor / 100 },
          { title: t("credit.paid"), end: true, cell: (one) => money(one.paid), csv: (one) => one.paid.minor / 100 },
          { title: t("credit.credited"), end: true, cell: (one) => money(one.credited), csv: (one) => one.credited.minor / 100 },
          { title: t("credit.left"), end: true, cell: (one) => money(one.left), csv: (one) => one.left.minor / 100 },
          { title: t("credit.due"), cell: (one) => <When at={one.due_at} />, csv: (one) => one.due_at },
        ]}
      />
    </Card>
  );
}

function Entries() {
  const { t } = useTranslation(["enterprise", "console"]);
  const list = useList<Entry>("/escrow/entries");
  const name = useEntryName();
  return (
    <Rows
      list={list}
      label={t("escrow.entries")}
      id={(entry) => entry.id}
      file="escrow"
      empty={t("escrow.none")}
      columns={[
        { title: t("console:at"), cell: (entry) => <When at={entry.at} />, csv: (entry) => entry.at },
        { title: t("console:what"), cell: (entry) => name(entry.code), csv: (entry) => entry.code },
        { title: t("escrow.debit"), cell: (entry) => <AccountName code={entry.debit} />, csv: (entry) => entry.debit },
        { title: t("escrow.credit"), cell: (entry) => <AccountName code={entry.credit} />, csv: (entry) => entry.credit },
        { title: t("escrow.amount"), end: true, cell: (entry) => money(entry.amount), csv: (entry) => entry.amount.minor / 100 },
        { title: t("escrow.for"), cell: (entry) => (entry.ref_id ? <Short id={entry.ref_id} /> : "–"), csv: (entry) => entry.ref_id },
      ]}
    />
  );
}

function DepositForm({ done }: { done: () => void }) {
  const { t } = useTranslation(["enterprise", "console"]);
  const [amount, setAmount] = useState("");
  const [reference, setReference] = useState("");
  const [faults, setFaults] = useState<{ amount?: string; reference?: string }>({});
  const deposit = useAct<{ amount: Money; reference: string }>({ path: "/escrow/deposits", once: true });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const minor = parseAmount(amount) ?? 0;
    const found = { amount: minor > 0 ? undefined : t("fault.amount"), reference: reference.trim() ? undefined : t("fault.reference") };
    setFaults(found);
    if (found.amount || found.reference) return;
    deposit.mutate(
      { amount: { minor, currency: "CNY" }, reference: reference.trim() },
      {
        onSuccess: () => {
          toast(t("escrow.deposited", { amount: money({ minor, currency: "CNY" }) }));
          done();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} className={css.wizard} noValidate>
      <Labelled label={t("escrow.amount")} error={faults.amount}>
        {(ids) => <Input {...ids} autoFocus prefix="¥" inputMode="decimal" autoComplete="off" value={amount} onChange={(event) => setAmount(event.target.value)} />}
      </Labelled>
      <Labelled label={t("escrow.reference")} hint={t("escrow.reference_hint")} error={faults.reference}>
        {(ids) => <Input {...ids} maxLength={80} autoComplete="off" value={reference} onChange={(event) => setReference(event.target.value)} />}
      </Labelled>
      {deposit.error && <Refusal error={deposit.error} />}
      <Button type="primary" htmlType="submit" loading={deposit.isPending}>
        {t("escrow.confirm")}
      </Button>
    </form>
  );
}
