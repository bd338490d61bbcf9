/** Every automated decision: what went in, which rules, what came out and why; decided again on request. */
import { Alert, Button, Drawer } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import type { Replay } from "@/api/types";
import { useFilter } from "@/console/address";
import { useAct, useGet, useList } from "@/console/data";
import { Ask, Choice, Facts, Filters, Json, Mark, Page, Refusal, Short, Stack, When } from "@/console/parts";
import { Reasons } from "@/console/reasons";
import { Rows } from "@/console/rows";
import { money, number, percent } from "@/i18n/format";
import type { Decision } from "./shapes";

const KINDS = ["interview.score", "identity.check", "exam.score", "test_call.score", "payout.accrue", "payout.quality", "payout.floor", "payout.tax"];

/** The outcome in few words: its plain fields. A name that has no word yet stands as it is. */
function useBrief(): (outcome: unknown) => string {
  const { t } = useTranslation(["admin", "console"]);
  const said = (name: string, value: string | number | boolean): string => {
    if (typeof value === "boolean") return t(value ? "said.yes" : "said.no");
    if (typeof value === "string") return t(`said.${value}`, { defaultValue: value });
    if (name.endsWith("_bp")) return percent(value / 10_000, 2);
    return name.endsWith("_minor") ? money({ minor: value, currency: "CNY" }) : number(value);
  };
  return (outcome) => {
    if (typeof outcome !== "object" || outcome === null) return String(outcome ?? "–");
    return Object.entries(outcome)
      .filter((field): field is [string, string | number | boolean] => ["string", "number", "boolean"].includes(typeof field[1]))
      .slice(0, 3)
      .map(([name, value]) => t("said.of", { name: t(`field.${name}`, { defaultValue: name }), value: said(name, value) }))
      .join(" · ");
  };
}

export function Decisions({ id }: { id?: string }) {
  const { t } = useTranslation(["admin", "console"]);
  const [, go] = useLocation();
  const brief = useBrief();
  const [kind, setKind] = useFilter("kind");
  const list = useList<Decision>("/decisions", { kind }, 15_000);
  const name = (one: Decision) => t(`kind.${one.kind}`, { defaultValue: one.kind });
  return (
    <Page title={t("decisions.title")} intro={t("decisions.intro")}>
      <Filters>
        <Choice label={t("decisions.kind")} value={kind} onChange={setKind} options={[["", t("console:all")], ...KINDS.map((each): [string, string] => [each, t(`kind.${each}`)])]} />
      </Filters>
      <Rows
        list={list}
        label={t("decisions.title")}
        id={(one) => one.id}
        file="decisions"
        empty={kind ? t("decisions.none_here") : t("decisions.none")}
        columns={[
          { title: t("console:at"), cell: (one) => <When at={one.at} />, csv: (one) => one.at },
          { title: t("decisions.kind"), cell: (one) => <Link href={`/decisions/${one.id}${kind ? `?kind=${kind}` : ""}`}>{name(one)}</Link>, csv: (one) => one.kind },
          { title: t("decisions.outcome"), cell: (one) => (one.erased ? <Mark>{t("decisions.erased")}</Mark> : brief(one.outcome)), csv: (one) => brief(one.outcome) },
          { title: t("decisions.subject"), cell: (one) => (one.subject ? <Short id={one.subject} /> : "–"), csv: (one) => one.subject },
          { title: t("decisions.policy"), cell: (one) => <Link href={`/policies/${one.policy_hash}`}>{one.policy_id}</Link>, csv: (one) => `${one.policy_id} ${one.policy_hash}` },
          { title: t("decisions.engine"), cell: (one) => one.engine, csv: (one) => one.engine },
        ]}
      />
      <Drawer title={t("decisions.one")} open={id !== undefined} onClose={() => go(kind ? `/decisions?kind=${kind}` : "/decisions")} size="large">
        {id && <One key={id} id={id} />}
      </Drawer>
    </Page>
  );
}

export function One({ id }: { id: string }) {
  const { t } = useTranslation(["admin", "console"]);
  const decision = useGet<Decision>(`/decisions/${id}`);
  return (
    <Ask of={decision} lines={8}>
      {(one) => (
        <Stack>
          <Facts
            of={[
              [t("decisions.kind"), t(`kind.${one.kind}`, { defaultValue: one.kind })],
              [t("console:at"), <When key="at" at={one.at} />],
              [t("decisions.policy"), <Link key="p" href={`/policies/${one.policy_hash}`}>{one.policy_id}</Link>],
              [t("decisions.hash"), <Short key="h" id={one.policy_hash} />],
              [t("decisions.engine"), one.engine],
              [t("decisions.subject"), one.subject ? <Short key="s" id={one.subject} /> : "–"],
            ]}
          />
          <h2>{t("decisions.reasons")}</h2>
          <Reasons of={one.reasons} />
          <Again id={id} />
          <h2>{t("decisions.outcome")}</h2>
          <Json label={t("decisions.outcome")} value={one.outcome} />
          <h2>{t("decisions.inputs")}</h2>
          <Json label={t("decisions.inputs")} value={one.inputs ?? t("decisions.erased")} />
        </Stack>
      )}
    </Ask>
  );
}

const TONE = { same: "success", differs: "error", erased: "warning" } as const;

function Again({ id }: { id: string }) {
  const { t } = useTranslation("admin");
  const again = useAct<undefined, Replay>({ path: `/decisions/${id}/replay` });
  const result = again.data?.result;
  return (
    <div role="status">
      <p>
        <Button onClick={() => again.mutate(undefined)} loading={again.isPending}>
          {t("decisions.replay")}
        </Button>
      </p>
      {again.error && <Refusal error={again.error} />}
      {result && <Alert role="note" type={TONE[result]} showIcon title={t(`replay.${result}`)} description={t(`replay.${result}_why`)} />}
      {result === "differs" && <Json label={t("replay.differs")} value={again.data} />}
    </div>
  );
}
