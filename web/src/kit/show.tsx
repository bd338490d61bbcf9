/** Parts that show a value: table, steps, timer, meter, token chip, reasons. */
import { Fragment, useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Hit, Reason } from "@/api/types";
import { clock, dateTime, money, number, percent } from "@/i18n/format";
import type { Tone } from "./basics";
import { Icon } from "./icons";
import css from "./kit.module.css";

export interface Column<T> {
  id: string;
  head: ReactNode;
  cell: (row: T) => ReactNode;
  isEnd?: boolean;
}

export function Table<T>({ caption, columns, rows, keyOf }: { caption: string; columns: Column<T>[]; rows: T[]; keyOf: (row: T) => string }) {
  return (
    <div className={css.tableBox} role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption className={css.hidden}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" data-end={column.isEnd || undefined}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td key={column.id} data-end={column.isEnd || undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Steps({ label, steps, now }: { label: string; steps: { id: string; text: string; isDone: boolean }[]; now?: string }) {
  const { t } = useTranslation("common");
  return (
    <ol className={css.steps} aria-label={label}>
      {steps.map((step, n) => {
        const state = step.isDone ? "done" : step.id === now ? "now" : "later";
        return (
          <li key={step.id} className={css.step} data-state={state} aria-current={state === "now" ? "step" : undefined}>
            <span className={css.dot} aria-hidden="true">
              {step.isDone ? <Icon name="check" size={16} /> : n + 1}
            </span>
            {step.text}
            {step.isDone ? <span className={css.hidden}>{t("step_done")}</span> : null}
          </li>
        );
      })}
    </ol>
  );
}

/** The current time, refreshed every `everyMs` while mounted. */
export function useNow(everyMs = 1000, isOn = true): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, isOn]);
  return now;
}

/** Time left until a moment, or time since one. */
export function Timer({ until, since, label, onEnd, lateAfterS }: { until?: string; since?: string; label: string; onEnd?: () => void; lateAfterS?: number }) {
  const now = useNow();
  const seconds = until ? Math.ceil((Date.parse(until) - now) / 1000) : Math.floor((now - Date.parse(since ?? "")) / 1000);
  const isOver = until !== undefined && seconds <= 0;
  useEffect(() => {
    if (isOver) onEnd?.();
  }, [isOver]); // eslint-disable-line react/exhaustive-deps -- fires once per end
  const isLate = until ? seconds <= 5 : lateAfterS !== undefined && seconds > lateAfterS;
  return (
    <span className={css.timer} role="timer" aria-label={label} data-late={isLate || undefined}>
      {clock(seconds)}
    </span>
  );
}

export function Meter({ label, value, max, tone, text }: { label: ReactNode; value: number; max: number; tone?: Tone; text?: string }) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  const shown = text ?? `${number(value)} / ${number(max)}`;
  return (
    <div className={css.meter}>
      <div className={css.row} data-between>
        <span>{label}</span>
        <span className={css.muted}>{shown}</span>
      </div>
      <div className={css.bar} role="meter" aria-label={typeof label === "string" ? label : shown} aria-valuemin={0} aria-valuemax={max} aria-valuenow={Math.min(max, Math.max(0, value))} aria-valuetext={shown}>
        <div className={css.fill} data-tone={tone} style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}

/** 〔手机·1〕 as written by the masking service. */
export const TOKEN = /〔([^〔〕·]{1,12})·(\d{1,4})〕/g;

export interface TextPart {
  text: string;
  token?: { kind: string; n: string };
}

export function splitTokens(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > at) parts.push({ text: text.slice(at, match.index) });
    parts.push({ text: match[0], token: { kind: match[1] ?? "", n: match[2] ?? "" } });
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}

export function TokenChip({ text }: { text: string }) {
  return <span className={css.chip}>{text}</span>;
}

/** A text with its masked values as chips; `chip` may give them a menu. */
export function TokenText({ text, chip }: { text: string; chip?: (token: string) => ReactNode }) {
  return (
    <>
      {splitTokens(text).map((part, n) => (
        <Fragment key={n}>{part.token ? (chip?.(part.text) ?? <TokenChip text={part.text} />) : part.text}</Fragment>
      ))}
    </>
  );
}

