/** A server of one visitor that keeps the contract: numbered stream, ids accepted once, snapshots. */
import type { Copy, Erasure, Message } from "../src/wire";

const REUSED = { status: 422, code: "idempotency_key_reused", title: "idempotency key reused" };

interface Event {
  seq: number;
  kind: string;
  body: unknown;
}

export class FakeServer {
  epoch = "e1";
  events: Event[] = [];
  messages: Message[] = [];
  conversation: { id: string; state: string; rating?: number } | null = null;
  sockets = new Set<FakeSocket>();
  /** Open event streams; without `streamsUp` there are none. */
  streams = new Set<(text: string) => void>();
  streamsUp = false;
  /** cid → answer: the second request with an id has no second effect. */
  done = new Map<string, { way: "http" | "socket"; answer: { message: Message } }>();
  requests: { method: string; path: string; body: unknown; key: string | null }[] = [];
  /** Refuse new connections / answer requests with a network error while false. */
  socketsUp = true;
  httpUp = true;
  /** Oldest number still replayable. */
  trimmed = 0;
  /** Chance that a message is stored but its answer is lost with the connection. */
  cutChance = 0;
  problems: { status: number; code: string; title: string }[] = [];
  /** What the customer asked about their own data; a refusal answers instead, once. */
  copies: Copy[] = [];
  erasure: Erasure | null = null;
  ownProblem: { status: number; code: string; title: string; detail: string } | null = null;
  hellos: { epoch: string | null; after: number }[] = [];

  constructor(readonly random: () => number) {}

  get seq(): number {
    return this.events.length;
  }

  push(kind: string, body: unknown): void {
    const event = { seq: this.seq + 1, kind, body };
    this.events.push(event);
    for (const socket of this.sockets) if (socket.greeted) socket.deliver({ t: "event", at: "", ...event });
    for (const write of this.streams) write(`id: ${event.seq}\nevent: ${kind}\ndata: ${JSON.stringify({ at: "", ...event })}\n\n`);
  }

  say(from: Message["from"], text: string): Message {
    const message = { id: `m${this.messages.length + 1}`, from, text, at: new Date(0).toISOString() };
    this.messages.push(message);
    this.push("message", { ...message, conversation_id: this.conversation?.id });
    return message;
  }

  /** An id belongs to the way it first came by; over the other one it is refused as used. */
  accept(cid: string, text: string, way: "http" | "socket"): { message: Message } | "reused" {
    const before = this.done.get(cid);
    if (before) return before.way === way ? before.answer : "reused";
    if (!this.conversation || this.conversation.state === "closed") {
      this.conversation = { id: `c${cid}`, state: "waiting" };
      this.messages = [];
      this.push("conversation", this.conversation);
    }
    const answer = { message: this.say("customer", text) };
    this.done.set(cid, { way, answer });
    return answer;
  }

  cut(code = 1006): void {
    for (const socket of Array.from(this.sockets)) socket.end(code);
  }

  fetch: typeof fetch = async (input, init) => {
    const path = String(input).replace(/^.*\/api\/v1/, "");
    const body: unknown = init?.body ? JSON.parse(String(init.body)) : undefined;
    const key = new Headers(init?.headers).get("Idempotency-Key");
    await this.pause();
    if (!this.httpUp) throw new TypeError("network");
    this.requests.push({ method: init?.method ?? "GET", path, body, key });
    if (path.startsWith("/events") && this.streamsUp) return this.stream(path, init?.signal);
    const answer = path.startsWith("/widget/e") ? this.own(path, init?.method) : this.answer(path, body as { text: string; score: number }, key);
    const lost = path === "/widget/messages" && this.random() < this.cutChance;
    await this.pause();
    if (lost || !this.httpUp) throw new TypeError("network");
    return answer;
  };

