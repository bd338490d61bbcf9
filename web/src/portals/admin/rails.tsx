/** The ways in which money leaves: what is connected, the files to and from the bank, and what was said about a payment. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useAct, useGet, useList } from "@/console/data";
import { Ask, Card, Facts, Mark, Mute, Refusal, Row, Stack, When } from "@/console/parts";
import { PlainTable, Rows } from "@/console/rows";
import { number } from "@/i18n/format";
import { toast } from "@/kit/state";
import type { PayoutHistory, RailFile, RailsView } from "./shapes";

export function Rails() {
  const { t } = useTranslation(["admin", "console"]);
  const rails = useGet<RailsView>("/rails");
  const files = useList<RailFile>("/rail-files", undefined, 10_000);
  return (
    <Card title={t("rails.title")}>
      <Stack>
        <Ask of={rails} lines={1}>
          {({ items }) => <Facts of={items.map((one): [string, string] => [t(`rails.name.${one.rail}`), t(one.connected ? "rails.connected" : "rails.apart")])} />}
        </Ask>
        <Mute>{t("rails.hint")}</Mute>
        <Rows
          list={files}
          label={t("rails.files")}
          id={(file) => file.id}
          file="rail-files"
          empty={t("rails.none")}
          columns={[
            { title: t("rails.file"), cell: (file) => file.name, csv: (file) => file.name },
            { title: t("rails.kind"), cell: (file) => t(`rails.kinds.${file.kind}`), csv: (file) => file.kind },
            { title: t("console:state"), cell: (file) => <Mark tone={file.state === "taken" ? "calm" : "warn"}>{t(`rails.state.${file.state}`)}</Mark>, csv: (file) => file.state },
            { title: t("rails.tries"), end: true, cell: (file) => number(file.tries), csv: (file) => file.tries },
            { title: t("rails.said"), cell: (file) => file.problem ?? <Said of={file.heard} />, csv: (file) => file.problem },
            { title: t("settle.made"), cell: (file) => <When at={file.created_at} />, csv: (file) => file.created_at },
          ]}
        />
      </Stack>
    </Card>
  );
}

function Said({ of }: { of: RailFile["heard"] }) {
  const { t } = useTranslation("admin");
  if (!of) return <>–</>;
  const told = (["settled", "rejected", "returned", "suspense", "duplicates"] as const).filter((name) => of[name] > 0);
  return <>{told.length === 0 ? t("rails.nothing_new") : told.map((name) => `${t(`settle.heard.${name}`)} ${number(of[name])}`).join(" · ")}</>;
}

/** Everything that was said about a payment, oldest first. */
export function History({ id, state }: { id: string; state: (name: string) => string }) {
  const { t } = useTranslation(["admin", "console"]);
  const history = useGet<PayoutHistory>(`/payouts/${id}/history`);
  const ask = useAct<Record<string, never>>({ path: `/payouts/${id}/query`, once: true });
  return (
    <Ask of={history} lines={3}>
      {(one) => (
        <Stack>
          <PlainTable
            label={t("rails.history")}
            rows={one.steps.map((step, n) => ({ ...step, n }))}
            id={(step) => String(step.n)}
            columns={[
              { title: t("console:at"), cell: (step) => <When at={step.at} /> },
              { title: t("rails.source"), cell: (step) => t(`rails.sources.${step.source}`) },
              { title: t("rails.said"), cell: (step) => t(`rails.says.${step.said}`) },
              { title: t("console:state"), cell: (step) => (step.alert ? <Mark tone="warn">{t("rails.alert")}</Mark> : state(step.state)) },
              { title: t("settle.reason"), cell: (step) => step.reason ?? "–" },
            ]}
          />
          {one.rail !== "bank" && one.tries > 0 && (
            <Row>
              <Button loading={ask.isPending} onClick={() => ask.mutate({}, { onSuccess: () => toast(t("rails.asked")) })}>
                {t("rails.ask")}
              </Button>
              <Mute>{one.next_at ? <>{t("rails.next")} <When at={one.next_at} /></> : t("rails.no_more")}</Mute>
            </Row>
          )}
          {ask.error && <Refusal error={ask.error} />}
        </Stack>
      )}
    </Ask>
  );
}
