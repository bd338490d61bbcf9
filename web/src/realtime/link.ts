/**
 * One live connection that loses nothing and doubles nothing.
 *
 * Reading: events carry a gapless `seq`; what is already seen is dropped, a hole closes the connection and the next one
 * asks again from the last good `seq`; a new epoch or a trimmed log makes the owner fetch a fresh snapshot.
 * Writing: commands wait in the outbox until acknowledged and are sent again under the same id after every reconnect.
 * When sockets do not get through, the same stream is read as server-sent events and commands go over HTTP.
 */
import { Problem } from "@/api/errors";
import { uuid } from "@/api/ids";
import { backoff } from "./backoff";
import { memoryShelf, type Pending, type Shelf } from "./outbox";
import { CLOSE, type ClientFrame, type Position, type ServerFrame, type StreamEvent } from "./protocol";
import { readSse } from "./sse";

export type LinkState = "idle" | "connecting" | "live" | "polling" | "waiting" | "login" | "revoked" | "superseded";

/** The part of WebSocket that is used; tests give their own. */
export interface Wire {
  send(text: string): void;
  close(code?: number, reason?: string): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

export interface LinkOptions {
  open: () => Wire;
  /** A token to greet with; `force` after the server refused the last one. Null: nobody is signed in. */
  token: (force: boolean) => Promise<string | null>;
  /** Fetches the snapshot and returns where the stream continues. */
  snapshot: () => Promise<Position>;
  onEvent: (event: StreamEvent) => void;
  onState?: (state: LinkState, retryInMs?: number) => void;
  /** On each sign of life of the server; arrives also while a hidden tab's timers are slowed. */
  onPing?: () => void;
  /** Runs a command over HTTP, used while sockets do not get through. */
  rest?: (op: string, body: unknown, cid: string) => Promise<unknown>;
  /** Opens the event stream over HTTP. */
  events?: (after: Position, signal: AbortSignal) => Promise<Response>;
  shelf?: Shelf;
  random?: () => number;
}

interface Waiter {
  done: (body: unknown) => void;
  fail: (error: Problem) => void;
}

const DEAD_MS = 45_000;
const SOCKET_TRIES = 3;
const RESTART_SPREAD_MS = 5_000;
const RETRY_COMMAND_MS = 1_500;
const SOCKET_AGAIN_MS = 120_000;

export class Link {
  private state: LinkState = "idle";
  private position: Position | null = null;
  private wire: Wire | null = null;
  private isReady = false;
  private isSyncing = false;
  private held: StreamEvent[] = [];
  private attempt = 0;
  private failures = 0;
  private forceToken = false;
  private life = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private dead: ReturnType<typeof setTimeout> | null = null;
  private polling: AbortController | null = null;
  private readonly pending = new Map<string, Pending>();
  private readonly waiters = new Map<string, Waiter>();
  private readonly shelf: Shelf;
  private readonly random: () => number;
  private loaded: Promise<void>;

  constructor(private readonly options: LinkOptions) {
    this.shelf = options.shelf ?? memoryShelf();
    this.random = options.random ?? Math.random;
    this.loaded = this.load();
  }

  private async load(): Promise<void> {
    for (const entry of await this.shelf.all().catch(() => [])) if (!this.pending.has(entry.cid)) this.pending.set(entry.cid, entry);
  }

  /** Commands not yet acknowledged, oldest first. */
  async unsent(): Promise<Pending[]> {
    await this.loaded;
    return [...this.pending.values()];
  }

  start(): void {
    if (this.state !== "idle") return;
    globalThis.addEventListener?.("online", this.wake);
    globalThis.addEventListener?.("offline", this.away);
    globalThis.document?.addEventListener("visibilitychange", this.wake);
    void this.connect();
  }

  stop(): void {
    globalThis.removeEventListener?.("online", this.wake);
    globalThis.removeEventListener?.("offline", this.away);
    globalThis.document?.removeEventListener("visibilitychange", this.wake);
    this.life += 1;
    this.clear();
    this.set("idle");
  }

  /** Tries again at once, also after another tab took over. */
  readonly retry = (): void => {
    if (this.state === "revoked") return;
    this.attempt = 0;
    this.life += 1;
    this.clear();
    void this.connect();
  };

