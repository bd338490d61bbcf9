/** Frames between a portal and the server. A stream is a person's own gapless list of events, numbered by `seq` within an `epoch`. */
import type { ProblemBody } from "@/api/errors";

export interface StreamEvent {
  t: "event";
  /** Absent on coalesced ticks (typing, wall), which are not replayed. */
  seq?: number | null;
  kind: string;
  body: unknown;
  at: string;
}

export type ServerFrame =
  | { t: "ready"; epoch: string; head: number; gap: boolean }
  | StreamEvent
  | { t: "ack"; cid: string; body: unknown }
  | { t: "nack"; cid: string; problem: ProblemBody }
  | { t: "ping" };

export type ClientFrame =
  | { t: "hello"; token: string; epoch: string | null; after: number }
  | { t: "do"; cid: string; op: string; body: unknown }
  | { t: "pong" };

/** Close codes with a meaning of their own. */
export const CLOSE = { login: 4401, revoked: 4403, slow: 4408, superseded: 4410, restart: 1012 } as const;

/** Where the reader stands: it has everything of `epoch` up to and including `seq`. */
export interface Position {
  epoch: string;
  seq: number;
}
