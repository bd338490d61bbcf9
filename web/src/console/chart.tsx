/** A chart with its numbers: drawn by echarts when it is first needed, and as a table for those who read. */
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { activeTokens } from "@/tokens/theme";
import css from "./chart.module.css";
import { PlainTable } from "./rows";

export interface Series {
  name: string;
  kind: "bar" | "line";
  values: (number | null)[];
  /** How a value is written. */
  say: (value: number) => string;
}

interface ChartProps {
  label: string;
  /** Head of the first column of the table. */
  along: string;
  at: string[];
  series: Series[];
}

export function Chart({ label, along, at, series }: ChartProps) {
  const { t } = useTranslation("console");
  const [view, setView] = useState<"chart" | "table">("chart");
  return (
    <figure className={css.figure}>
      <figcaption>
        <strong>{label}</strong>
        <span role="group" aria-label={t("view_of", { what: label })}>
          {(["chart", "table"] as const).map((one) => (
            <Button key={one} size="small" type={view === one ? "primary" : "text"} aria-pressed={view === one} onClick={() => setView(one)}>
              {t(`view_${one}`)}
            </Button>
          ))}
        </span>
      </figcaption>
      {view === "chart" ? (
        <Drawing label={label} at={at} series={series} along={along} />
      ) : (
        <PlainTable
          label={label}
          rows={at.map((name, index) => ({ name, index }))}
          id={(row) => String(row.index)}
          columns={[
            { title: along, cell: (row) => row.name },
            ...series.map((one) => ({
              title: one.name,
              end: true,
              cell: (row: { index: number }) => {
                const value = one.values[row.index];
                return typeof value === "number" ? one.say(value) : "–";
              },
            })),
          ]}
        />
      )}
    </figure>
  );
}

function Drawing({ label, at, series }: ChartProps) {
  const { t } = useTranslation("console");
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    let stop: (() => void) | undefined;
    let gone = false;
    const draw = async () => {
      const { paint } = await import("./paint");
      if (gone) return;
      stop?.();
      stop = paint(element, activeTokens(), at, series);
    };
    void draw();
    const again = () => void draw();
    window.addEventListener("tidecrew:theme", again);
    return () => {
      gone = true;
      stop?.();
      window.removeEventListener("tidecrew:theme", again);
    };
  }, [at, series]);
  return <div ref={box} role="img" aria-label={t("chart_of", { what: label })} className={css.box} />;
}
