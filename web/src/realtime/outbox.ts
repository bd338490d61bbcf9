/**
 * Commands not yet acknowledged, oldest first. Each has an id the server is unique on, so sending twice acts once.
 * Entries are stored before their first send: a reload or crash between send and acknowledgement loses nothing.
 */
export interface Pending {
  cid: string;
  op: string;
  body: unknown;
  at: number;
}

export interface Shelf {
  all(): Promise<Pending[]>;
  put(entry: Pending): Promise<void>;
  remove(cid: string): Promise<void>;
  clear(): Promise<void>;
}

export function memoryShelf(entries: Pending[] = []): Shelf {
  const kept = new Map(entries.map((entry) => [entry.cid, entry]));
  return {
    all: async () => [...kept.values()],
    put: async (entry) => void kept.set(entry.cid, entry),
    remove: async (cid) => void kept.delete(cid),
    clear: async () => kept.clear(),
  };
}

const request = <T>(made: IDBRequest<T>): Promise<T> =>
  new Promise((done, fail) => {
    made.onsuccess = () => done(made.result);
    made.onerror = () => fail(made.error ?? new Error("the browser store refused"));
  });

/** Opens one object store of the browser's database. */
export async function openStore(database: string, keyPath: string): Promise<(mode: IDBTransactionMode) => IDBObjectStore> {
  const opening = indexedDB.open(database, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("rows", { keyPath });
  const db = await request(opening);
  return (mode) => db.transaction("rows", mode).objectStore("rows");
}

/** Entries of one account in IndexedDB; falls back to memory where the browser forbids it (private windows). */
export async function browserShelf(account: string): Promise<Shelf> {
  try {
    const store = await openStore(`tidecrew.outbox.${account}`, "cid");
    return {
      all: async () => ((await request(store("readonly").getAll())) as Pending[]).sort((a, b) => a.at - b.at),
      put: async (entry) => void (await request(store("readwrite").put(entry))),
      remove: async (cid) => void (await request(store("readwrite").delete(cid))),
      clear: async () => void (await request(store("readwrite").clear())),
    };
  } catch {
    return memoryShelf();
  }
}
