/** What is paid to the tax office, filing by filing, and what workers were paid too much. */
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct, useGet, useList } from "@/console/data";
import { AccountName, useEntryName } from "@/console/ledger";
import { Ask, Card, Choice, Labelled, Mark, Refusal, Row, Stack, When } from "@/console/parts";
import { PlainTable, Rows } from "@/console/rows";
import { Who } from "@/console/who";
import { money, number } from "@/i18n/format";
import { toast } from "@/kit/state";
import type { Receivable, Remittance, RemittanceDetail } from "./shapes";

const LEVIES = ["income_tax", "worker_vat", "fee_vat"] as const;

export function Remittances() {
  const { t } = useTranslation(["admin", "console"]);
  const list = useList<Remittance>("/remittances", undefined, 10_000);
  const [levy, setLevy] = useState<string>("income_tax");
  const [filing, setFiling] = useState("");
  const pay = useAct<{ levy: string; filing: string }>({ path: "/remittances", once: true });
  const levies = LEVIES.map((name): [string, string] => [name, t(`remit.levy.${name}`)]);
  return (
    <Card title={t("remit.title")}>
      <Stack>
        <Choice label={t("remit.levy")} value={levy} onChange={setLevy} options={levies} />
        <Labelled label={t("remit.filing")} hint={t("remit.filing_hint")}>
          {(ids) => <Input {...ids} maxLength={80} autoComplete="off" value={filing} onChange={(event) => setFiling(event.target.value)} />}
        </Labelled>
        <Row>
          <Button loading={pay.isPending} onClick={() => pay.mutate({ levy, filing }, { onSuccess: () => toast(t("remit.begun")) })}>
            {t("remit.pay")}
          </Button>
        </Row>
        {pay.error && <Refusal error={pay.error} />}
        <Rows
          list={list}
          label={t("remit.title")}
          id={(one) => one.id}
          file="remittances"
          empty={t("remit.none")}
          expand={(one) => <Lines id={one.id} />}
          columns={[
            { title: t("remit.levy"), cell: (one) => t(`remit.levy.${one.levy}`), csv: (one) => one.levy },
            { title: t("remit.filing"), cell: (one) => one.filing, csv: (one) => one.filing },
            { title: t("console:state"), cell: (one) => <Mark tone={one.state === "done" ? "calm" : "warn"}>{t(`remit.state.${one.state}`)}</Mark>, csv: (one) => one.state },
            { title: t("remit.accounts"), end: true, cell: (one) => number(one.accounts), csv: (one) => one.accounts },
            { title: t("settle.sum"), end: true, cell: (one) => money(one.amount), csv: (one) => one.amount.minor },
            { title: t("settle.made"), cell: (one) => <When at={one.created_at} />, csv: (one) => one.created_at },
          ]}
        />
      </Stack>
    </Card>
  );
}

function Lines({ id }: { id: string }) {
  const { t } = useTranslation(["admin", "console"]);
  const one = useGet<RemittanceDetail>(`/remittances/${id}`);
  const name = useEntryName();
  return (
    <Ask of={one} lines={2}>
      {({ entries }) => (
        <PlainTable
          label={t("remit.lines")}
          rows={entries}
          id={(entry) => entry.id}
          columns={[
            { title: t("console:what"), cell: (entry) => name(entry.code) },
            { title: t("remit.from"), cell: (entry) => <AccountName code={entry.debit} /> },
            { title: t("settle.sum"), end: true, cell: (entry) => money(entry.amount) },
            { title: t("console:at"), cell: (entry) => <When at={entry.at} /> },
          ]}
        />
      )}
    </Ask>
  );
}

export function Receivables() {
  const { t } = useTranslation(["admin", "console"]);
  const list = useList<Receivable>("/receivables", undefined, 10_000);
  const give = useAct<{ worker: string }>({ path: ({ worker }) => `/receivables/${worker}/write-off`, body: () => ({}), once: true });
  return (
    <Card title={t("owed.title")}>
      <Stack>
        <Rows
          list={list}
          label={t("owed.title")}
          id={(one) => one.worker}
          empty={t("owed.none")}
          columns={[
            { title: t("settle.worker"), cell: (one) => <Who id={one.worker} />, csv: (one) => one.worker },
            { title: t("owed.owed"), end: true, cell: (one) => money(one.owed), csv: (one) => one.owed.minor },
            { title: t("console:act"), cell: (one) => <Button onClick={() => give.mutate({ worker: one.worker })}>{t("owed.write_off")}</Button> },
          ]}
        />
        {give.error && <Refusal error={give.error} />}
      </Stack>
    </Card>
  );
}
