/** Numbers, money, dates and lengths of time, always through Intl and in the person's own time zone. */
import { locale } from "./index";

export interface Money {
  minor: number;
  currency: string;
}

const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();
function cached<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(key: string, make: () => T): T {
  const full = `${locale()}|${key}`;
  const found = made.get(full) as T | undefined;
  if (found) return found;
  const fresh = make();
  made.set(full, fresh);
  return fresh;
}

export function money(value: Money | undefined | null): string {
  if (!value) return "–";
  const format = cached(`money|${value.currency}`, () => new Intl.NumberFormat(locale(), { style: "currency", currency: value.currency, currencyDisplay: "narrowSymbol" }));
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(value.minor / 10 ** digits);
}

export function number(value: number, options: Intl.NumberFormatOptions = {}): string {
  return cached(`number|${JSON.stringify(options)}`, () => new Intl.NumberFormat(locale(), options)).format(value);
}

export function percent(part: number, digits = 0): string {
  return number(part, { style: "percent", maximumFractionDigits: digits });
}

export function dateTime(iso: string | undefined | null): string {
  if (!iso) return "–";
  return cached("dateTime", () => new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" })).format(new Date(iso));
}

export function date(iso: string | undefined | null): string {
  if (!iso) return "–";
  return cached("date", () => new Intl.DateTimeFormat(locale(), { dateStyle: "medium" })).format(new Date(iso));
}

export function time(iso: string | undefined | null): string {
  if (!iso) return "–";
  return cached("time", () => new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", second: "2-digit" })).format(new Date(iso));
}

/** 75 -> 1:15, 3675 -> 1:01:15. */
export function clock(totalSeconds: number): string {
  const whole = Math.max(0, Math.floor(totalSeconds));
  const two = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const rest = `${hours ? two(Math.floor(whole / 60) % 60) : Math.floor(whole / 60)}:${two(whole % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

const STEPS: [number, Intl.RelativeTimeFormatUnit][] = [[60, "second"], [3600, "minute"], [86_400, "hour"], [Number.POSITIVE_INFINITY, "day"]];

/** "3 minutes ago", "in 2 days". */
export function ago(iso: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const size: Record<string, number> = { second: 1, minute: 60, hour: 3600, day: 86_400 };
  const unit = STEPS.find(([limit]) => Math.abs(seconds) < limit)?.[1] ?? "day";
  return cached("ago", () => new Intl.RelativeTimeFormat(locale(), { numeric: "auto" })).format(Math.round(seconds / (size[unit] ?? 1)), unit);
}
