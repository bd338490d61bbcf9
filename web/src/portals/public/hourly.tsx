/** What an hour pays people here, computed from what was paid. Nothing is told about fewer than twenty people. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import type { PublicEarnings, Spread } from "@/api/types";
import { WithQueries } from "@/app/queries";
import { money, number } from "@/i18n/format";
import { Card, Figure, Muted, Row } from "@/kit/basics";
import { Page } from "@/kit/shell";
import { Table } from "@/kit/show";
import { Empty, Loaded } from "@/kit/state";

function Spreads({ label, of, currency }: { label: string; of: Spread; currency: string }) {
  const { t } = useTranslation("public");
  const amount = (minor: number) => money({ minor, currency });
  return (
    <Card>
      <h2>{label}</h2>
      <Row gap="large">
        <Figure label={t("hourly_p10")} value={amount(of.p10)} />
        <Figure label={t("hourly_median")} value={amount(of.median)} />
        <Figure label={t("hourly_p90")} value={amount(of.p90)} />
      </Row>
    </Card>
  );
}

function Hourly() {
  const { t } = useTranslation(["public", "common"]);
  const query = useQuery({ queryKey: ["public-earnings"], queryFn: () => call<PublicEarnings>("GET", "/public/earnings", { open: true }) });
  return (
    <Page title={t("hourly_title")} lead={t("hourly_lead")}>
      <Loaded query={query}>
        {(data) =>
          data.people && data.paid_hour ? (
            <>
              <Muted>{t("hourly_of", { n: number(data.people), day: data.day ?? "" })}</Muted>
              <Spreads label={t("hourly_paid")} of={data.paid_hour} currency={data.currency} />
              {data.online_hour ? <Spreads label={t("hourly_online")} of={data.online_hour} currency={data.currency} /> : null}
              {data.skills.length ? (
                <Table
                  caption={t("hourly_skills")}
                  rows={data.skills}
                  keyOf={(row) => row.skill}
                  columns={[
                    { id: "skill", head: t("certificate_skill"), cell: (row) => t(`common:skill_${row.skill}`, { defaultValue: row.skill }) },
                    { id: "people", head: t("hourly_people"), cell: (row) => number(row.people), isEnd: true },
                    { id: "p10", head: t("hourly_p10"), cell: (row) => money({ minor: row.paid_hour.p10, currency: data.currency }), isEnd: true },
                    { id: "median", head: t("hourly_median"), cell: (row) => money({ minor: row.paid_hour.median, currency: data.currency }), isEnd: true },
                    { id: "p90", head: t("hourly_p90"), cell: (row) => money({ minor: row.paid_hour.p90, currency: data.currency }), isEnd: true },
                  ]}
                />
              ) : null}
            </>
          ) : (
            <Empty title={t("hourly_few")} icon="money">
              {t("hourly_few_text", { n: number(data.least_people) })}
            </Empty>
          )
        }
      </Loaded>
    </Page>
  );
}

export default function PublicHourly() {
  return (
    <WithQueries>
      <Hourly />
    </WithQueries>
  );
}