  private readonly wake = (): void => {
    if (this.state === "waiting" && (globalThis.document?.visibilityState ?? "visible") === "visible") this.retry();
  };

  /** The device says it has no network: a socket would notice only at the next missed ping. */
  private readonly away = (): void => {
    if (this.state === "live" || this.state === "polling" || this.state === "connecting") this.lost(1006);
  };

  /** Does `op` exactly once. Resolves with the server's answer, rejects with its refusal; waits through any outage. */
  async command<T>(op: string, body: unknown, cid: string = uuid()): Promise<T> {
    const entry: Pending = { cid, op, body, at: Date.now() };
    const answer = new Promise<unknown>((done, fail) => this.waiters.set(cid, { done, fail }));
    this.pending.set(cid, entry);
    await this.shelf.put(entry).catch(() => undefined);
    this.push(entry);
    return (await answer) as T;
  }

  /** The answer of a command left over from before a reload. */
  answer<T>(cid: string): Promise<T> {
    return new Promise((done, fail) => this.waiters.set(cid, { done: done as (body: unknown) => void, fail }));
  }

  private push(entry: Pending): void {
    if (this.isReady && this.wire) this.frame({ t: "do", cid: entry.cid, op: entry.op, body: entry.body });
    else if (this.state === "polling") void this.viaRest(entry);
  }

  private async viaRest(entry: Pending): Promise<void> {
    if (!this.options.rest) return;
    try {
      this.settle(entry.cid, await this.options.rest(entry.op, entry.body, entry.cid));
    } catch (error) {
      this.refuse(entry.cid, error instanceof Problem ? error : new Problem({ status: 0, code: "network" }));
    }
  }

  private settle(cid: string, body: unknown): void {
    this.pending.delete(cid);
    void this.shelf.remove(cid).catch(() => undefined);
    this.waiters.get(cid)?.done(body);
    this.waiters.delete(cid);
  }

  private refuse(cid: string, problem: Problem): void {
    const entry = this.pending.get(cid);
    if (entry && (problem.isPassing || problem.code === "token_expired")) {
      setTimeout(() => {
        if (this.pending.has(cid)) this.push(entry);
      }, RETRY_COMMAND_MS * (0.5 + this.random()));
      return;
    }
    this.pending.delete(cid);
    void this.shelf.remove(cid).catch(() => undefined);
    this.waiters.get(cid)?.fail(problem);
    this.waiters.delete(cid);
  }

  private set(state: LinkState, retryInMs?: number): void {
    this.state = state;
    this.options.onState?.(state, retryInMs);
  }

  private frame(frame: ClientFrame): void {
    try {
      this.wire?.send(JSON.stringify(frame));
    } catch {
      // The close handler follows and the outbox keeps the command.
    }
  }

  private clear(): void {
    if (this.timer) clearTimeout(this.timer);
    if (this.dead) clearTimeout(this.dead);
    this.timer = this.dead = null;
    this.polling?.abort();
    this.polling = null;
    const wire = this.wire;
    this.wire = null;
    this.isReady = false;
    this.isSyncing = false;
    this.held = [];
    if (wire) {
      wire.onclose = wire.onmessage = wire.onopen = null;
      wire.close(1000);
    }
  }

  private alive(): void {
    if (this.dead) clearTimeout(this.dead);
    this.dead = setTimeout(() => this.lost(1006), DEAD_MS);
  }

  private async connect(): Promise<void> {
    const life = ++this.life;
    this.set("connecting");
    await this.loaded;
    try {
      const token = await this.options.token(this.forceToken);
      if (life !== this.life) return;
      if (!token) return this.set("login");
      this.position ??= await this.options.snapshot();
      if (life !== this.life) return;
      this.forceToken = false;
      if (this.failures >= SOCKET_TRIES && this.options.events) return void this.poll(life);
      this.dial(token);
    } catch {
      if (life === this.life) this.lost(1006);
    }
  }

