/** Invoices and credit notes, whose lines sum to the journal; money taken out; and the pieces that were paid, each of which may be rejected within three days. */
import { Button, Input, Modal } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Invoice, Money, PaidPiece, Refund } from "@/api/types";
import { parseAmount } from "@/console/amount";
import { readText, useAct, useList } from "@/console/data";
import { useEntryName } from "@/console/ledger";
import { Card, Choice, Labelled, Mark, Mute, Page, Refusal, Row, Short, Stack, When } from "@/console/parts";
import { PlainTable, Rows } from "@/console/rows";
import { locale } from "@/i18n";
import { money, number, percent } from "@/i18n/format";
import { saveText } from "@/kit/save";
import { toast } from "@/kit/state";
import css from "./enterprise.module.css";

const REASONS = ["wrong_answer", "rude", "unfinished", "rule_broken"];

export function Invoices() {
  const { t } = useTranslation("enterprise");
  const [isTaking, setTaking] = useState(false);
  return (
    <Page title={t("invoices.title")} intro={t("invoices.intro")} actions={<Button onClick={() => setTaking(true)}>{t("refunds.ask")}</Button>}>
      <Card title={t("invoices.list")}>
        <InvoiceRows />
      </Card>
      <Card title={t("pieces.title")}>
        <Mute>{t("pieces.intro")}</Mute>
        <PieceRows />
      </Card>
      <Card title={t("refunds.title")}>
        <RefundRows />
      </Card>
      <Modal open={isTaking} onCancel={() => setTaking(false)} footer={null} title={t("refunds.ask")} destroyOnHidden>
        <RefundForm done={() => setTaking(false)} />
      </Modal>
    </Page>
  );
}

async function save(invoice: Invoice): Promise<void> {
  const text = await readText(`/invoices/${invoice.id}/lines`);
  saveText(`${invoice.kind}-${invoice.period}.csv`, "text/csv", text);
}

function InvoiceRows() {
  const { t } = useTranslation(["enterprise", "console"]);
  const list = useList<Invoice>("/invoices");
  const name = useEntryName();
  const lines = (invoice: Invoice) => (
    <PlainTable
      label={t("invoices.lines")}
      rows={invoice.lines}
      id={(line) => line.code}
      columns={[
        { title: t("console:what"), cell: (line) => name(line.code) },
        { title: t("invoices.entries"), end: true, cell: (line) => number(line.entries) },
        { title: t("escrow.amount"), end: true, cell: (line) => money({ minor: line.amount_minor, currency: invoice.sum.currency }) },
      ]}
    />
  );
  return (
    <Rows
      list={list}
      label={t("invoices.list")}
      id={(invoice) => invoice.id}
      file="invoices"
      empty={t("invoices.none")}
      expand={lines}
      columns={[
        { title: t("invoices.period"), cell: (invoice) => invoice.period, csv: (invoice) => invoice.period },
        { title: t("console:what"), cell: (invoice) => t(`invoices.kind.${invoice.kind}`), csv: (invoice) => invoice.kind },
        { title: t("invoices.sum"), end: true, cell: (invoice) => money(invoice.sum), csv: (invoice) => invoice.sum.minor / 100 },
        { title: t("invoices.fee"), end: true, cell: (invoice) => money(invoice.fee), csv: (invoice) => invoice.fee.minor / 100 },
        { title: t("orders.take_rate"), end: true, cell: (invoice) => (invoice.sum.minor ? percent(invoice.fee.minor / invoice.sum.minor, 2) : "–") },
        { title: t("invoices.issued"), cell: (invoice) => <When at={invoice.issued_at} />, csv: (invoice) => invoice.issued_at },
        { title: t("console:act"), cell: (invoice) => <Button onClick={() => void save(invoice)}>{t("invoices.save")}</Button> },
      ]}
    />
  );
}