  /** Replays what is newer than `after`, then goes on live; a piece may be cut anywhere. */
  private stream(path: string, signal: AbortSignal | null | undefined): Response {
    const query = new URLSearchParams(path.split("?")[1]);
    const after = Number(query.get("after"));
    const body = new ReadableStream<Uint8Array>({
      start: (into) => {
        const write = (text: string) => {
          const bytes = new TextEncoder().encode(text);
          into.enqueue(bytes.slice(0, 9));
          into.enqueue(bytes.slice(9));
        };
        write(`event: ready\ndata: ${JSON.stringify({ epoch: this.epoch, head: this.seq, gap: query.get("epoch") !== this.epoch })}\n\n`);
        for (const event of this.events.slice(after)) write(`event: ${event.kind}\ndata: ${JSON.stringify({ at: "", ...event })}\n\n`);
        this.streams.add(write);
        signal?.addEventListener("abort", () => {
          this.streams.delete(write);
          into.error(new DOMException("aborted", "AbortError"));
        });
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }

  private pause(): Promise<void> {
    return new Promise((go) => setTimeout(go, 1 + this.random() * 20));
  }

  /** Copies and the erasure: a POST asks, a GET tells. */
  private own(path: string, method?: string): Response {
    const problem = this.ownProblem;
    this.ownProblem = null;
    if (problem) return Response.json(problem, { status: problem.status });
    const isAsked = method === "POST";
    if (/\/files\/\d+$/.test(path)) return new Response("PK", { headers: { "content-type": "application/zip" } });
    if (path.startsWith("/widget/exports")) {
      if (isAsked) this.copies.unshift({ id: `x${this.copies.length + 1}`, state: "waiting", done: 0, total: 9, parts: 0 });
      return Response.json(isAsked ? this.copies[0] : { items: this.copies.slice(0, 1), next: null });
    }
    const isOpen = this.conversation !== null && this.conversation.state !== "closed";
    if (isAsked) this.erasure = { id: "e1", state: "waiting", blocked: isOpen ? [{ reason: "open_work" }] : [] };
    return Response.json(isAsked ? this.erasure : { asked: this.erasure, blocked: [], kept: [], grace_days: 7 });
  }

  private answer(path: string, body: { text: string; score: number }, key: string | null): Response {
    const problem = path === "/widget/messages" ? this.problems.shift() : undefined;
    if (problem) return Response.json(problem, { status: problem.status });
    switch (path) {
      case "/widget/sessions":
        return Response.json({
          access_token: "t",
          visitor_secret: "s",
          contact_id: "x",
          project_name: "Shop",
          locale: "en",
        });
      case "/widget/thread":
        return Response.json({
          epoch: this.epoch,
          seq: this.seq,
          conversation: this.conversation,
          messages: structuredClone(this.messages),
        });
      case "/widget/messages":
      {
        const done = this.accept(key ?? "", body.text, "http");
        return done === "reused" ? Response.json(REUSED, { status: 422 }) : Response.json(done);
      }
      case "/widget/rating":
        if (this.conversation) this.conversation.rating = body.score;
        return Response.json({});
      case "/widget/close":
        if (this.conversation) this.conversation.state = "closed";
        return new Response(null, { status: 204 });
      default:
        return Response.json({ title: "Not found" }, { status: 404 });
    }
  }
}

export class FakeSocket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  greeted = false;
  private open = true;

  constructor(private readonly server: FakeServer) {
    setTimeout(() => {
      if (!this.open) return;
      if (!server.socketsUp) return this.end(1006);
      server.sockets.add(this);
      this.onopen?.();
    }, 2);
  }

  send(text: string): void {
    setTimeout(() => this.receive(JSON.parse(text)), this.server.random() * 10);
  }

  close(): void {
    this.open = false;
    this.server.sockets.delete(this);
  }

  end(code: number): void {
    if (!this.open) return;
    this.close();
    this.onclose?.({ code });
  }

  /** In order, each after a moment; what is under way when the line is cut is lost. */
  deliver(frame: object): void {
    const data = JSON.stringify(frame);
    this.tail = this.tail.then(
      () => new Promise((go) => setTimeout(go, this.server.random() * 5)),
    );
    void this.tail.then(() => {
      if (this.open) this.onmessage?.({ data });
    });
  }
  private tail: Promise<unknown> = Promise.resolve();

  private receive(frame: { t: string; epoch: string | null; after: number; cid: string; body: { text: string } }): void {
    if (!this.open) return;
    const { server } = this;
    if (frame.t === "hello") {
      server.hellos.push({ epoch: frame.epoch, after: frame.after });
      const gap = frame.epoch !== server.epoch || frame.after < server.trimmed;
      this.greeted = true;
      this.deliver({ t: "ready", epoch: server.epoch, head: server.seq, gap });
      if (!gap) for (const event of server.events.slice(frame.after)) this.deliver({ t: "event", at: "", ...event });
    }
    if (frame.t === "do") {
      const problem = server.problems.shift();
      if (problem) return this.deliver({ t: "nack", cid: frame.cid, problem });
      if (server.random() < server.cutChance / 2) return this.end(1006);
      const body = server.accept(frame.cid, frame.body.text, "socket");
      if (body === "reused") return this.deliver({ t: "nack", cid: frame.cid, problem: REUSED });
      if (server.random() < server.cutChance / 2) return this.end(1006);
      this.deliver({ t: "ack", cid: frame.cid, body });
    }
  }
}
