/** A draft of a rule tried on a closed month: who would gain, who would lose, and what it would cost. Nothing is written. */
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "@/console/data";
import { Card, Choice, Facts, Figure, Figures, Labelled, Mark, Mute, Refusal, Row, Stack } from "@/console/parts";
import { PlainTable } from "@/console/rows";
import { Who } from "@/console/who";
import { money, number } from "@/i18n/format";
import type { WhatIf } from "./shapes";

const RULES = ["quality", "floor", "cn-iit-platform"];
const SUMS = ["quality_minor", "floor_minor", "gross_minor", "tax_minor", "net_minor"] as const;

interface Trial {
  period: string;
  rule: string;
  toml: string;
}

export function WhatIfCard({ months }: { months: string[] }) {
  const { t } = useTranslation("admin");
  const [picked, setPicked] = useState("");
  const period = picked || (months[0] ?? "");
  const [rule, setRule] = useState("floor");
  const [toml, setToml] = useState("");
  const run = useAct<Trial, WhatIf>({ path: (trial) => `/settlements/${trial.period}/what-if`, body: ({ rule: id, toml: text }) => ({ rule: id, toml: text }) });
  return (
    <Card title={t("what_if.title")}>
      <Stack>
        <Mute>{t("what_if.intro")}</Mute>
        <Row>
          <Choice label={t("settle.period")} value={period} onChange={setPicked} options={months.map((month): [string, string] => [month, month])} />
          <Choice label={t("what_if.rule")} value={rule} onChange={setRule} options={RULES.map((id): [string, string] => [id, t(`what_if.rules.${id}`)])} />
        </Row>
        <Labelled label={t("what_if.file")} hint={t("what_if.file_hint")}>
          {(ids) => <input {...ids} type="file" accept=".toml,text/plain" onChange={(event) => void event.target.files?.[0]?.text().then(setToml)} />}
        </Labelled>
        <Labelled label={t("what_if.draft")}>
          {(ids) => <Input.TextArea {...ids} rows={6} spellCheck={false} value={toml} onChange={(event) => setToml(event.target.value)} />}
        </Labelled>
        <Row>
          <Button type="primary" disabled={toml.trim() === "" || period === ""} loading={run.isPending} onClick={() => run.mutate({ period, rule, toml })}>
            {t("what_if.run")}
          </Button>
        </Row>
        {run.error && <Refusal error={run.error} />}
        {run.data && <Outcome of={run.data} />}
      </Stack>
    </Card>
  );
}

const fen = (minor: number) => money({ minor, currency: "CNY" });
const percent = (bp: number | null | undefined) => (bp === null || bp === undefined ? "…" : `${number(bp / 100)} %`);

function Outcome({ of }: { of: WhatIf }) {
  const { t } = useTranslation("admin");
  return (
    <div role="status">
      <Stack>
        <Figures>
          <Figure label={t("settle.workers")} value={number(of.workers)} />
          <Figure label={t("what_if.gain")} value={number(of.gain)} />
          <Figure label={t("what_if.lose")} value={number(of.lose)} />
          <Figure label={t("what_if.net")} value={fen(of.after.net_minor - of.before.net_minor)} />
        </Figures>
        {of.needs_notice && <Mark tone="warn">{t("what_if.notice")}</Mark>}
        <Facts of={SUMS.map((name): [string, string] => [t(`what_if.sum.${name}`), `${fen(of.before[name])} → ${fen(of.after[name])}`])} />
        <PlainTable
          label={t("what_if.histogram")}
          rows={of.histogram.filter((band) => band.workers > 0)}
          id={(band) => `${band.from_bp}:${band.to_bp}`}
          columns={[
            { title: t("what_if.change"), cell: (band) => (band.from_bp === 0 ? t("what_if.same") : `${percent(band.from_bp)} – ${percent(band.to_bp)}`) },
            { title: t("settle.workers"), end: true, cell: (band) => number(band.workers) },
          ]}
        />
        {of.most_gained.length > 0 && <Concerned label={t("what_if.most_gained")} rows={of.most_gained} />}
        {of.most_lost.length > 0 && <Concerned label={t("what_if.most_lost")} rows={of.most_lost} />}
      </Stack>
    </div>
  );
}

function Concerned({ label, rows }: { label: string; rows: WhatIf["most_lost"] }) {
  const { t } = useTranslation("admin");
  return (
    <PlainTable
      label={label}
      rows={rows}
      id={(one) => one.worker}
      columns={[
        { title: label, cell: (one) => <Who id={one.worker} /> },
        { title: t("what_if.before"), end: true, cell: (one) => fen(one.before_minor) },
        { title: t("what_if.after"), end: true, cell: (one) => fen(one.after_minor) },
        { title: t("what_if.change"), end: true, cell: (one) => percent(one.change_bp) },
      ]}
    />
  );
}
