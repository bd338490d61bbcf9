import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Link, type LinkState, type Wire } from "./link";
import { memoryShelf } from "./outbox";
import type { ClientFrame, Position, ServerFrame, StreamEvent } from "./protocol";
import { sseParser } from "./sse";

/** A small seeded generator, so that a failing run can be repeated. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A server with one person's stream: a log, commands unique on cid, and connections that can be cut anywhere. */
class FakeServer {
  epoch = "e1";
  trimmed = 0;
  readonly log: StreamEvent[] = [];
  readonly done = new Map<string, unknown>();
  readonly order: string[] = [];
  wires: FakeWire[] = [];
  refuse: ((op: string) => { status: number; code: string } | null) | null = null;
  isDown = false;
  dials = 0;

  append(kind: string, body: unknown): void {
    const event: StreamEvent = { t: "event", seq: this.log.length + 1, kind, body, at: "2026-11-20T00:00:00Z" };
    this.log.push(event);
    for (const wire of this.wires) if (wire.isLive) wire.deliver(event);
  }

  snapshot = async (): Promise<Position> => ({ epoch: this.epoch, seq: this.log.length });

  open = (): Wire => {
    this.dials += 1;
    const wire = new FakeWire(this);
    this.wires.push(wire);
    setTimeout(() => (this.isDown ? wire.cut(1006) : wire.onopen?.()), 1);
    return wire;
  };
}

class FakeWire implements Wire {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  isLive = false;
  isClosed = false;
  /** Chance that a frame in either direction dies with the connection. */
  static cutChance = 0;
  static random: () => number = () => 1;

  constructor(private readonly server: FakeServer) {}

  deliver(frame: ServerFrame): void {
    if (this.isClosed) return;
    if (FakeWire.random() < FakeWire.cutChance) return this.cut(1006);
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  cut(code: number): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.isLive = false;
    this.onclose?.({ code });
  }

  close(): void {
    this.isClosed = true;
    this.isLive = false;
  }

  send(text: string): void {
    if (this.isClosed) return;
    if (FakeWire.random() < FakeWire.cutChance) return this.cut(1006);
    const frame = JSON.parse(text) as ClientFrame;
    const { server } = this;
    if (frame.t === "hello") {
      const gap = frame.epoch !== server.epoch || frame.after < server.trimmed;
      this.deliver({ t: "ready", epoch: server.epoch, head: server.log.length, gap });
      this.isLive = !this.isClosed;
      for (const event of server.log) if (!gap && (event.seq ?? 0) > frame.after) this.deliver(event);
    } else if (frame.t === "do") {
      const refusal = server.refuse?.(frame.op);
      if (refusal) return this.deliver({ t: "nack", cid: frame.cid, problem: refusal });
      if (!server.done.has(frame.cid)) {
        server.done.set(frame.cid, frame.body);
        server.order.push(frame.cid);
      }
      this.deliver({ t: "ack", cid: frame.cid, body: { ok: true } });
    }
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  FakeWire.cutChance = 0;
  FakeWire.random = () => 1;
});
afterEach(() => vi.useRealTimers());

function start(server: FakeServer, extra: Partial<ConstructorParameters<typeof Link>[0]> = {}) {
  const seen: StreamEvent[] = [];
  const states: LinkState[] = [];
  const tokens: boolean[] = [];
  const link = new Link({
    open: server.open,
    token: async (force) => {
      tokens.push(force);
      return "token";
    },
    snapshot: server.snapshot,
    onEvent: (event) => seen.push(event),
    onState: (state) => states.push(state),
    random: seeded(7),
    ...extra,
  });
  link.start();
  return { link, seen, states, tokens };
}

