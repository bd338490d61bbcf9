/**
 * The log of a typing test: what the keys and the input method did at the end of the text, so that the server can replay it.
 * It compares the text before and after, which holds for every keyboard, browser and input method; while a composition is open
 * nothing is logged, and its result is one `compose` event.
 */
import type { TypingEvent } from "@/api/types";

const letters = (text: string): string[] => Array.from(text);

function commonStart(a: string[], b: string[]): number {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n++;
  return n;
}

export class TypingLog {
  readonly events: TypingEvent[] = [];
  private known = "";
  private startedAt: number | null = null;
  private isComposing = false;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** First focus of the box: the clock starts. */
  start(): void {
    this.startedAt ??= this.now();
  }

  get text(): string {
    return this.known;
  }

  /** While an input method composes, the caret is its own. */
  get composing(): boolean {
    return this.isComposing;
  }

  get elapsedMs(): number {
    return this.startedAt === null ? 0 : Math.round(this.now() - this.startedAt);
  }

  compositionStart(): void {
    this.isComposing = true;
  }

  compositionEnd(value: string): void {
    this.isComposing = false;
    this.note(value, "compose");
  }

  /** After every change of the box. */
  input(value: string): void {
    if (!this.isComposing) this.note(value, "insert");
  }

  private note(value: string, kind: "insert" | "compose"): void {
    if (value === this.known) return;
    this.start();
    const at_ms = this.elapsedMs;
    const before = letters(this.known);
    const after = letters(value);
    const same = commonStart(before, after);
    if (before.length > same) this.events.push({ at_ms, kind: "delete", count: before.length - same });
    if (after.length > same) this.events.push({ at_ms, kind, text: after.slice(same).join("") });
    this.known = value;
  }
}

/** What is shown while typing; the score is the server's. Letters that agree with the target so far, per minute, and their share. */
export function progress(text: string, target: string, elapsedMs: number): { perMinute: number; accuracy: number } {
  const typed = letters(text);
  const wanted = letters(target);
  const right = typed.filter((letter, n) => letter === wanted[n]).length;
  const minutes = Math.max(elapsedMs, 1000) / 60_000;
  return { perMinute: Math.round(right / minutes), accuracy: typed.length ? right / typed.length : 1 };
}
