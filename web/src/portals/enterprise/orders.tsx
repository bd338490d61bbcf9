/** Capacity: orders with their own budget and live cost, surges from filled pools, and what the platform keeps of it. */
import { Button, Input, Modal } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Costs, Money, Order, Page as Paged, Project, Surge } from "@/api/types";
import { parseAmount } from "@/console/amount";
import { useAct, useGet, useList } from "@/console/data";
import { Ask, Card, Choice, Figure, Figures, Labelled, Mark, Mute, Nothing, Page, Refusal, Row, Stack, When } from "@/console/parts";
import { Rows } from "@/console/rows";
import { money, number, percent } from "@/i18n/format";
import { toast } from "@/kit/state";
import css from "./enterprise.module.css";

export function Orders() {
  const { t } = useTranslation(["enterprise", "console"]);
  const [open, setOpen] = useState<"" | "order" | "surge">("");
  const close = () => setOpen("");
  return (
    <Page
      title={t("orders.title")}
      intro={t("orders.intro")}
      actions={
        <Row>
          <Button type="primary" onClick={() => setOpen("order")}>
            {t("orders.place")}
          </Button>
          <Button onClick={() => setOpen("surge")}>{t("surges.open")}</Button>
        </Row>
      }
    >
      <Cost />
      <Card title={t("orders.list")}>
        <OrderRows />
      </Card>
      <Card title={t("surges.title")}>
        <SurgeRows />
      </Card>
      <Modal open={open === "order"} onCancel={close} footer={null} title={t("orders.place")} destroyOnHidden>
        <OrderForm done={close} />
      </Modal>
      <Modal open={open === "surge"} onCancel={close} footer={null} title={t("surges.open")} destroyOnHidden>
        <SurgeForm done={close} />
      </Modal>
    </Page>
  );
}

/** What the work cost and what the platform kept of it: the same figure that workers see on every line. */
function Cost() {
  const { t } = useTranslation("enterprise");
  const costs = useGet<Costs>("/costs", undefined, 10_000);
  return (
    <Ask of={costs} lines={1}>
      {(data) => (
        <Figures>
          <Figure label={t("orders.spent_all")} value={money(data.gross)} />
          <Figure label={t("orders.take_rate")} value={data.gross.minor ? percent(data.fee.minor / data.gross.minor, 2) : "–"} hint={t("orders.take_rate_hint")} />
          <Figure label={t("orders.to_workers")} value={money({ minor: data.gross.minor - data.fee.minor, currency: data.gross.currency })} />
        </Figures>
      )}
    </Ask>
  );
}

function OrderRows() {
  const { t } = useTranslation(["enterprise", "console"]);
  const list = useList<Order>("/orders", undefined, 10_000);
  const cancel = useAct<{ id: string }>({ path: ({ id }) => `/orders/${id}/cancel`, once: true, body: () => ({}) });
  return (
    <Stack>
      <Rows
        list={list}
        label={t("orders.list")}
        id={(order) => order.id}
        file="orders"
        empty={t("orders.none")}
        columns={[
          { title: t("console:state"), cell: (order) => <Mark tone={order.state === "live" ? "good" : "calm"}>{t(`orders.state.${order.state}`)}</Mark>, csv: (order) => order.state },
          { title: t("orders.from"), cell: (order) => <When at={order.starts_at} />, csv: (order) => order.starts_at },
          { title: t("orders.until"), cell: (order) => <When at={order.ends_at} />, csv: (order) => order.ends_at },
          { title: t("orders.hourly"), end: true, cell: (order) => `${number(order.base_per_hour)} / ${number(order.burst_per_hour)}`, csv: (order) => order.base_per_hour },
          { title: t("orders.standby"), end: true, cell: (order) => `${number(order.standby_booked_minutes)} / ${number(order.standby_minutes)}`, csv: (order) => order.standby_minutes },
          { title: t("orders.budget"), end: true, cell: (order) => money(order.budget), csv: (order) => order.budget.minor / 100 },
          { title: t("orders.spent"), end: true, cell: (order) => money(order.spent), csv: (order) => order.spent.minor / 100 },
          { title: t("orders.reserved"), end: true, cell: (order) => money(order.reserved), csv: (order) => order.reserved.minor / 100 },
          { title: t("orders.free"), end: true, cell: (order) => money(order.free), csv: (order) => order.free.minor / 100 },
          {
            title: t("console:act"),
            cell: (order) =>
              order.state === "live" || order.state === "reserved" ? (
                <Button loading={cancel.isPending} onClick={() => cancel.mutate({ id: order.id }, { onSuccess: () => toast(t("orders.canceled")) })}>
                  {t("orders.cancel")}
                </Button>
              ) : (
                "–"
              ),
          },
        ]}
      />
      {cancel.error && <Refusal error={cancel.error} />}
    </Stack>
  );
}

function SurgeRows() {
  const { t } = useTranslation(["enterprise", "console"]);
  const list = useList<Surge>("/surges", undefined, 10_000);
  const end = useAct<{ id: string }>({ path: ({ id }) => `/surges/${id}/end`, once: true, body: () => ({}) });
  return (
    <Stack>
      <Rows
        list={list}
        label={t("surges.title")}
        id={(surge) => surge.id}
        file="surges"
        empty={t("surges.none")}
        columns={[
          { title: t("console:state"), cell: (surge) => <Mark tone={surge.state === "open" ? "good" : "calm"}>{t(`surges.state.${surge.state}`)}</Mark>, csv: (surge) => surge.state },
          { title: t("surges.gap"), end: true, cell: (surge) => percent(surge.gap_bp / 10_000), csv: (surge) => surge.gap_bp },
          { title: t("orders.from"), cell: (surge) => <When at={surge.starts_at} />, csv: (surge) => surge.starts_at },
          { title: t("orders.until"), cell: (surge) => <When at={surge.ends_at} />, csv: (surge) => surge.ends_at },
          { title: t("surges.funded"), end: true, cell: (surge) => money(surge.funded), csv: (surge) => surge.funded.minor / 100 },
          { title: t("surges.left"), end: true, cell: (surge) => money(surge.left), csv: (surge) => surge.left.minor / 100 },
          {
            title: t("console:act"),
            cell: (surge) =>
              surge.state === "open" ? (
                <Button loading={end.isPending} onClick={() => end.mutate({ id: surge.id }, { onSuccess: () => toast(t("surges.ended")) })}>
                  {t("surges.end")}
                </Button>
              ) : (
                "–"
              ),
          },
        ]}
      />
      {end.error && <Refusal error={end.error} />}
    </Stack>
  );
}