  private dial(token: string): void {
    const wire = this.options.open();
    this.wire = wire;
    this.alive();
    wire.onopen = () => this.frame({ t: "hello", token, epoch: this.position?.epoch ?? null, after: this.position?.seq ?? 0 });
    wire.onmessage = (event) => {
      if (this.wire === wire) this.receive(String(event.data));
    };
    wire.onclose = (event) => {
      if (this.wire === wire) this.lost(event.code);
    };
  }

  private lost(code: number): void {
    this.life += 1;
    if (!this.isReady) this.failures += 1;
    this.clear();
    if (code === CLOSE.revoked) return this.set("revoked");
    if (code === CLOSE.superseded) return this.set("superseded");
    if (code === CLOSE.login) {
      if (this.forceToken) return this.set("login");
      this.forceToken = true;
    }
    const wait = code === CLOSE.restart ? this.random() * RESTART_SPREAD_MS : backoff(this.attempt++, this.random);
    this.set("waiting", wait);
    this.timer = setTimeout(() => void this.connect(), wait);
  }

  private receive(text: string): void {
    let frame: ServerFrame;
    try {
      frame = JSON.parse(text) as ServerFrame;
    } catch {
      return this.lost(1006);
    }
    this.alive();
    switch (frame.t) {
      case "ping":
        this.options.onPing?.();
        return this.frame({ t: "pong" });
      case "ready":
        return this.ready(frame.epoch, frame.gap);
      case "event":
        return this.event(frame);
      case "ack":
        return this.settle(frame.cid, frame.body);
      case "nack":
        return this.refuse(frame.cid, new Problem(frame.problem));
    }
  }

  private ready(epoch: string, gap: boolean): void {
    this.isReady = true;
    this.attempt = 0;
    this.failures = 0;
    this.set("live");
    if (gap || epoch !== this.position?.epoch) void this.resync();
    for (const entry of this.pending.values()) this.push(entry);
  }

  /** Takes a fresh snapshot; what arrives meanwhile waits and is applied after it. */
  private async resync(): Promise<void> {
    if (this.isSyncing) return;
    const life = this.life;
    this.isSyncing = true;
    try {
      this.position = await this.options.snapshot();
    } catch {
      if (life === this.life) this.lost(1006);
      return;
    }
    if (life !== this.life) return;
    this.isSyncing = false;
    const held = this.held;
    this.held = [];
    for (const event of held) this.event(event);
  }

  private event(event: StreamEvent): void {
    if (event.seq === undefined || event.seq === null) return this.options.onEvent(event);
    if (this.isSyncing || !this.position) {
      this.held.push(event);
      return;
    }
    if (event.seq <= this.position.seq) return;
    if (event.seq > this.position.seq + 1) return this.lost(1006);
    this.position = { epoch: this.position.epoch, seq: event.seq };
    this.options.onEvent(event);
  }

  /** Reads the stream over plain HTTP until it ends, and looks now and then whether sockets work again. */
  private async poll(life: number): Promise<void> {
    const { events } = this.options;
    if (!events || !this.position) return;
    const abort = new AbortController();
    this.polling = abort;
    try {
      const response = await events(this.position, abort.signal);
      if (life !== this.life) return;
      if (!response.ok) return this.lost(response.status === 401 ? CLOSE.login : response.status === 403 ? CLOSE.revoked : 1006);
      this.set("polling");
      this.attempt = 0;
      this.alive();
      this.timer = setTimeout(() => {
        this.failures = 0;
        this.retry();
      }, SOCKET_AGAIN_MS);
      for (const entry of this.pending.values()) void this.viaRest(entry);
      await readSse(response, (event) => life === this.life && this.polled(event.event, event.data), () => life === this.life && this.alive());
      if (life === this.life) this.lost(1006);
    } catch {
      if (life === this.life) this.lost(1006);
    }
  }

  /** The first event is named `ready`; all others carry what a socket's event frame carries. */
  private polled(name: string, data: string): void {
    try {
      if (name === "ready") {
        const ready = JSON.parse(data) as { epoch: string; gap: boolean };
        if (ready.gap || ready.epoch !== this.position?.epoch) void this.resync();
      } else this.event({ t: "event", ...(JSON.parse(data) as Omit<StreamEvent, "t">) });
    } catch {
      this.lost(1006);
    }
  }
}
