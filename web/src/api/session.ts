/**
 * Who is signed in. The access token lives in memory only; the refresh token is an HttpOnly cookie.
 * Tabs refresh one at a time (a rotating refresh token used twice would look stolen) and tell each other the result.
 */
import { useSyncExternalStore } from "react";
import { network, Problem, readProblem } from "./errors";
import type { Me, Signed } from "./types";

export type SessionState = { status: "unknown" | "anonymous"; account?: undefined } | { status: "signed"; account: Me };

const HINT = "tidecrew.signed";
const EARLY_MS = 20_000;
const START_TRIES = 4;
const START_WAIT_MS = 1_000;
let state: SessionState = { status: "unknown" };
let token: string | null = null;
let expiresAt = 0;
let refreshing: Promise<string | null> | null = null;
const listeners = new Set<() => void>();
const tabs = typeof BroadcastChannel === "function" ? new BroadcastChannel("tidecrew.session") : null;
type TabMessage = { kind: "signed"; signed: Signed; at: number } | { kind: "out" };

function publish(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

function take(signed: Signed, at: number): void {
  token = signed.access_token;
  expiresAt = at + signed.expires_in * 1000;
  localStorage.setItem(HINT, "1");
  publish({ status: "signed", account: signed.account });
}

function drop(): void {
  token = null;
  expiresAt = 0;
  localStorage.removeItem(HINT);
  publish({ status: "anonymous" });
}

tabs?.addEventListener("message", (event: MessageEvent<TabMessage>) => {
  if (event.data.kind === "out") drop();
  else take(event.data.signed, event.data.at);
});

/** Takes the answer of sign-in, e-mail verification or refresh. */
export function accept(signed: Signed): void {
  const at = Date.now();
  take(signed, at);
  tabs?.postMessage({ kind: "signed", signed, at } satisfies TabMessage);
}

export function setAccount(account: Me): void {
  if (state.status === "signed") publish({ status: "signed", account });
}

export function signedOut(): void {
  drop();
  tabs?.postMessage({ kind: "out" } satisfies TabMessage);
}

async function alone<T>(run: () => Promise<T>): Promise<T> {
  if (!("locks" in navigator) || !navigator.locks) return run();
  return navigator.locks.request("tidecrew.refresh", run) as Promise<T>;
}

async function refreshNow(stale: string | null): Promise<string | null> {
  // Another tab may have refreshed while this one waited for the lock.
  if (token && token !== stale && Date.now() < expiresAt - EARLY_MS) return token;
  let response: Response;
  try {
    response = await fetch("/api/v1/token/refresh", { method: "POST", credentials: "same-origin", headers: { accept: "application/json" } });
  } catch (error) {
    throw network(error);
  }
  if (response.ok) {
    accept((await response.json()) as Signed);
    return token;
  }
  const problem = await readProblem(response);
  if (problem.isPassing) throw problem;
  if (state.status === "signed") signedOut();
  else drop();
  return null;
}

/** A fresh access token, or null when nobody is signed in. Throws only when the server cannot be reached. */
export async function refresh(): Promise<string | null> {
  const stale = token;
  refreshing ??= alone(() => refreshNow(stale)).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/** The token to use now; refreshed when it is about to end. */
export async function accessToken(): Promise<string | null> {
  if (token && Date.now() < expiresAt - EARLY_MS) return token;
  if (state.status === "anonymous") return null;
  return refresh();
}

/** Finds out at start whether a session is open; a person who never signed in costs no request. */
export async function startSession(): Promise<void> {
  if (!localStorage.getItem(HINT)) {
    drop();
    return;
  }
  // A server that is just being restarted does not sign anybody out.
  for (let tries = 1; ; tries++) {
    try {
      if (!(await refresh())) drop();
      return;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (tries === START_TRIES) return publish({ status: "anonymous" });
      await new Promise((done) => setTimeout(done, START_WAIT_MS));
    }
  }
}

export const sessionNow = (): SessionState => state;

export function useSession(): SessionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    sessionNow,
    sessionNow,
  );
}

/** The signed-in person; only for screens behind a guard. */
export function useMe(): Me {
  const session = useSession();
  if (session.status !== "signed") throw new Error("this screen needs a signed-in person");
  return session.account;
}
