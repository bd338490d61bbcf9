/**
 * Messages the customer has written and the server has not yet confirmed. They live in
 * localStorage, so a reload or a crash of the page loses none; each carries the id under which the
 * server keeps it once, so sending twice is harmless, also from two tabs.
 */

export interface Pending {
  cid: string;
  text: string;
  at: string;
  state: "queued" | "sending" | "failed";
  /** Why the server refused it, when it did. */
  why?: string;
  /** Number of known messages when it was first sent: echoes come after these. */
  mark?: number;
}

export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** A store that never throws: private windows and full disks degrade to memory. */
export function safeStore(real: () => Storage): Store {
  const memory = new Map<string, string>();
  const attempt = <T>(run: (s: Storage) => T, otherwise: () => T): T => {
    try {
      return run(real());
    } catch {
      return otherwise();
    }
  };
  return {
    getItem: (key) => memory.get(key) ?? attempt((s) => s.getItem(key), () => null),
    setItem: (key, value) =>
      attempt(
        (s) => {
          s.setItem(key, value);
          memory.delete(key);
        },
        () => void memory.set(key, value),
      ),
    removeItem: (key) => {
      memory.delete(key);
      attempt((s) => s.removeItem(key), () => undefined);
    },
  };
}

export class Outbox {
  /** In the order written. */
  items: Pending[];

  readonly #store: Store;
  readonly #key: string;

  constructor(store: Store, key: string) {
    this.#store = store;
    this.#key = key;
    this.items = this.#stored().map((item) => ({ ...item, state: item.why ? "failed" : "queued" }));
  }

  add(item: Pending): void {
    this.items.push(item);
    this.#save([...this.#stored().filter((other) => other.cid !== item.cid), item]);
  }

  /** The oldest item that may be sent: one is under way at a time, so the order holds. */
  next(): Pending | undefined {
    return this.items.find((item) => item.state === "sending")
      ? undefined
      : this.items.find((item) => item.state === "queued");
  }

  drop(cid: string): void {
    this.items = this.items.filter((item) => item.cid !== cid);
    this.#save(this.#stored().filter((item) => item.cid !== cid));
  }

  fail(cid: string, why: string): void {
    this.#change(cid, { state: "failed", why });
  }

  /** The connection is gone: what was under way is to be sent again, under the same id. */
  requeue(): void {
    for (const item of this.items) if (item.state === "sending") item.state = "queued";
  }

  #change(cid: string, to: Partial<Pending>): void {
    const item = this.items.find((one) => one.cid === cid);
    if (!item) return;
    Object.assign(item, to);
    this.#save(this.#stored().map((one) => (one.cid === cid ? item : one)));
  }

  #stored(): Pending[] {
    try {
      const value: unknown = JSON.parse(this.#store.getItem(this.#key) ?? "[]");
      return Array.isArray(value) ? value : [];
    } catch {
      return [];
    }
  }

  #save(items: Pending[]): void {
    if (items.length) this.#store.setItem(this.#key, JSON.stringify(items));
    else this.#store.removeItem(this.#key);
  }
}
