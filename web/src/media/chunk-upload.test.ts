import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ChunkUpload, memoryBuffer, sha256Hex } from "./chunk-upload";

/** A server that takes pieces in order, checks their hash, and fails as told. */
function server(failAt: (call: number) => Response | null) {
  const taken: string[] = [];
  let calls = 0;
  let completed: unknown = null;
  const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
  const fetch = vi.fn(async (url: string, init: RequestInit) => {
    calls += 1;
    if (url.endsWith("/uploads")) return answer({ id: "u1", next: 0, chunk_max: 9999 }, 201);
    if (url.endsWith("/complete")) {
      completed = JSON.parse(String(init.body));
      return answer({ state: "complete" });
    }
    if (init.method === "GET") return answer({ id: "u1", next: taken.length });
    const failure = failAt(calls);
    if (failure) return failure;
    const n = Number(url.split("/").at(-1));
    if (n !== taken.length) return answer({ code: "upload_gap", status: 409 }, 409);
    const bytes = init.body as ArrayBuffer;
    expect((init.headers as Record<string, string>)["x-sha256"]).toBe(await sha256Hex(bytes));
    taken.push(new TextDecoder().decode(bytes));
    return answer({ next: taken.length });
  });
  vi.stubGlobal("fetch", fetch);
  return { taken, completed: () => completed };
}

beforeEach(() => vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 200 }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("chunked upload", () => {
  it("sends every piece once and in order, through failures", async () => {
    let lost = 0;
    const { taken, completed } = server((call) => {
      if (call % 4 === 0 && lost++ < 5) return new Response(JSON.stringify({ code: "busy", status: 503 }), { status: 503 });
      return null;
    });
    const upload = await ChunkUpload.begin("read_aloud", "audio/webm", memoryBuffer(), () => undefined);
    for (let n = 0; n < 12; n++) await upload.add(new Blob([`piece ${n}`]));
    await upload.complete(12_000);
    expect(taken).toEqual(Array.from({ length: 12 }, (_, n) => `piece ${n}`));
    expect(completed()).toEqual({ chunks: 12, duration_ms: 12_000, marks: [] });
  });

  it("continues after a reload from where the server stands", async () => {
    const buffer = memoryBuffer();
    const { taken } = server(() => null);
    const before = await ChunkUpload.begin("read_aloud", "audio/webm", buffer, () => undefined);
    await before.add(new Blob(["a"]));
    await before.add(new Blob(["b"]));
    await vi.waitFor(() => expect(taken).toHaveLength(2));
    await buffer.put({ key: "u1:2", upload: "u1", n: 2, bytes: new TextEncoder().encode("c").buffer });
    await buffer.put({ key: "u1:end", upload: "u1", n: -1, chunks: 3, durationMs: 3000 });
    const found = await ChunkUpload.leftOver("u1", buffer, () => undefined);
    await found?.upload.complete(found.durationMs);
    expect(taken).toEqual(["a", "b", "c"]);
    expect(await buffer.of("u1")).toEqual([]);
  });

  it("gives up on a refusal that will not pass", async () => {
    server(() => new Response(JSON.stringify({ code: "upload_mismatch", status: 422 }), { status: 422 }));
    const upload = await ChunkUpload.begin("read_aloud", "audio/webm", memoryBuffer(), () => undefined);
    await upload.add(new Blob(["x"]));
    await expect(upload.complete(1000)).rejects.toMatchObject({ code: "upload_mismatch" });
  });
});
