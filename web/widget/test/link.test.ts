import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Link } from "../src/link";
import type { Store } from "../src/outbox";
import { FakeServer, FakeSocket } from "./fake-server";

/** Small seeded generator: a failing run can be repeated. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

function memory(): Store {
  const map = new Map<string, string>();
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
  };
}

let ids = 0;
function link(server: FakeServer, store: Store = memory(), random = server.random): Link {
  return new Link(
    { base: "http://shop.example", token: "w" },
    {
      fetch: server.fetch,
      socket: () => new FakeSocket(server) as unknown as WebSocket,
      store,
      uuid: () => `cid-${++ids}`,
      random,
    },
    () => undefined,
  );
}

const texts = (it: Link, from = "customer") => it.messages.filter((m) => m.from === from).map((m) => m.text);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("without sockets", () => {
  const reads = (server: FakeServer) => server.requests.filter((each) => each.path === "/widget/thread").length;

  it("reads the same stream over HTTP, at once and without asking for the thread again", async () => {
    const server = new FakeServer(dice(5));
    server.socketsUp = false;
    server.streamsUp = true;
    const it = link(server);
    it.start();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(it.status).toBe("fallback");
    expect(server.streams.size).toBe(1);
    it.send("hello");
    await vi.advanceTimersByTimeAsync(500);
    const before = reads(server);
    server.say("worker", "good day");
    await vi.advanceTimersByTimeAsync(50);
    expect(texts(it, "worker")).toEqual(["good day"]);
    expect(texts(it)).toEqual(["hello"]);
    expect(reads(server)).toBe(before);
    server.socketsUp = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(it.status).toBe("live");
    expect(server.streams.size).toBe(0);
    server.say("worker", "still there?");
    await vi.advanceTimersByTimeAsync(100);
    expect(texts(it, "worker")).toEqual(["good day", "still there?"]);
  });

  it("tells the desk of typing seldom, and only while somebody is there", async () => {
    const server = new FakeServer(dice(6));
    const it = link(server);
    it.start();
    await vi.advanceTimersByTimeAsync(500);
    const told = () => server.requests.filter((each) => each.path === "/widget/typing").length;
    it.types();
    await vi.advanceTimersByTimeAsync(100);
    expect(told()).toBe(0);
    server.push("conversation", { state: "serving", agent: { name: "Lin" } });
    await vi.advanceTimersByTimeAsync(100);
    it.types();
    it.types();
    await vi.advanceTimersByTimeAsync(100);
    expect(told()).toBe(1);
    await vi.advanceTimersByTimeAsync(3_000);
    it.types();
    await vi.advanceTimersByTimeAsync(100);
    expect(told()).toBe(2);
    expect(server.requests.every((each) => each.path !== "/widget/typing" || JSON.stringify(each.body) === "{}")).toBe(true);
  });
});

describe("the line", () => {
  it("sends over the socket and shows the message once", async () => {
    const server = new FakeServer(dice(1));
    const it = link(server);
    it.start();
    await vi.advanceTimersByTimeAsync(500);
    expect(it.status).toBe("live");
    it.send("hello");
    expect(it.pending()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(it.pending()).toHaveLength(0);
    expect(texts(it)).toEqual(["hello"]);
    expect(it.phase).toBe("waiting");
    server.push("conversation", { state: "assigned", agent: { name: "Lin" } });
    await vi.advanceTimersByTimeAsync(50);
    expect(it.phase).toBe("joined");
    expect(it.conversation?.agent?.name).toBe("Lin");
  });

  it("keeps what was written while there is no network, over a reload", async () => {
    const server = new FakeServer(dice(2));
    const store = memory();
    server.httpUp = false;
    server.socketsUp = false;
    const first = link(server, store);
    first.send("one");
    first.send("two");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(first.status).toBe("offline");
    first.stop();
    server.httpUp = true;
    server.socketsUp = true;
    const second = link(server, store);
    expect(second.returning).toBe(true);
    second.start();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(server.messages.map((m) => m.text)).toEqual(["one", "two"]);
    expect(texts(second)).toEqual(["one", "two"]);
    expect(second.outbox.items).toEqual([]);
  });

  it("works by plain requests when no socket can be had", async () => {
    const server = new FakeServer(dice(3));
    server.socketsUp = false;
    const it = link(server);
    it.send("over http");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(it.status).toBe("fallback");
    expect(texts(it)).toEqual(["over http"]);
    server.say("worker", "answer");
    await vi.advanceTimersByTimeAsync(6_000);
    expect(texts(it, "worker")).toEqual(["answer"]);
    server.socketsUp = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(it.status).toBe("live");
    expect(texts(it)).toEqual(["over http"]);
  });

  it("fetches the thread again after a gap or a new epoch", async () => {
    const server = new FakeServer(dice(4));
    const it = link(server);
    it.send("a");
    await vi.advanceTimersByTimeAsync(1_000);
    server.socketsUp = false;
    server.cut();
    server.say("worker", "while away");
    server.trimmed = server.seq;
    server.epoch = "e2";
    server.socketsUp = true;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(texts(it, "worker")).toEqual(["while away"]);
    server.say("worker", "later");
    await vi.advanceTimersByTimeAsync(500);
    expect(texts(it, "worker")).toEqual(["while away", "later"]);
  });

  it("repairs a hole in the stream", async () => {
    const server = new FakeServer(dice(5));
    const it = link(server);
    it.send("a");
    await vi.advanceTimersByTimeAsync(1_000);
    const sockets = server.sockets;
    server.sockets = new Set();
    server.say("worker", "never delivered");
    server.sockets = sockets;
    server.say("worker", "delivered");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(texts(it, "worker")).toEqual(["never delivered", "delivered"]);
  });

  it("marks a refused message, keeps the next ones, and sends it anew on request", async () => {
    const server = new FakeServer(dice(6));
    const it = link(server);
    it.start();
    await vi.advanceTimersByTimeAsync(500);
    server.problems.push({ status: 422, code: "too_long", title: "Too long" });
    it.send("bad");
    it.send("good");
    await vi.advanceTimersByTimeAsync(500);
    expect(texts(it)).toEqual(["good"]);
    const failed = it.pending()[0];
    expect(failed).toMatchObject({ state: "failed", why: "Too long" });
    it.retry(failed?.cid ?? "");
    await vi.advanceTimersByTimeAsync(500);
    expect(texts(it)).toEqual(["good", "bad"]);
  });

  it("waits and tries again when the server is busy", async () => {
    const server = new FakeServer(dice(7));
    const it = link(server);
    it.start();
    await vi.advanceTimersByTimeAsync(500);
    server.problems.push({ status: 503, code: "busy", title: "Busy" });
    it.send("x");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(texts(it)).toEqual(["x"]);
  });

  it("stops for good on 4403, waits for the person on 4410, signs in again on 4401", async () => {
    const server = new FakeServer(dice(8));
    const it = link(server);
    it.start();
    await vi.advanceTimersByTimeAsync(500);
    server.cut(4401);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(it.status).toBe("live");
    expect(server.requests.filter((r) => r.path === "/widget/sessions")).toHaveLength(2);
    server.cut(4410);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(it.status).toBe("elsewhere");
    it.wake();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(it.status).toBe("live");
    server.cut(4403);
    const before = server.hellos.length;
    await vi.advanceTimersByTimeAsync(120_000);
    expect(it.status).toBe("blocked");
    expect(server.hellos).toHaveLength(before);
  });

  it("notices a silent connection", async () => {
    const server = new FakeServer(dice(9));
    const it = link(server);
    it.start();
    await vi.advanceTimersByTimeAsync(500);
    const before = server.hellos.length;
    await vi.advanceTimersByTimeAsync(46_000);
    expect(server.hellos.length).toBeGreaterThan(before);
  });

  it("rates and starts over", async () => {
    const server = new FakeServer(dice(10));
    const store = memory();
    const it = link(server, store);
    it.send("a");
    await vi.advanceTimersByTimeAsync(1_000);
    void it.close();
    await vi.advanceTimersByTimeAsync(500);
    expect(it.phase).toBe("ended");
    void it.rate(5, "");
    await vi.advanceTimersByTimeAsync(500);
    expect(server.conversation?.rating).toBe(5);
    it.restart();
    expect(it.messages).toEqual([]);
    it.send("b");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(texts(it)).toEqual(["b"]);
    expect(it.phase).toBe("waiting");
  });
});

describe("random cuts", () => {
  it.each([11, 12, 13, 14, 15, 16])("lose and double nothing (seed %i)", async (seed) => {
    const random = dice(seed);
    const server = new FakeServer(random);
    server.cutChance = 0.3;
    const store = memory();
    let it = link(server, store);
    it.start();
    const written: string[] = [];
    const answered: string[] = [];
    for (let n = 0; n < 200; n++) {
      const roll = random();
      if (roll < 0.5) {
        written.push(`c${n}`);
        it.send(`c${n}`);
      } else if (roll < 0.8 && server.conversation) {
        answered.push(`w${n}`);
        server.say("worker", `w${n}`);
      } else if (roll < 0.9) server.cut();
      else if (roll < 0.93) {
        server.socketsUp = false;
        server.cut();
      } else if (roll < 0.96) {
        server.socketsUp = true;
      } else if (roll < 0.97) server.httpUp = false;
      else if (roll < 0.99) server.httpUp = true;
      else {
        // The page is reloaded.
        it.stop();
        it = link(server, store);
        it.start();
      }
      await vi.advanceTimersByTimeAsync(random() * 400);
    }
    server.cutChance = 0;
    server.socketsUp = true;
    server.httpUp = true;
    it.wake();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(server.messages.filter((m) => m.from === "customer").map((m) => m.text)).toEqual(written);
    expect(texts(it)).toEqual(written);
    expect(texts(it, "worker")).toEqual(answered);
    expect(it.outbox.items).toEqual([]);
    expect(it.status).toBe("live");
  });
});
