/**
 * How the person at the desk types: how long kinds of keys stay down and how long lies between them, counted by class. No key
 * has a name here, nothing is kept in order, and nothing is told before some hundred keys are together. A chunk of its own.
 */
import { post } from "@/api/client";
import { toProblem } from "@/api/errors";
import { keepNear } from "@/api/near";
import type { PageGuard } from "./page-guard";

/** A window is told when it holds so many keys; fewer would tell too much. */
export const WINDOW_KEYS = 120;
/** Without keys, network and clock are told so often. */
const REPORT_MS = 300_000;
/** What the page's guard noticed is told so long after the first of it, together with what follows. */
const SOON_MS = 2_000;
/** Covers that the server itself asked for. */
const TOLD_US = ["guard", "untrusted"];
/** Longer than this is a pause of thought and no rhythm. */
const PAUSE_MS = 1_500;

type Hand = "l" | "r" | "s" | "e" | "";

const ROWS: Record<string, string> = {
  left_top: "QWERT",
  left_home: "ASDFG",
  left_low: "ZXCVB",
  right_top: "YUIOP",
  right_home: "HJKL",
  right_low: "NM",
};
const BY_CODE = new Map<string, string>(Object.entries(ROWS).flatMap(([row, letters]) => [...letters].map((letter) => [`Key${letter}`, row] as const)));
const REST: Record<string, string> = { Space: "space", Backspace: "erase", Delete: "erase", Enter: "enter", NumpadEnter: "enter" };

/** The class of a physical key: the same for every layout and input method. */
export const classOf = (code: string): string => BY_CODE.get(code) ?? REST[code] ?? (/^(Digit|Numpad)\d$/.test(code) ? "digit" : "other");

const handOf = (kind: string): Hand => (kind.startsWith("left") ? "l" : kind.startsWith("right") ? "r" : kind === "space" ? "s" : kind === "erase" ? "e" : "");

/** The class of a pair of keys; nothing for pairs that are not told. */
export function pairOf(before: string, after: string): string | null {
  const [a, b] = [handOf(before), handOf(after)];
  if (b === "e") return a === "e" ? "erase_erase" : a ? "to_erase" : null;
  if (!a || !b || a === "e" || (a === "s" && b === "s")) return null;
  return `${a}${b}`;
}

class Sums {
  private readonly all = new Map<string, { n: number; sum: number; squares: number }>();

  add(kind: string, ms: number): void {
    const log = Math.log(Math.max(1, ms));
    const { n, sum, squares } = this.all.get(kind) ?? { n: 0, sum: 0, squares: 0 };
    this.all.set(kind, { n: n + 1, sum: sum + log, squares: squares + log * log });
  }

  take(): Record<string, { n: number; mean: number; sd: number }> {
    const told = [...this.all].map(([kind, { n, sum, squares }]) => {
      const mean = sum / n;
      return [kind, { n, mean: Number(mean.toFixed(3)), sd: Number(Math.sqrt(Math.max(0, squares / n - mean * mean)).toFixed(3)) }] as const;
    });
    this.all.clear();
    return Object.fromEntries(told);
  }
}

export interface KeyWindow {
  keys: number;
  dwell: Record<string, { n: number; mean: number; sd: number }>;
  flight: Record<string, { n: number; mean: number; sd: number }>;
}

/** Counts keys; `full` is told each window. Times are milliseconds of one clock. */
export class Rhythm {
  private readonly dwell = new Sums();
  private readonly flight = new Sums();
  private readonly down = new Map<string, number>();
  private last: { kind: string; at: number } | null = null;
  private keys = 0;

  constructor(private readonly full: (window: KeyWindow) => void) {}

  press(code: string, at: number): void {
    // A key that repeats is held, not typed.
    if (this.down.has(code)) return;
    this.down.set(code, at);
    const kind = classOf(code);
    const pair = this.last ? pairOf(this.last.kind, kind) : null;
    if (pair && this.last && at - this.last.at <= PAUSE_MS) this.flight.add(pair, at - this.last.at);
    this.last = { kind, at };
  }

  release(code: string, at: number): void {
    const from = this.down.get(code);
    this.down.delete(code);
    if (from === undefined || at - from > PAUSE_MS) return;
    this.dwell.add(classOf(code), at - from);
    this.keys += 1;
    if (this.keys < WINDOW_KEYS) return;
    const keys = this.keys;
    this.keys = 0;
    this.full({ keys, dwell: this.dwell.take(), flight: this.flight.take() });
  }
}

/** Counts that rose since `before`. */
export function risen(counts: Readonly<Record<string, number>>, before: Readonly<Record<string, number>>): Record<string, number> {
  const more = Object.entries(counts).map(([kind, n]) => [kind, n - (before[kind] ?? 0)] as const);
  return Object.fromEntries(more.filter(([kind, n]) => n > 0 && !TOLD_US.includes(kind)));
}

/**
 * Watches the fields of the desk, and tells what the page's guard noticed, until the answer is called. `isAgreed`: the person agreed
 * to their keys being looked at.
 */
export function startRhythm(isAgreed: boolean, guard: PageGuard): () => void {
  let told = 0;
  let counted: Readonly<Record<string, number>> = {};
  const tell = (window?: KeyWindow) => {
    told = Date.now();
    const [before, { counts }] = [counted, guard.now()];
    counted = counts;
    const report = { offset_min: -new Date().getTimezoneOffset(), at_ms: told, noticed: risen(counts, before), ...(window ? { window } : {}) };
    // A report that is refused or lost is the next one's; a person who was asked hears of it over the stream.
    post("/desk/rhythm", report).catch((error: unknown) => {
      counted = before;
      if (toProblem(error).code === "consent_missing") stop();
    });
  };
  const rhythm = new Rhythm(tell);
  const isField = (event: Event): boolean => event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement;
  const press = (event: KeyboardEvent) => void (event.isTrusted && isField(event) && rhythm.press(event.code, event.timeStamp));
  const release = (event: KeyboardEvent) => void (event.isTrusted && isField(event) && rhythm.release(event.code, event.timeStamp));
  let soon: ReturnType<typeof setTimeout> | undefined;
  const noticed = guard.subscribe(() => {
    if (soon || !Object.keys(risen(guard.now().counts, counted)).length) return;
    soon = setTimeout(() => {
      soon = undefined;
      tell();
    }, SOON_MS);
  });
  const timer = setInterval(() => Date.now() - told >= REPORT_MS && tell(), REPORT_MS / 10);
  const rest = keepNear();
  const stop = () => {
    clearInterval(timer);
    clearTimeout(soon);
    noticed();
    rest();
    window.removeEventListener("keydown", press, true);
    window.removeEventListener("keyup", release, true);
  };
  if (isAgreed) {
    window.addEventListener("keydown", press, true);
    window.addEventListener("keyup", release, true);
  }
  tell();
  return stop;
}
