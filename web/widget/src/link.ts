/**
 * The widget's line to the server: session, thread, socket with resume, outbox; event stream and requests as fallback.
 * It knows nothing about the screen; `changed` is called after every change.
 *
 * Rules (they make "nothing lost, nothing doubled" hold): every event carries a stream number; what
 * is not newer than the last one is dropped; a hole, a gap or a new epoch fetches the thread again,
 * which carries its own number. Every message carries an id the server accepts once, and stays in
 * the outbox until it is confirmed.
 */
import { Outbox, type Store } from "./outbox";
import { CLOSED, type Conversation, type Frame, type Message, type Problem, type Session, type Thread } from "./wire";

export interface Options {
  /** Origin of the server, without a slash at the end. */
  base: string;
  token: string;
  known?: Record<string, string>;
  identityHash?: string;
  page?: string;
}

export interface World {
  fetch: typeof fetch;
  socket: (url: string) => WebSocket;
  store: Store;
  uuid: () => string;
  random: () => number;
}

/** "fallback": no socket, but plain requests carry the conversation. */
export type Status = "idle" | "connecting" | "live" | "fallback" | "offline" | "blocked" | "elsewhere";

const DEAD_AFTER = 45_000;
const POLL_EVERY = 4_000;
/** Answers that say "later", not "no". */
const LATER = new Set([408, 425, 429, 500, 502, 503, 504]);
const ENDED = /^(wrapping|closed|ended|completed|canceled)$/;
const WAITING = /^(open|new|queued|waiting|pending|reserved)$/;

class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

/** What a refusal says; empty when it says nothing. */
export function inWords(problem?: Problem): string {
  return [problem?.title, problem?.detail].filter(Boolean).join(": ");
}

export class Link {
  status: Status = "idle";
  problem?: Problem;
  projectName = "";
  conversation: Conversation | null = null;
  messages: Message[] = [];
  typing = false;
  readonly outbox: Outbox;

  #access = "";
  #epoch: string | null = null;
  #last = 0;
  #socket?: WebSocket;
  #stream?: AbortController;
  #ready = false;
  #tries = 0;
  #syncing = false;
  #held: Frame[] = [];
  #posting = false;
  #told = 0;
  #timers: Record<string, ReturnType<typeof setTimeout>> = {};

  readonly #options: Options;
  readonly #world: World;
  readonly #changed: () => void;

