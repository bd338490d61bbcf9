import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const signed = (token: string) => ({ access_token: token, expires_in: 300, account: { id: "1", name: "n", role: "worker" } });
const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

async function fresh() {
  vi.resetModules();
  return { session: await import("./session"), client: await import("./client") };
}

beforeEach(() => localStorage.setItem("tidecrew.signed", "1"));
afterEach(() => vi.unstubAllGlobals());

describe("session", () => {
  it("asks nothing of the server for somebody who never signed in", async () => {
    localStorage.clear();
    const fetch = vi.fn();
    vi.stubGlobal("fetch", fetch);
    const { session } = await fresh();
    await session.startSession();
    expect(session.sessionNow().status).toBe("anonymous");
    expect(fetch).not.toHaveBeenCalled();
  });

  it("refreshes once for many calls, because a refresh token is good for one use", async () => {
    let refreshes = 0;
    vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
      if (url.endsWith("/token/refresh")) {
        refreshes += 1;
        await new Promise((done) => setTimeout(done, 5));
        return answer(signed(`t${refreshes}`));
      }
      return answer({ token: (init.headers as Record<string, string>).authorization });
    });
    const { client } = await fresh();
    const all = await Promise.all([1, 2, 3].map(() => client.get<{ token: string }>("/me")));
    expect(refreshes).toBe(1);
    expect(all.map((each) => each.token)).toEqual(["Bearer t1", "Bearer t1", "Bearer t1"]);
  });

  it("takes a fresh token after a 401 and repeats the call with the same idempotency key", async () => {
    const keys: string[] = [];
    let refreshes = 0;
    vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
      if (url.endsWith("/token/refresh")) return answer(signed(`t${++refreshes}`));
      const headers = init.headers as Record<string, string>;
      keys.push(headers["idempotency-key"] ?? "");
      return headers.authorization === "Bearer t2" ? answer({ ok: true }) : answer({ code: "token_expired", status: 401 }, 401);
    });
    const { client } = await fresh();
    await expect(client.post("/exams", { skill: "s" }, { key: "k" })).resolves.toEqual({ ok: true });
    expect(keys).toEqual(["k", "k"]);
  });

  it("signs out when the refresh token is refused, and stays signed in when the server is away", async () => {
    vi.stubGlobal("fetch", async () => answer({ code: "refresh_reused", status: 401 }, 401));
    const first = await fresh();
    await first.session.startSession();
    expect(first.session.sessionNow().status).toBe("anonymous");
    expect(localStorage.getItem("tidecrew.signed")).toBeNull();

    localStorage.setItem("tidecrew.signed", "1");
    let tries = 0;
    vi.stubGlobal("fetch", async () => {
      if (++tries < 3) throw new TypeError("refused");
      return answer(signed("t"));
    });
    const second = await fresh();
    await second.session.startSession();
    expect(second.session.sessionNow().status).toBe("signed");
  });
});
