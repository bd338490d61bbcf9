/**
 * Attested devices: enrolling one, proving a session with it, and keeping the session's level up.
 * The session's key is made here, cannot be exported, and signs the heartbeats and sensitive requests; it lives in IndexedDB as a handle.
 */
import { call, get, post, urlOf } from "./client";
import { refresh } from "./session";
import type { AttestedDevice, DeviceAsk, EnrolledDevice, SessionStanding } from "./types";
import { creationOptions, credentialJson, requestOptions, toBase64Url } from "./webauthn";

const STORE = "tidecrew.device";
const TABLE = "keys";
const BEAT_MS = 60_000;

interface Kept {
  session: string;
  pair: CryptoKeyPair;
}

/** One request of the key's little store. */
function ask<T>(mode: IDBTransactionMode, run: (table: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(STORE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE);
    opening.onerror = () => reject(opening.error ?? new Error("no store"));
    opening.onsuccess = () => {
      const request = run(opening.result.transaction(TABLE, mode).objectStore(TABLE));
      request.onsuccess = () => {
        opening.result.close();
        resolve(request.result);
      };
      request.onerror = () => reject(request.error ?? new Error("no store"));
    };
  });
}

const kept = (): Promise<Kept | undefined> => ask("readonly", (table) => table.get("session") as IDBRequest<Kept | undefined>);

/** Forgets the session's key, e.g. on signing out. */
export const forget = (): Promise<undefined> => ask("readwrite", (table) => table.delete("session"));

export const devices = async (): Promise<AttestedDevice[]> => (await get<{ items: AttestedDevice[] }>("/me/devices")).items;
export const standing = (): Promise<SessionStanding> => get<SessionStanding>("/me/posture");
/** What is most sensitive reaches this session as pictures; the fresh token carries the level. */
export async function workWithPictures(): Promise<void> {
  await post("/me/posture/pixels");
  await refresh();
}

export async function removeDevice(id: string): Promise<void> {
  const path = `/me/devices/${id}` as const;
  await call<void>("DELETE", path, { headers: await signed("DELETE", path) });
}

/** The number of the session that has a key, and the key's public point; nothing without one. */
export async function sessionKey(): Promise<{ session: string; point: string } | null> {
  const own = await kept();
  return own ? { session: own.session, point: toBase64Url(await crypto.subtle.exportKey("raw", own.pair.publicKey)) } : null;
}

function answered(credential: Credential | null): PublicKeyCredential {
  if (!credential) throw new DOMException("no credential", "NotAllowedError");
  return credential as PublicKeyCredential;
}

export async function enrolDevice(label: string): Promise<EnrolledDevice> {
  const begun = await post<DeviceAsk>("/me/devices/begin");
  const made = answered(await navigator.credentials.create({ publicKey: creationOptions(begun.options) }));
  return post<EnrolledDevice>("/me/devices/finish", { ask_id: begun.ask_id, label, credential: credentialJson(made) });
}

/** The enrolled device certifies a new session key; the access token carries the level, so a fresh one is taken. */
export async function prove(): Promise<SessionStanding> {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  const point = toBase64Url(await crypto.subtle.exportKey("raw", pair.publicKey));
  const begun = await post<DeviceAsk>("/me/posture/begin", { session_key: point });
  const shown = answered(await navigator.credentials.get({ publicKey: requestOptions(begun.options) }));
  const now = await post<SessionStanding>("/me/posture/finish", { ask_id: begun.ask_id, credential: credentialJson(shown) });
  await ask("readwrite", (table) => table.put({ session: now.session_id, pair } satisfies Kept, "session"));
  await refresh();
  return now;
}

async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Numbers rise with the clock, so that a reloaded page goes on, and never stand still. */
let last = 0;
const next = (): number => (last = Math.max(Date.now(), last + 1));

async function sign(own: Kept, purpose: "heartbeat" | "request" | "verdict", seq: number, at: number, body: string): Promise<string> {
  const message = new TextEncoder().encode(`tidecrew ${purpose}\n${own.session}\n${seq}\n${at}\n${await sha256Hex(new TextEncoder().encode(body))}`);
  return toBase64Url(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, own.pair.privateKey, message));
}

/** Signs one heartbeat, if this session has a key. */
export async function beat(): Promise<void> {
  const own = await kept();
  if (!own) return;
  const at = next();
  await post("/me/posture/beat", { seq: at, at_ms: at, signature: await sign(own, "heartbeat", at, at, "") });
}

/** The header of a sensitive request: its signature, if this session has a key. `body` is the JSON that is sent. */
export async function signed(method: "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<Record<string, string>> {
  const own = await kept();
  if (!own) return {};
  const at = next();
  const text = `${method} ${urlOf(path)}\n${body === undefined ? "" : JSON.stringify(body)}`;
  return { "x-session-signature": `${at}.${at}.${await sign(own, "request", at, at, text)}` };
}

/** Signs a verdict of the cameras: `body` is the JSON text that is sent. Errors when this session has no certified key. */
export async function signVerdict(seq: number, at: number, body: string): Promise<string> {
  const own = await kept();
  if (!own) throw new Error("this session has no certified key");
  return sign(own, "verdict", seq, at, body);
}

/** Beats until the answer is called. A beat that is refused ends them: the level runs out, and the desk hears of it. */
export function keepBeating(): () => void {
  const timer = setInterval(() => {
    beat().catch(() => {
      clearInterval(timer);
      void forget();
    });
  }, BEAT_MS);
  return () => clearInterval(timer);
}