  constructor(options: Options, world: World, changed: () => void) {
    this.#options = options;
    this.#world = world;
    this.#changed = changed;
    this.outbox = new Outbox(world.store, this.#key("out"));
  }

  /** Has this browser talked to this project before, with something still open? */
  get returning(): boolean {
    return this.#world.store.getItem(this.#key("open")) !== null || this.outbox.items.length > 0;
  }

  get phase(): "new" | "waiting" | "joined" | "ended" {
    const it = this.conversation;
    if (!it) return "new";
    if (ENDED.test(it.state)) return "ended";
    return it.agent || !WAITING.test(it.state) ? "joined" : "waiting";
  }

  /** Opens the line; safe to call again. `known` from a pre-chat form joins what the page gave, unless a server vouched for that. */
  start(known?: Record<string, string>): void {
    if (known && !this.#options.identityHash) this.#options.known = { ...this.#options.known, ...known };
    if (this.status !== "idle") return;
    this.#set("connecting");
    void this.#connect();
  }

  /** Network is back, the tab is looked at, or the person asked: try now. */
  wake(): void {
    if (!/^(offline|fallback|elsewhere)$/.test(this.status)) return;
    this.#tries = 0;
    if (this.status === "elsewhere") this.#set("offline");
    void this.#connect();
  }

  send(text: string): void {
    const at = new Date().toISOString();
    if (this.phase === "ended") this.restart();
    this.outbox.add({ cid: this.#world.uuid(), text, at, state: "queued" });
    this.start();
    this.#changed();
    this.#flush();
  }

  /** A refused message was not written, so it goes out again as a new one. */
  retry(cid: string): void {
    const item = this.outbox.items.find((one) => one.cid === cid);
    this.outbox.drop(cid);
    if (item) this.send(item.text);
  }

  /** The customer types: the desk is told at most every three seconds, and only while somebody is there. */
  types(): void {
    const now = Date.now();
    if (this.phase !== "joined" || !this.#access || now - this.#told < 3_000) return;
    this.#told = now;
    this.#call("POST", "/widget/typing", {}).catch(() => undefined);
  }

  discard(cid: string): void {
    this.outbox.drop(cid);
    this.#changed();
  }

  async rate(score: number, comment: string): Promise<void> {
    await this.#call("POST", "/widget/rating", comment ? { score, comment } : { score }, this.#world.uuid());
    if (this.conversation) this.conversation.rating = score;
    this.#changed();
  }

  async close(): Promise<void> {
    await this.#call("POST", "/widget/close", {});
    if (this.conversation) this.conversation.state = "closed";
    this.#remember();
    this.#changed();
  }

  /** Clears the ended conversation from the screen; the next message opens a new one. */
  restart(): void {
    this.conversation = null;
    this.messages = [];
    this.#remember();
    this.#changed();
  }

  /** Asks about the customer's own data, `exports` or `erasure`; files of a copy are blobs. Refused as any request is. */
  async own<T>(path: string, method = "GET"): Promise<T> {
    if (!this.#access) await this.#session();
    return this.#call(method, `/widget/${path}`);
  }

  /** Everything about the customer was erased: this browser no longer knows who they were. */
  forget(): void {
    this.stop();
    this.#access = "";
    this.#epoch = null;
    this.#last = 0;
    this.#options.known = undefined;
    this.#world.store.removeItem(this.#key("id"));
    for (const { cid } of this.outbox.items) this.outbox.drop(cid);
    this.restart();
  }

  /** Messages not confirmed, less those whose echo is already in the log. */
  pending() {
    const taken = new Set<string>();
    return this.outbox.items.filter((item) => {
      if (item.mark === undefined) return true;
      const echo = this.messages
        .slice(item.mark)
        .find((m) => m.from === "customer" && m.text === item.text && !taken.has(m.id));
      if (echo) taken.add(echo.id);
      return !echo;
    });
  }

  stop(): void {
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    this.#drop();
    this.#hush();
    this.status = "idle";
  }

  #key(part: string): string {
    return `tide:${this.#options.token}:${part}`;
  }

  #remember(): void {
    const { store } = this.#world;
    if (this.conversation && this.phase !== "ended") store.setItem(this.#key("open"), "1");
    else store.removeItem(this.#key("open"));
  }

  #set(status: Status): void {
    this.status = status;
    this.#changed();
  }

  #later(name: string, ms: number, run: () => void): void {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(run, ms);
  }

  // ---- requests

  async #call<T>(method: string, path: string, body?: unknown, once?: string, again = true): Promise<T> {
    const answer = await this.#world.fetch(`${this.#options.base}/api/v1${path}`, {
      method,
      credentials: "omit",
      headers: {
        ...(body ? { "Content-Type": "application/json" } : {}),
        ...(this.#access ? { Authorization: `Bearer ${this.#access}` } : {}),
        ...(once ? { "Idempotency-Key": once } : {}),
      },
      body: body ? JSON.stringify(body) : undefined,
    });
    if (answer.status === 401 && this.#access && again) {
      await this.#session();
      return this.#call(method, path, body, once, false);
    }
    if (!answer.ok) {
      const problem = (await answer.json().catch(() => ({}))) as Problem;
      throw new Refused({ ...problem, status: answer.status });
    }
    if (answer.status === 204) return undefined as T;
    return (await (path.includes("/files/") ? answer.blob() : answer.json())) as T;
  }

  async #session(): Promise<void> {
    const { store } = this.#world;
    const { token, known, identityHash, page } = this.#options;
    this.#access = "";
    const answer = await this.#call<Session>("POST", "/widget/sessions", {
      widget_token: token,
      visitor_secret: store.getItem(this.#key("id")) ?? undefined,
      known: known && Object.keys(known).length ? known : undefined,
      identity_hash: identityHash || undefined,
      page,
    });
    store.setItem(this.#key("id"), answer.visitor_secret);
    this.#access = answer.access_token;
    this.projectName = answer.project_name;
  }

  /** Fetches the thread and takes it over, unless the stream is already further. */
  async #sync(): Promise<void> {
    this.#syncing = true;
    const known = this.messages.length;
    try {
      const thread = await this.#call<Thread>("GET", "/widget/thread");
      if (thread.epoch !== this.#epoch || thread.seq >= this.#last) {
        this.#epoch = thread.epoch;
        this.#last = thread.seq;
        const now = thread.conversation;
        // An ended conversation the person has put away (or ended before this visit) stays away.
        const open = this.conversation || this.#world.store.getItem(this.#key("open"));
        if (open || !now || !ENDED.test(now.state)) {
          // What was confirmed while the answer was on its way may be missing in it.
          const fresh = this.messages.slice(known);
          this.messages = [...thread.messages];
          this.#meet(now);
          for (const message of fresh) this.#show(message);
        }
        this.#remember();
      }
    } finally {
      this.#syncing = false;
      const held = this.#held;
      this.#held = [];
      for (const frame of held) this.#take(frame, true);
      this.#changed();
    }
  }

