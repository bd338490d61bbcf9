/** The journal: every movement of money with two sides, and whether all of it adds up. */
import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import type { Entry } from "@/api/types";
import { useGet, useList } from "@/console/data";
import { Ask, Facts, Json, Page, Thing, When } from "@/console/parts";
import { AccountName, useEntryName } from "@/console/ledger";
import { Rows } from "@/console/rows";
import { money, number } from "@/i18n/format";
import type { Balance } from "./shapes";

export function Journal() {
  const { t } = useTranslation(["admin", "console"]);
  const name = useEntryName();
  const list = useList<Entry>("/journal", undefined, 15_000);
  const check = useGet<Balance>("/journal/check", undefined, 10_000);
  return (
    <Page title={t("journal.title")} intro={t("journal.intro")}>
      <Ask of={check} lines={2}>
        {(data) => (
          <>
            <Alert
              showIcon
              role={data.balanced ? "status" : "alert"}
              type={data.balanced ? "success" : "error"}
              title={data.balanced ? t("journal.balanced") : t("journal.unbalanced")}
              description={
                <Facts
                  of={[
                    [t("journal.debits"), money({ minor: data.debits_minor, currency: "CNY" })],
                    [t("journal.credits"), money({ minor: data.credits_minor, currency: "CNY" })],
                    [t("journal.accounts"), number(data.accounts)],
                    [t("journal.lines"), number(data.lines)],
                  ]}
                />
              }
            />
            {data.problems.length > 0 && <Json label={t("journal.problems")} value={data.problems.join("\n")} />}
          </>
        )}
      </Ask>
      <Rows
        list={list}
        label={t("journal.title")}
        id={(entry) => entry.id}
        file="journal"
        empty={t("journal.none")}
        columns={[
          { title: t("console:at"), cell: (entry) => <When at={entry.at} />, csv: (entry) => entry.at },
          { title: t("console:what"), cell: (entry) => name(entry.code), csv: (entry) => entry.code },
          { title: t("journal.debit"), cell: (entry) => <AccountName code={entry.debit} />, csv: (entry) => entry.debit },
          { title: t("journal.credit"), cell: (entry) => <AccountName code={entry.credit} />, csv: (entry) => entry.credit },
          { title: t("journal.amount"), end: true, cell: (entry) => money(entry.amount), csv: (entry) => entry.amount.minor / 100 },
          {
            title: t("journal.for"),
            cell: (entry) => (entry.ref_id ? <Thing kind={entry.ref_kind} id={entry.ref_id} /> : "–"),
            csv: (entry) => `${entry.ref_kind ?? ""} ${entry.ref_id ?? ""}`.trim(),
          },
        ]}
      />
    </Page>
  );
}