/** The project that an order or a surge is for. */
function ProjectChoice({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const { t } = useTranslation("enterprise");
  const projects = useGet<Paged<Project>>("/projects", { limit: 100 });
  return (
    <Ask of={projects} lines={1}>
      {({ items }) =>
        items.length === 0 ? (
          <Nothing why={t("orders.no_project")} />
        ) : (
          <Choice label={t("orders.project")} value={value} onChange={onChange} options={[["", t("orders.choose")], ...items.map((one): [string, string] => [one.id, one.name])]} />
        )
      }
    </Ask>
  );
}

/** A text field of a form here. */
function Text({ label, hint, value, onChange, type, isMoney }: { label: string; hint?: string; value: string; onChange: (value: string) => void; type?: string; isMoney?: boolean }) {
  return (
    <Labelled label={label} hint={hint}>
      {(ids) => <Input {...ids} type={type} prefix={isMoney ? "¥" : undefined} inputMode={type ? undefined : "decimal"} autoComplete="off" value={value} onChange={(event) => onChange(event.target.value)} />}
    </Labelled>
  );
}

/** What a date field holds, as the server wants it. */
const instant = (local: string): string | undefined => (local ? new Date(local).toISOString() : undefined);
const yuan = (text: string): Money => ({ minor: parseAmount(text) ?? 0, currency: "CNY" });

function OrderForm({ done }: { done: () => void }) {
  const { t } = useTranslation("enterprise");
  const [form, setForm] = useState({ project: "", base: "10", burst: "60", from: "", until: "", budget: "", minutes: "", peakFrom: "", peakUntil: "" });
  const put = (key: keyof typeof form) => (value: string) => setForm({ ...form, [key]: value });
  const place = useAct<unknown>({ path: "/orders", once: true });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const standby = Number(form.minutes) > 0 ? { minutes: Number(form.minutes), from: instant(form.peakFrom), until: instant(form.peakUntil) } : undefined;
    const body = { project: form.project, base_per_hour: Number(form.base), burst_per_hour: Number(form.burst), starts_at: instant(form.from), ends_at: instant(form.until), budget: yuan(form.budget), standby };
    place.mutate(body, {
      onSuccess: () => {
        toast(t("orders.placed"));
        done();
      },
    });
  };
  return (
    <form onSubmit={submit} className={css.wizard} noValidate>
      <ProjectChoice value={form.project} onChange={put("project")} />
      <Text label={t("orders.base")} value={form.base} onChange={put("base")} />
      <Text label={t("orders.burst")} value={form.burst} onChange={put("burst")} />
      <Text label={t("orders.from")} hint={t("orders.from_hint")} type="datetime-local" value={form.from} onChange={put("from")} />
      <Text label={t("orders.until")} type="datetime-local" value={form.until} onChange={put("until")} />
      <Text label={t("orders.budget")} hint={t("orders.budget_hint")} value={form.budget} onChange={put("budget")} isMoney />
      <Text label={t("orders.minutes")} hint={t("orders.minutes_hint")} value={form.minutes} onChange={put("minutes")} />
      {Number(form.minutes) > 0 && (
        <>
          <Text label={t("orders.peak_from")} type="datetime-local" value={form.peakFrom} onChange={put("peakFrom")} />
          <Text label={t("orders.peak_until")} type="datetime-local" value={form.peakUntil} onChange={put("peakUntil")} />
        </>
      )}
      {place.error && <Refusal error={place.error} />}
      <Button type="primary" htmlType="submit" loading={place.isPending}>
        {t("orders.confirm")}
      </Button>
    </form>
  );
}

function SurgeForm({ done }: { done: () => void }) {
  const { t } = useTranslation("enterprise");
  const [form, setForm] = useState({ project: "", gap: "30", until: "", amount: "" });
  const put = (key: keyof typeof form) => (value: string) => setForm({ ...form, [key]: value });
  const open = useAct<unknown>({ path: "/surges", once: true });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { project: form.project, gap_bp: Math.round(Number(form.gap) * 100), ends_at: instant(form.until), amount: yuan(form.amount) };
    open.mutate(body, {
      onSuccess: () => {
        toast(t("surges.opened"));
        done();
      },
    });
  };
  return (
    <form onSubmit={submit} className={css.wizard} noValidate>
      <Mute>{t("surges.hint")}</Mute>
      <ProjectChoice value={form.project} onChange={put("project")} />
      <Text label={t("surges.gap_percent")} hint={t("surges.gap_hint")} value={form.gap} onChange={put("gap")} />
      <Text label={t("orders.until")} type="datetime-local" value={form.until} onChange={put("until")} />
      <Text label={t("surges.amount")} value={form.amount} onChange={put("amount")} isMoney />
      {open.error && <Refusal error={open.error} />}
      <Button type="primary" htmlType="submit" loading={open.isPending}>
        {t("surges.confirm")}
      </Button>
    </form>
  );
}