/** Terms of pay beside its amounts: rates in thousandths of a cent, times in seconds, shares in basis points. */
function payTerms({ currency, step_milli, minute_milli, earned_minor, seconds, engaged_s, paid_s, surge_bp, score_bp }: Record<string, unknown>): Record<string, string> {
  const of = typeof currency === "string" ? currency : "CNY";
  const terms: Record<string, string> = {};
  const rate = step_milli ?? minute_milli;
  if (typeof rate === "number") terms.each = number(rate / 100_000, { style: "currency", currency: of, currencyDisplay: "narrowSymbol", maximumFractionDigits: 5 });
  if (typeof seconds === "number") terms.minutes = number(seconds / 60, { maximumFractionDigits: 1 });
  if (typeof engaged_s === "number") terms.engaged = number(engaged_s / 3600, { maximumFractionDigits: 1 });
  if (typeof paid_s === "number") terms.paid = number(paid_s / 3600, { maximumFractionDigits: 1 });
  if (typeof earned_minor === "number") terms.earned = money({ minor: earned_minor, currency: of });
  if (typeof surge_bp === "number") terms.surge = percent(surge_bp / 10_000, 2);
  if (typeof score_bp === "number") terms.score = percent(score_bp / 10_000, 1);
  return terms;
}

/** Words for a reason of an automated decision; unknown codes show as they are, with their numbers. */
export function useReasonText(): (reason: { code: string; params?: unknown }) => string {
  const { t, i18n } = useTranslation("reasons");
  return ({ code, params }) => {
    const plain = typeof params === "object" && params !== null ? (params as Record<string, unknown>) : {};
    const given: Record<string, unknown> = {
      ...plain,
      ...(typeof plain.topic === "string" && i18n.exists(`reasons:topic.${plain.topic}`) ? { topic: t(`topic.${plain.topic}`) } : {}),
      ...(typeof plain.value === "number" ? { value_percent: percent(plain.value / 1000, 1) } : {}),
      ...(typeof plain.minor === "number" && typeof plain.currency === "string" ? { amount: money({ minor: plain.minor, currency: plain.currency }) } : {}),
      ...(typeof plain.fee_bp === "number" ? { fee: percent(plain.fee_bp / 10_000, 2) } : {}),
      ...(typeof plain.until === "string" ? { until: dateTime(plain.until) } : {}),
      ...(typeof plain.quality_bp === "number" ? { quality: percent(plain.quality_bp / 10_000, 2) } : {}),
      ...payTerms(plain),
    };
    if (i18n.exists(`reasons:${code}`)) return t(code, given);
    const numbers = Object.entries(given).map(([name, value]) => `${name} ${typeof value === "object" ? JSON.stringify(value) : String(value)}`);
    return numbers.length ? `${code} (${numbers.join(", ")})` : code;
  };
}

/** Whether a text is Chinese, as far as its letters tell. */
const isChinese = (text: string): boolean => /[\u3400-\u9fff]/.test(text);

/**
 * Why patrol found something, in the reader's language. The rule's own words are in the language of the draft; where that
 * is another one, the words of the rule's class stand for them.
 */
export function useHitWords(): (hit: Pick<Hit, "class" | "why">) => string {
  const { t, i18n } = useTranslation("reasons");
  return (hit) => {
    const isSame = hit.why !== "" && isChinese(hit.why) === (i18n.language !== "en");
    const key = `patrol.${hit.class}`;
    return isSame || !i18n.exists(`reasons:${key}`) ? hit.why : t(key);
  };
}

/** Why an automated decision came out as it did: one line per term, with points where there are points. */
export function Reasons({ reasons }: { reasons: Reason[] }) {
  const words = useReasonText();
  return (
    <ul className={css.why}>
      {reasons.map((reason, n) => (
        <li key={`${reason.code}${n}`} className={css.whyLine}>
          {typeof reason.max === "number" && reason.max > 0 ? (
            <Meter label={words(reason)} value={reason.points ?? 0} max={reason.max} />
          ) : (
            <span>{words(reason)}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
