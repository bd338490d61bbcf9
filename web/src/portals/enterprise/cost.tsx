/** What finished conversations cost, of one project or of all: sums, and day by day as a chart. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Costs } from "@/api/types";
import { Chart } from "@/console/chart";
import { useGet } from "@/console/data";
import { Ask, Card, Figure, Figures, Nothing } from "@/console/parts";
import { date, money, number } from "@/i18n/format";

export function Cost({ project }: { project?: string }) {
  const { t, i18n } = useTranslation("enterprise");
  const costs = useGet<Costs>("/costs", project ? { project } : undefined, 15_000);
  // Newest first from the server; a chart reads from left to right, and a month of it is enough.
  const days = (costs.data?.by_day ?? []).slice(0, 31).toReversed();
  const shown = useMemo(
    () => ({
      // Noon, so that no time zone moves the day.
      at: days.map((one) => date(`${one.day}T12:00`)),
      series: [
        { name: t("cost.pieces"), kind: "bar" as const, values: days.map((one) => one.pieces), say: (value: number) => number(value) },
        { name: t("cost.gross"), kind: "line" as const, values: days.map((one) => one.gross.minor / 100), say: (value: number) => money({ minor: Math.round(value * 100), currency: days[0]?.gross.currency ?? "CNY" }) },
      ],
    }),
    // oxlint-disable-next-line react/exhaustive-deps
    [JSON.stringify(days), i18n.language],
  );
  return (
    <Card title={t("cost.title")}>
      <Ask of={costs}>
        {(data) => (
          <>
            <Figures>
              <Figure label={t("cost.pieces")} value={number(data.pieces)} to={`/conversations?${project ? `project=${project}&` : ""}state=closed`} />
              <Figure label={t("cost.gross")} value={money(data.gross)} to="/escrow" />
              <Figure label={t("cost.fee")} value={money(data.fee)} hint={t("cost.fee_hint")} />
            </Figures>
            {data.pieces === 0 ? <Nothing why={t("cost.none")} /> : <Chart label={t("cost.chart")} along={t("cost.day")} {...shown} />}
          </>
        )}
      </Ask>
    </Card>
  );
}