describe("link", () => {
  it("delivers in order and answers commands", async () => {
    const server = new FakeServer();
    const { link, seen, states } = start(server);
    await vi.advanceTimersByTimeAsync(10);
    server.append("message", 1);
    server.append("message", 2);
    await expect(link.command("message.send", { text: "hi" })).resolves.toEqual({ ok: true });
    expect(seen.map((event) => event.body)).toEqual([1, 2]);
    expect(states.at(-1)).toBe("live");
    link.stop();
  });

  it.each([1, 2, 3, 4, 5])("loses nothing and doubles nothing under random cuts (seed %i)", async (seed) => {
    const random = seeded(seed);
    FakeWire.random = random;
    FakeWire.cutChance = 0.05;
    const server = new FakeServer();
    const { link, seen } = start(server, { random });
    const answers: Promise<unknown>[] = [];
    const sent: string[] = [];
    for (let n = 0; n < 300; n++) {
      server.append("message", n);
      if (n % 3 === 0) {
        const cid = `${seed}-${n}`;
        sent.push(cid);
        answers.push(link.command("message.send", { n }, cid));
      }
      if (random() < 0.02) for (const wire of server.wires) wire.cut(1006);
      if (random() < 0.01) for (const wire of server.wires) wire.cut(1012);
      await vi.advanceTimersByTimeAsync(Math.floor(random() * 40));
    }
    FakeWire.cutChance = 0;
    await vi.advanceTimersByTimeAsync(60_000);
    await Promise.all(answers);
    const first = seen[0]?.seq ?? 0;
    expect(seen.map((event) => event.seq)).toEqual(Array.from({ length: server.log.length - first + 1 }, (_, n) => first + n));
    expect(first).toBeLessThanOrEqual(2);
    expect([...server.done.keys()].sort()).toEqual([...sent].sort());
    expect(server.dials).toBeGreaterThan(5);
    link.stop();
  });

  it("takes a fresh snapshot when the epoch changed, and continues from it", async () => {
    const server = new FakeServer();
    const snapshot = vi.fn(server.snapshot);
    const { link, seen } = start(server, { snapshot });
    await vi.advanceTimersByTimeAsync(10);
    server.append("message", "old");
    server.epoch = "e2";
    server.log.length = 0;
    for (const wire of server.wires) wire.cut(1012);
    await vi.advanceTimersByTimeAsync(10_000);
    server.append("message", "new");
    expect(snapshot).toHaveBeenCalledTimes(2);
    expect(seen.map((event) => event.body)).toEqual(["old", "new"]);
    link.stop();
  });

  it("asks again when an event is missing", async () => {
    const server = new FakeServer();
    const { link, seen } = start(server);
    await vi.advanceTimersByTimeAsync(10);
    server.log.push({ t: "event", seq: 1, kind: "message", body: "slipped", at: "" });
    server.append("message", "after");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(seen.map((event) => event.body)).toEqual(["slipped", "after"]);
    link.stop();
  });

  it("keeps commands through a reload", async () => {
    const server = new FakeServer();
    server.isDown = true;
    const shelf = memoryShelf();
    const before = start(server, { shelf });
    void before.link.command("message.send", { text: "kept" }, "cid-1").catch(() => undefined);
    await vi.advanceTimersByTimeAsync(100);
    before.link.stop();
    server.isDown = false;
    const after = start(server, { shelf });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(server.order).toEqual(["cid-1"]);
    expect(await shelf.all()).toEqual([]);
    after.link.stop();
  });

  it("hands back a refusal, and tries again when the refusal passes", async () => {
    const server = new FakeServer();
    const { link } = start(server);
    await vi.advanceTimersByTimeAsync(10);
    server.refuse = () => ({ status: 422, code: "draft_blocked" });
    await expect(link.command("message.send", {})).rejects.toMatchObject({ code: "draft_blocked" });
    let busy = 2;
    server.refuse = () => (busy-- > 0 ? { status: 503, code: "busy" } : null);
    const answer = link.command("message.send", {});
    await vi.advanceTimersByTimeAsync(10_000);
    await expect(answer).resolves.toEqual({ ok: true });
    link.stop();
  });

  it("stops where it must: revoked, superseded, signed out", async () => {
    for (const [code, state] of [[4403, "revoked"], [4410, "superseded"]] as const) {
      const server = new FakeServer();
      const { link, states } = start(server);
      await vi.advanceTimersByTimeAsync(10);
      for (const wire of server.wires) wire.cut(code);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(states.at(-1)).toBe(state);
      expect(server.dials).toBe(1);
      link.stop();
    }
    const server = new FakeServer();
    const { link, tokens } = start(server);
    await vi.advanceTimersByTimeAsync(10);
    for (const wire of server.wires) wire.cut(4401);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(tokens).toEqual([false, true]);
    link.stop();
  });

  it("knows at once that the network went, and comes back with it", async () => {
    const server = new FakeServer();
    const { link, states } = start(server);
    await vi.advanceTimersByTimeAsync(10);
    server.isDown = true;
    window.dispatchEvent(new Event("offline"));
    expect(states.at(-1)).toBe("waiting");
    const answer = link.command("message.send", { text: "written offline" });
    await vi.advanceTimersByTimeAsync(3_000);
    server.isDown = false;
    window.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(100);
    await expect(answer).resolves.toEqual({ ok: true });
    expect(server.order).toHaveLength(1);
    link.stop();
  });

  it("closes a silent connection after 45 seconds", async () => {
    const server = new FakeServer();
    const { link } = start(server);
    await vi.advanceTimersByTimeAsync(44_000);
    expect(server.dials).toBe(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.dials).toBeGreaterThan(1);
    link.stop();
  });

  it("falls back to events over HTTP when sockets never open", async () => {
    const server = new FakeServer();
    server.isDown = true;
    const rest = vi.fn(async () => ({ viaRest: true }));
    const frame = (seq: number) => `id: ${seq}\nevent: message\ndata: ${JSON.stringify({ seq, kind: "message", body: seq, at: "" })}\n\n`;
    const ready = 'event: ready\ndata: {"epoch":"e1","head":2,"gap":false}\n\n: beat\n\n';
    const events = vi.fn(async () => new Response(new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(ready + frame(1) + frame(2)));
      },
    })));
    const { link, seen, states } = start(server, { rest, events });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(states).toContain("polling");
    expect(seen.map((event) => event.seq)).toEqual([1, 2]);
    await expect(link.command("message.send", {})).resolves.toEqual({ viaRest: true });
    link.stop();
  });
});

describe("sse parser", () => {
  it("joins events cut anywhere", () => {
    const text = 'id: 4\nevent: event\ndata: {"a":\ndata: 1}\n\n: comment\n\ndata: x\r\n\r\n';
    for (let cut = 0; cut <= text.length; cut++) {
      const got: string[] = [];
      const push = sseParser((event) => got.push(event.data));
      push(text.slice(0, cut));
      push(text.slice(cut));
      // A cut between CR and LF of one line end may show as an extra blank line, which starts nothing.
      expect(got).toEqual(['{"a":\n1}', "x"]);
    }
  });
});
