/** The picture of a procedure: one row per step, arrows to where it can go. The table beside it says the same in words. */
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import css from "./procedures.module.css";

type Step = components["schemas"]["ProcedureStep"];

const [ROW, BOX, WIDE, LEFT] = [44, 28, 260, 150];

/** Arrows to the next row go straight down; others swing out, back ones to the left and skips to the right. */
function path(from: number, to: number): string {
  const [y1, y2] = [from * ROW + BOX, to * ROW];
  const middle = LEFT + WIDE / 2;
  if (to === from + 1) return `M ${middle} ${y1} V ${y2 - 4}`;
  const isBack = to <= from;
  const x = isBack ? LEFT : LEFT + WIDE;
  const swing = (isBack ? -1 : 1) * Math.min(130, 24 + 12 * Math.abs(to - from));
  const [a, b] = [from * ROW + BOX / 2, to * ROW + BOX / 2];
  return `M ${x} ${a} C ${x + swing} ${a}, ${x + swing} ${b}, ${x + (isBack ? -4 : 4)} ${b}`;
}

export function ProcedureGraph({ steps, walked }: { steps: Step[]; walked: ReadonlySet<string> }) {
  const { t, i18n } = useTranslation("console");
  const row = new Map([...steps.map((step, n) => [step.name, n] as const), ["end", steps.length] as const]);
  const title = (step: Step) => (i18n.language === "en" ? step.title_en : step.title_zh) || step.name;
  return (
    <div className={css.graph} tabIndex={0} role="region" aria-label={t("procedure.graph")}>
      <svg width={LEFT * 2 + WIDE} height={(steps.length + 1) * ROW} role="img" aria-label={t("procedure.graph_of", { n: steps.length })}>
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
            <path d="M 0 0 L 8 4 L 0 8 z" />
          </marker>
        </defs>
        {steps.flatMap((step, n) =>
          step.next.map((next) => <path key={`${step.name}-${next}`} className={css.arrow} d={path(n, row.get(next) ?? steps.length)} markerEnd="url(#arrow)" />),
        )}
        {steps.map((step, n) => (
          <g key={step.name} transform={`translate(${LEFT} ${n * ROW})`} data-does={step.does} data-walked={walked.has(step.name) || undefined} className={css.box}>
            <rect width={WIDE} height={BOX} rx={step.does === "switch" ? 14 : 6} />
            <text x={WIDE / 2} y={BOX / 2 + 5}>
              {title(step)}
            </text>
          </g>
        ))}
        <g transform={`translate(${LEFT} ${steps.length * ROW})`} className={css.box}>
          <rect width={WIDE} height={BOX} rx={14} />
          <text x={WIDE / 2} y={BOX / 2 + 5}>
            {t("procedure.end")}
          </text>
        </g>
      </svg>
    </div>
  );
}
