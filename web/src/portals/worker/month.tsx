/** A month of pay as it really was: what an hour paid, with work and at the desk; what is held and why; what comes next. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { month } from "@/api/queries/worker";
import type { AdjustmentLine, Month } from "@/api/types";
import { date, dateTime, money, number, percent } from "@/i18n/format";
import { ButtonLink, Card, Facts, Figure, Muted, Row } from "@/kit/basics";
import { Field } from "@/kit/fields";
import { Table } from "@/kit/show";
import { Loaded } from "@/kit/state";

/** Seconds as hours with one decimal. */
function useHours(): (seconds: number) => string {
  const { t } = useTranslation("worker");
  return (seconds) => t("hours", { n: number(Math.round(seconds / 360) / 10) });
}

/** The numbers that a line follows from, in words. */
function useLineText(currency: string): (line: AdjustmentLine) => string {
  const { t } = useTranslation("worker");
  return ({ kind, facts }) => {
    const at = (key: string) => Number((facts as Record<string, unknown>)[key] ?? 0);
    const of = (key: string) => money({ minor: at(key), currency });
    if (kind === "quality") return t("line_quality", { score: percent(at("score_bp") / 10_000), n: number(at("sample")) });
    if (kind === "floor") return t("line_floor", { earned: of("earned_minor") });
    if (kind === "standby") return t("line_standby", { n: number(Math.round(at("idle_s") / 60)), rate: money({ minor: at("milli") / 1000, currency }) });
    if (kind === "back_pay") return t("line_back_pay", { claim: of("claimed_minor") });
    if (kind === "rejudged") return t("line_rejudged", { month: (facts as { period?: string }).period ?? "" });
    return t(`line_${kind}`);
  };
}

/** Everything besides pieces; a line about a case opens it. */
export function Adjustments({ lines, currency }: { lines: AdjustmentLine[]; currency: string }) {
  const { t } = useTranslation("worker");
  const text = useLineText(currency);
  const about = (line: AdjustmentLine) => (line.facts as { case?: string }).case;
  return (
    <Table
      caption={t("adjustments")}
      rows={lines}
      keyOf={(line) => line.id}
      columns={[
        { id: "day", head: t("when"), cell: (line) => line.day },
        { id: "kind", head: t("adjustment"), cell: (line) => (about(line) ? <Link href={`/appeals/${about(line)}`}>{t(`kind_${line.kind}`)}</Link> : t(`kind_${line.kind}`)) },
        { id: "formula", head: t("formula_head"), cell: text },
        { id: "amount", head: t("amount"), cell: (line) => <strong>{money({ minor: line.amount_minor, currency })}</strong>, isEnd: true },
      ]}
    />
  );
}

function Hours({ data }: { data: Month }) {
  const { t } = useTranslation("worker");
  const hours = useHours();
  const currency = data.pay.currency;
  const of = (minor: number) => money({ minor, currency });
  return (
    <Card>
      <h2>{t("hourly")}</h2>
      <Muted>{t("hourly_lead")}</Muted>
      <Row gap="large">
        <Figure label={t("per_paid_hour")} value={data.per_paid_hour ? money(data.per_paid_hour) : "–"} hint={t("engaged", { hours: hours(data.engaged_s) })} />
        <Figure label={t("per_online_hour")} value={data.per_online_hour ? money(data.per_online_hour) : "–"} hint={t("idle", { hours: hours(data.idle_s) })} />
        {data.days ? <Figure label={t("days_spread")} value={of(data.days.median)} hint={t("days_spread_hint", { low: of(data.days.p10), high: of(data.days.p90) })} /> : null}
      </Row>
      <div>
        <ButtonLink href="/hourly">{t("hourly_all")}</ButtonLink>
      </div>
    </Card>
  );
}

function Next({ data }: { data: Month }) {
  const { t } = useTranslation("worker");
  return (
    <Card>
      <h2>{t("next_pay")}</h2>
      <Facts
        items={[
          { name: t("accrued_now"), value: money(data.accrued) },
          { name: t("payable_now"), value: money(data.payable) },
          { name: t("next_close"), value: date(data.next_close) },
        ]}
      />
      {data.held.length ? (
        <Table
          caption={t("held_now")}
          rows={data.held}
          keyOf={(row) => row.case_id}
          columns={[
            { id: "since", head: t("when"), cell: (row) => dateTime(row.since) },
            { id: "why", head: t("held_why"), cell: (row) => <Link href={`/appeals/${row.case_id}`}>{t(`case_${row.kind}`)}</Link> },
            { id: "amount", head: t("amount"), cell: (row) => money(row.amount), isEnd: true },
          ]}
        />
      ) : (
        <Muted>{t("held_nothing")}</Muted>
      )}
      <div>
        <ButtonLink href="/appeals">{t("appeals")}</ButtonLink>
      </div>
    </Card>
  );
}

export function MonthOfPay() {
  const { t } = useTranslation("worker");
  const [period, setPeriod] = useState("");
  const query = useQuery(month(period));
  return (
    <>
      <Field type="month" label={t("period")} value={period} onValue={setPeriod} isOptional />
      <Loaded query={query}>
        {(data) => (
          <>
            <Hours data={data} />
            <Next data={data} />
            {data.adjustments.length ? <Adjustments lines={data.adjustments} currency={data.pay.currency} /> : null}
          </>
        )}
      </Loaded>
    </>
  );
}
