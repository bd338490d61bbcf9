/** Shapes on the wire between the widget and the server, as the widget reads them. */

export interface Message {
  id: string;
  from: "customer" | "worker" | "bot" | "system";
  text: string;
  at: string;
}

export interface Conversation {
  id?: string;
  state: string;
  agent?: { name?: string } | null;
  rating?: number | null;
}

export interface Thread {
  epoch: string;
  seq: number;
  conversation?: Conversation | null;
  messages: Message[];
}

export interface Session {
  access_token: string;
  visitor_secret: string;
  contact_id: string;
  project_name: string;
  locale: string;
}

/** A copy of the customer's data; `parts` files once it is ready. */
export interface Copy {
  id: string;
  state: string;
  done: number;
  total: number;
  parts: number;
}

/** An erasure that was asked for; `blocked` says what it waits for. */
export interface Erasure {
  id: string;
  state: "waiting" | "running" | "done" | "withdrawn";
  blocked: { reason: string }[];
}

/** An error answer (RFC 9457), both from HTTP and inside a nack. */
export interface Problem {
  code?: string;
  status?: number;
  title?: string;
  detail?: string;
  request_id?: string;
}

export type Frame =
  | { t: "ready"; epoch: string; head: number; gap: boolean }
  | { t: "event"; seq?: number | null; kind: string; body: unknown; at: string }
  | { t: "ack"; cid: string; body: unknown }
  | { t: "nack"; cid: string; problem: Problem }
  | { t: "ping" };

/** Close codes after which the client acts differently from "try again soon". */
export const CLOSED = { login: 4401, revoked: 4403, superseded: 4410, restart: 1012 };
