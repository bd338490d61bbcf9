/**
 * Sends a recording piece by piece while it is made. Pieces are kept in the browser's database until the server has them, so a
 * lost network or a reload only delays them; the server names the piece it wants next.
 */
import { call, get, post } from "@/api/client";
import { toProblem } from "@/api/errors";
import type { Upload, UploadPurpose } from "@/api/types";
import { openStore } from "@/realtime/outbox";

interface Row {
  key: string;
  upload: string;
  n: number;
  bytes: ArrayBuffer;
}

interface Finished {
  key: string;
  upload: string;
  n: -1;
  chunks: number;
  durationMs: number;
  marks?: number[];
}

export interface Buffer {
  put(row: Row | Finished): Promise<void>;
  of(upload: string): Promise<(Row | Finished)[]>;
  clear(upload: string): Promise<void>;
}

export function memoryBuffer(): Buffer {
  const rows = new Map<string, Row | Finished>();
  return {
    put: async (row) => void rows.set(row.key, row),
    of: async (upload) => [...rows.values()].filter((row) => row.upload === upload),
    clear: async (upload) => rows.forEach((row, key) => row.upload === upload && rows.delete(key)),
  };
}

const done = <T>(made: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    made.onsuccess = () => resolve(made.result);
    made.onerror = () => reject(made.error ?? new Error("the browser store refused"));
  });

export async function browserBuffer(): Promise<Buffer> {
  try {
    const store = await openStore("tidecrew.recording", "key");
    const of = async (upload: string) => ((await done(store("readonly").getAll())) as (Row | Finished)[]).filter((row) => row.upload === upload);
    return {
      put: async (row) => void (await done(store("readwrite").put(row))),
      of,
      clear: async (upload) => {
        for (const row of await of(upload)) await done(store("readwrite").delete(row.key));
      },
    };
  } catch {
    return memoryBuffer();
  }
}

export async function sha256Hex(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const MOST_TRIES = 40;

export class ChunkUpload {
  private queue: ArrayBuffer[] = [];
  private sent = 0;
  private total = 0;
  private running: Promise<void> | null = null;
  private failure: unknown = null;
  private isStopped = false;

  private constructor(
    readonly id: string,
    private readonly buffer: Buffer,
    private readonly onProgress: (sent: number, made: number) => void,
  ) {}

  static async begin(purpose: UploadPurpose, mime: string, buffer: Buffer, onProgress: (sent: number, made: number) => void): Promise<ChunkUpload> {
    const made = await post<Upload>("/uploads", { purpose, mime });
    return new ChunkUpload(made.id, buffer, onProgress);
  }

  /** A finished recording that a reload left behind, ready to be sent; null when there is none. */
  static async leftOver(id: string, buffer: Buffer, onProgress: (sent: number, made: number) => void): Promise<{ upload: ChunkUpload; durationMs: number; marks: number[] } | null> {
    const rows = await buffer.of(id);
    const end = rows.find((row): row is Finished => row.n === -1);
    const pieces = rows.filter((row): row is Row => row.n >= 0).sort((a, b) => a.n - b.n);
    if (!end || pieces.length !== end.chunks) return null;
    const upload = new ChunkUpload(id, buffer, onProgress);
    upload.queue = pieces.map((piece) => piece.bytes);
    upload.total = pieces.length;
    return { upload, durationMs: end.durationMs, marks: end.marks ?? [] };
  }

  /** Takes one piece; sends it as soon as those before it are through. */
  async add(piece: Blob): Promise<void> {
    const n = this.total++;
    const bytes = await piece.arrayBuffer();
    this.queue[n] = bytes;
    await this.buffer.put({ key: `${this.id}:${n}`, upload: this.id, n, bytes }).catch(() => undefined);
    this.run();
  }

  private run(): void {
    this.running ??= this.drain().finally(() => {
      this.running = null;
    });
  }

  private async drain(): Promise<void> {
    let tries = 0;
    while (!this.isStopped) {
      const bytes = this.queue[this.sent];
      if (!bytes) return;
      try {
        const hash = await sha256Hex(bytes);
        const answer = await call<{ next: number }>("PUT", `/uploads/${this.id}/chunks/${this.sent}`, { bytes, headers: { "x-sha256": hash } });
        this.sent = answer.next;
        tries = 0;
        this.onProgress(this.sent, this.total);
      } catch (error) {
        const problem = toProblem(error);
        tries += 1;
        if (tries > MOST_TRIES) return this.fail(error);
        if (problem.code === "upload_gap" || problem.status === 409) this.sent = (await get<Upload>(`/uploads/${this.id}`).catch(() => ({ next: this.sent }))).next;
        else if (!problem.isPassing) return this.fail(error);
        await pause(Math.min(5000, 250 * 2 ** Math.min(tries, 5)));
      }
    }
  }

  private fail(error: unknown): void {
    this.failure = error;
  }

  /** Remembers that the recording is whole, so that a reload can hand it in. */
  async whole(durationMs: number, marks: number[]): Promise<void> {
    await this.buffer.put({ key: `${this.id}:end`, upload: this.id, n: -1, chunks: this.total, durationMs, marks }).catch(() => undefined);
  }

  /** Waits for every piece, then tells the server that the recording is whole. */
  async complete(durationMs: number, marks: number[] = []): Promise<Pick<Upload, "state" | "reason">> {
    await this.whole(durationMs, marks);
    const upTo = this.total;
    while (this.sent < upTo) {
      this.run();
      await this.running;
      if (this.failure) throw this.failure;
      if (this.sent < upTo) await pause(50);
    }
    const answer = await post<Pick<Upload, "state" | "reason">>(`/uploads/${this.id}/complete`, { chunks: upTo, duration_ms: durationMs, marks });
    await this.buffer.clear(this.id).catch(() => undefined);
    return answer;
  }

  /** The person records again: this one is dropped. */
  async drop(): Promise<void> {
    this.isStopped = true;
    await this.buffer.clear(this.id).catch(() => undefined);
  }
}