  // ---- the line

  async #connect(): Promise<void> {
    clearTimeout(this.#timers.connect);
    try {
      if (!this.#access) await this.#session();
      if (this.#epoch === null) await this.#sync();
    } catch (error) {
      this.#lost(error);
      return;
    }
    this.#open();
  }

  #open(): void {
    this.#drop();
    let socket: WebSocket;
    try {
      socket = this.#world.socket(`${this.#options.base.replace(/^http/, "ws")}/api/v1/socket`);
    } catch (error) {
      this.#lost(error);
      return;
    }
    this.#socket = socket;
    this.#alive();
    socket.onopen = () =>
      socket.send(JSON.stringify({ t: "hello", token: this.#access, epoch: this.#epoch, after: this.#last }));
    socket.onmessage = (event) => {
      if (socket !== this.#socket) return;
      this.#alive();
      try {
        this.#take(JSON.parse(String(event.data)) as Frame);
      } catch {
        socket.close();
      }
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#closed(event.code);
    };
  }

  #alive(): void {
    this.#later("dead", DEAD_AFTER, () => this.#closed(0));
  }

  #drop(): void {
    clearTimeout(this.#timers.dead);
    const socket = this.#socket;
    this.#socket = undefined;
    this.#ready = false;
    this.outbox.requeue();
    if (socket) {
      socket.onclose = null;
      socket.close();
    }
  }

  #closed(code: number): void {
    this.#drop();
    if (code === CLOSED.revoked) this.#set("blocked");
    else if (code === CLOSED.superseded) this.#set("elsewhere");
    else {
      if (code === CLOSED.login) this.#access = "";
      this.#lost(undefined, code === CLOSED.restart ? 5_000 : undefined);
    }
  }

  /** Back-off with full jitter; while the socket is away, plain requests carry the conversation. */
  #lost(error: unknown, within?: number): void {
    if (error instanceof Refused && !LATER.has(error.problem.status ?? 0)) {
      this.problem = error.problem;
      this.#set("blocked");
      return;
    }
    const most = within ?? Math.min(30_000, 500 * 2 ** this.#tries++);
    this.#later("connect", this.#world.random() * most, () => void this.#connect());
    if (this.status === "blocked") return;
    if (error || this.status !== "fallback") this.#set("offline");
    if (this.#tries > 1) this.#poll();
  }

  get #apart(): boolean {
    return this.status === "offline" || this.status === "fallback";
  }

  #poll(): void {
    this.#later("poll", this.#tries > 2 ? POLL_EVERY : 500, () => {
      if (this.#ready || !this.#apart) return;
      this.#poll();
      if (!this.#access || this.#stream) return;
      this.#sync().then(
        () => {
          if (!this.#ready && this.#apart) this.#set("fallback");
          this.#flush();
          void this.#listen();
        },
        () => {
          if (this.status === "fallback") this.#set("offline");
        },
      );
    });
  }

  /** Sockets do not get through: the same numbered stream over plain HTTP, until one does. Without it, polling goes on. */
  async #listen(): Promise<void> {
    if (this.#stream || this.#ready || this.#tries < 3) return;
    const stream = (this.#stream = new AbortController());
    try {
      const from = `epoch=${encodeURIComponent(this.#epoch ?? "")}&after=${this.#last}`;
      const answer = await this.#world.fetch(`${this.#options.base}/api/v1/events?${from}`, {
        credentials: "omit",
        headers: { Authorization: `Bearer ${this.#access}` },
        signal: stream.signal,
      });
      if (!answer.ok || !answer.body) throw new Error(String(answer.status));
      const reader = answer.body.getReader();
      const decoder = new TextDecoder();
      let rest = "";
      while (this.#stream === stream) {
        const { done, value } = await reader.read();
        if (done) break;
        const parts = (rest + decoder.decode(value, { stream: true })).split("\n\n");
        rest = parts.pop() ?? "";
        for (const part of parts) this.#hear(part);
      }
    } catch {
      // The next look begins again.
    }
    if (this.#stream === stream) this.#stream = undefined;
  }

  #hear(part: string): void {
    const data = /^data: (.*)$/m.exec(part)?.[1];
    if (!data) return;
    const body = JSON.parse(data) as { epoch: string; gap: boolean } & Extract<Frame, { t: "event" }>;
    if (!/^event: ready$/m.test(part)) this.#event({ ...body, t: "event" }, false);
    else if (body.gap || body.epoch !== this.#epoch) this.#resync();
  }

  #hush(): void {
    this.#stream?.abort();
    this.#stream = undefined;
  }

  #take(frame: Frame, jump = false): void {
    switch (frame.t) {
      case "ping":
        this.#socket?.send('{"t":"pong"}');
        break;
      case "ready":
        this.#ready = true;
        this.#tries = 0;
        clearTimeout(this.#timers.poll);
        this.#hush();
        this.#set("live");
        if (frame.gap || frame.epoch !== this.#epoch) this.#resync();
        this.#flush();
        break;
      case "event":
        this.#event(frame, jump);
        break;
      case "ack":
        this.#confirm(frame.cid, frame.body);
        break;
      case "nack":
        this.#refuse(frame.cid, frame.problem);
    }
  }

  #resync(): void {
    this.#sync().catch(() => this.#closed(0));
  }

  #event(frame: Extract<Frame, { t: "event" }>, jump: boolean): void {
    if (typeof frame.seq === "number") {
      if (this.#syncing) {
        this.#held.push(frame);
        return;
      }
      if (frame.seq <= this.#last) return;
      if (frame.seq > this.#last + 1 && !jump) {
        this.#held.push(frame);
        this.#resync();
        return;
      }
      this.#last = frame.seq;
    }
    if (frame.kind === "message") {
      this.typing = false;
      this.#show(frame.body as Message);
    } else if (frame.kind === "conversation") {
      this.#meet(frame.body as Conversation);
      this.#remember();
    } else if (frame.kind === "typing") {
      this.typing = true;
      this.#later("typing", 6_000, () => {
        this.typing = false;
        this.#changed();
      });
    }
    this.#changed();
  }

  /** Takes over the state of the conversation; who serves it is kept while it is the same one. */
  #meet(next: Conversation | null | undefined): void {
    const old = this.conversation;
    const same = old && next && (!next.id || !old.id || next.id === old.id);
    if (!next) this.conversation = null;
    else if (same && !WAITING.test(next.state)) this.conversation = { ...old, ...next, agent: next.agent ?? old.agent };
    else this.conversation = { id: old?.id, ...next };
  }

  #show(message: Message): void {
    if (!this.messages.some((one) => one.id === message.id)) this.messages.push(message);
    if (!this.conversation) this.conversation = { state: "waiting" };
  }

  // ---- sending

  #flush(): void {
    const item = this.outbox.next();
    if (!item) return;
    if (this.#ready && this.#socket) {
      item.mark ??= this.messages.length;
      item.state = "sending";
      this.#socket.send(
        JSON.stringify({ t: "do", cid: item.cid, op: "message.send", body: { text: item.text } }),
      );
    } else if (this.#apart && this.#access && this.#tries > 1 && !this.#posting) {
      this.#posting = true;
      item.mark ??= this.messages.length;
      item.state = "sending";
      this.#call("POST", "/widget/messages", { text: item.text }, item.cid)
        .then((body) => this.#confirm(item.cid, body))
        .catch((error: unknown) => {
          if (error instanceof Refused) this.#refuse(item.cid, error.problem);
          else this.outbox.requeue();
        })
        .finally(() => {
          this.#posting = false;
        });
    }
    this.#changed();
  }

  #confirm(cid: string, body: unknown): void {
    this.#posting = false;
    this.outbox.drop(cid);
    const it = body as { message?: Message } & Message;
    const message = it.message ?? it;
    if (message?.id) this.#show(message);
    this.#remember();
    this.#changed();
    this.#flush();
  }

  #refuse(cid: string, problem: Problem): void {
    if (problem.code === "idempotency_key_reused") {
      // It had arrived by the other way (socket or request) before the answer was lost.
      this.#posting = false;
      this.outbox.drop(cid);
      if (this.#ready) this.#resync();
    } else if (LATER.has(problem.status ?? 0) || problem.code === "idempotency_in_flight") {
      this.outbox.requeue();
      this.#later("again", 500 + this.#world.random() * 3_000, () => this.#flush());
    } else {
      this.#posting = false;
      this.outbox.fail(cid, inWords(problem));
      this.#flush();
    }
    this.#changed();
  }
}