function PieceRows() {
  const { t } = useTranslation(["enterprise", "console"]);
  const list = useList<PaidPiece>("/costs/pieces");
  const [reason, setReason] = useState("wrong_answer");
  const reject = useAct<{ id: string }>({ path: ({ id }) => `/earnings/${id}/rejection`, once: true, body: () => ({ reason }) });
  return (
    <Stack>
      <Choice label={t("pieces.reason")} value={reason} onChange={setReason} options={REASONS.map((one): [string, string] => [one, t(`pieces.reasons.${one}`)])} />
      {reject.error && <Refusal error={reject.error} />}
      <Rows
        list={list}
        label={t("pieces.title")}
        id={(piece) => piece.id}
        file="pieces"
        empty={t("pieces.none")}
        columns={[
          { title: t("console:at"), cell: (piece) => <When at={piece.at} />, csv: (piece) => piece.at },
          { title: t("pieces.task"), cell: (piece) => <Short id={piece.task_id} />, csv: (piece) => piece.task_id },
          { title: t("pieces.price"), end: true, cell: (piece) => money(piece.price), csv: (piece) => piece.price.minor / 100 },
          {
            title: t("pieces.steps"),
            end: true,
            cell: (piece) => (piece.steps_price.minor ? <span title={piece.did.map((step) => `${locale() === "en" ? step.title_en : step.title_zh} ${step.amount}`).join(" · ")}>{t("pieces.steps_of", { n: piece.steps, sum: money(piece.steps_price) })}</span> : "–"),
            csv: (piece) => piece.steps_price.minor / 100,
          },
          { title: t("pieces.fee"), end: true, cell: (piece) => money(piece.fee), csv: (piece) => piece.fee.minor / 100 },
          { title: t("pieces.surge"), end: true, cell: (piece) => money(piece.surge), csv: (piece) => piece.surge.minor / 100 },
          {
            title: t("console:act"),
            cell: (piece) =>
              piece.contested ? (
                <Mark tone={piece.contested === "held" ? "warn" : "calm"}>{t(`pieces.contested.${piece.contested}`)}</Mark>
              ) : piece.may_reject ? (
                <Button loading={reject.isPending} onClick={() => reject.mutate({ id: piece.id }, { onSuccess: () => toast(t("pieces.rejected")) })}>
                  {t("pieces.reject")}
                </Button>
              ) : (
                "–"
              ),
          },
        ]}
      />
    </Stack>
  );
}

function RefundRows() {
  const { t } = useTranslation(["enterprise", "console"]);
  const list = useList<Refund>("/refunds", undefined, 10_000);
  return (
    <Rows
      list={list}
      label={t("refunds.title")}
      id={(refund) => refund.id}
      file="refunds"
      empty={t("refunds.none")}
      columns={[
        { title: t("console:at"), cell: (refund) => <When at={refund.created_at} />, csv: (refund) => refund.created_at },
        { title: t("escrow.amount"), end: true, cell: (refund) => money(refund.amount), csv: (refund) => refund.amount.minor / 100 },
        { title: t("console:state"), cell: (refund) => t(`refunds.state.${refund.state}`), csv: (refund) => refund.state },
        { title: t("refunds.bank_ref"), cell: (refund) => refund.bank_ref ?? "–", csv: (refund) => refund.bank_ref },
      ]}
    />
  );
}

function RefundForm({ done }: { done: () => void }) {
  const { t } = useTranslation("enterprise");
  const [amount, setAmount] = useState("");
  const ask = useAct<{ amount: Money }>({ path: "/refunds", once: true });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate(
      { amount: { minor: parseAmount(amount) ?? 0, currency: "CNY" } },
      {
        onSuccess: () => {
          toast(t("refunds.asked"));
          done();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} className={css.wizard} noValidate>
      <Labelled label={t("escrow.amount")} hint={t("refunds.hint")}>
        {(ids) => <Input {...ids} prefix="¥" inputMode="decimal" autoComplete="off" value={amount} onChange={(event) => setAmount(event.target.value)} />}
      </Labelled>
      {ask.error && <Refusal error={ask.error} />}
      <Row>
        <Button type="primary" htmlType="submit" loading={ask.isPending}>
          {t("refunds.ask")}
        </Button>
      </Row>
    </form>
  );
}
