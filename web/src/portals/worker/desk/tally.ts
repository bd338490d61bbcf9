/**
 * How a draft came to be, in five numbers: letters by how they came, changes that took some away, time. No text and no key is
 * kept. Patrol warns about what was pasted in one piece; what it is told clears nothing. A chunk of its own.
 */
import type { Provenance } from "@/api/types";
import type { DeskStore } from "./store";

/** Of a pause only its beginning is typing. */
const PAUSE_MS = 5_000;
const MOST = 1_000_000;
const LONGEST_MS = 86_400_000;
const NONE: Provenance = { typed: 0, inserted: 0, offered: 0, edits: 0, ms: 0 };

/** What changed a text, as browsers tell it. */
export type Change = Pick<InputEvent, "inputType" | "isTrusted" | "timeStamp">;

/** Letters that came and letters that went between two texts. */
function difference(before: string, after: string): { added: number; removed: number } {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return { added: after.length - head - tail, removed: before.length - head - tail };
}

/** Counts the drafts of all conversations of a desk. A draft that was begun before it looked is unknown until it is empty. */
export class Tally {
  private readonly drafts = new Map<string, { made: Provenance; at: number }>();
  /** Letters of one's own text that were cut or copied and may come back. */
  private own = 0;

  /** A draft changed: by `change`, or by the desk itself. `from` is how a held draft came to be that is taken back; null: unknown. */
  change(id: string, before: string, after: string, change?: Change, from?: Provenance | null): void {
    const draft = this.drafts.get(id) ?? (before === "" ? { made: NONE, at: change?.timeStamp ?? 0 } : null);
    if (after === "" || !draft || from === null) return void this.drafts.delete(id);
    const { added, removed } = difference(before, after);
    let made = { ...draft.made };
    const kind = change?.inputType ?? "";
    if (from) {
      for (const key of Object.keys(NONE) as (keyof Provenance)[]) made[key] += from[key];
    } else if (!change) {
      // Everything was replaced: what was there before tells nothing of what is there now.
      if (removed === before.length) made = { ...NONE };
      made.offered += added;
    } else if (/omposition/.test(kind)) {
      // An input method writes, takes back and writes again: what is left at its end was typed.
      made.typed = Math.max(0, made.typed + added - removed);
    } else if (!change.isTrusted || kind === "" || kind.startsWith("insertFrom")) {
      const back = Math.min(this.own, added);
      this.own -= back;
      made.typed += back;
      made.inserted += added - back;
    } else if (kind.startsWith("insert")) {
      made.typed += added;
      if (removed > 0) made.edits += 1;
    } else if (kind.startsWith("delete")) {
      made.edits += 1;
      if (/Cut|Drag/.test(kind)) this.own = removed;
    }
    const at = change?.timeStamp ?? draft.at;
    made.ms += Math.min(PAUSE_MS, Math.max(0, at - draft.at));
    this.drafts.set(id, { made, at });
  }

  /** One's own words were copied. */
  copied(letters: number): void {
    this.own = letters;
  }

  of(id: string): Provenance | undefined {
    const made = this.drafts.get(id)?.made;
    if (!made) return undefined;
    const least = (n: number) => Math.min(MOST, n);
    return { typed: least(made.typed), inserted: least(made.inserted), offered: least(made.offered), edits: least(made.edits), ms: Math.min(LONGEST_MS, Math.round(made.ms)) };
  }
}

/** Counts for `store` until the answer is called. */
export function startTally(store: DeskStore): () => void {
  const tally = new Tally();
  let last: InputEvent | null = null;
  const hear = (event: Event) => {
    last = event as InputEvent;
  };
  const copy = (event: Event) => {
    if (event.target instanceof HTMLTextAreaElement) tally.copied(event.target.selectionEnd - event.target.selectionStart);
  };
  window.addEventListener("input", hear, true);
  window.addEventListener("copy", copy, true);
  store.tally = {
    // While its event is on its way a change is the person's, else the desk's.
    change: (id, before, after, from) => tally.change(id, before, after, last?.eventPhase ? last : undefined, from),
    of: (id) => tally.of(id),
  };
  return () => {
    window.removeEventListener("input", hear, true);
    window.removeEventListener("copy", copy, true);
    store.tally = null;
  };
}
