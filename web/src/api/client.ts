/** Every HTTP call of the portals: token, refresh, language, idempotency key, problem+json. */
import { locale } from "@/i18n";
import { network, readProblem } from "./errors";
import type { paths } from "./schema";
import { accessToken, refresh } from "./session";

export type Method = "GET" | "POST" | "PUT" | "DELETE";
/** `/projects/{id}` → any string of that shape. */
type Filled<S extends string> = S extends `${infer Before}{${string}}${infer After}` ? `${Before}${string}${Filled<After>}` : S;
/** The paths that the API document offers for a method: a call of any other does not compile. */
export type Way<M extends Method> = M extends Method
  ? { [K in keyof paths]: paths[K] extends Record<Lowercase<M>, { responses: unknown }> ? (K extends `/api/v1${infer Rest}` ? Filled<Rest> : never) : never }[keyof paths]
  : never;
export interface CallOptions {
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  /** Bytes to send as they are instead of JSON. */
  bytes?: Blob | ArrayBuffer | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  /** Idempotency key; see `onceKey`. */
  key?: string;
  /** Public call: no token is asked for. */
  open?: boolean;
  /** Goes out although the page is being left. */
  keepalive?: boolean;
  signal?: AbortSignal;
}

const BASE = "/api/v1";

export function urlOf(path: string, query?: CallOptions["query"]): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  const text = search.toString();
  return `${BASE}${path}${text ? `?${text}` : ""}`;
}

async function send(method: Method, path: string, options: CallOptions, token: string | null): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json", "accept-language": locale(), ...options.headers };
  if (token) headers.authorization = `Bearer ${token}`;
  if (options.key) headers["idempotency-key"] = options.key;
  let body: BodyInit | undefined;
  if (options.bytes !== undefined) {
    headers["content-type"] ??= "application/octet-stream";
    body = options.bytes;
  } else if (options.body !== undefined) {
    headers["content-type"] = "application/json";
    body = JSON.stringify(options.body);
  }
  try {
    return await fetch(urlOf(path, options.query), { method, headers, body, signal: options.signal, keepalive: options.keepalive, credentials: "same-origin" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw network(error);
  }
}

/** One call. Resolves with the JSON body (undefined for 204); rejects with a `Problem`. */
export async function call<T, M extends Method = Method>(method: M, path: Way<M> | "/boot", options: CallOptions = {}): Promise<T> {
  const token = options.open ? null : await accessToken();
  let response = await send(method, path, options, token);
  if (response.status === 401 && token) {
    const problem = await readProblem(response.clone());
    const again = problem.code === "wrong_credentials" ? null : await refresh();
    if (again) response = await send(method, path, options, again);
  }
  if (!response.ok) throw await readProblem(response);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

export const get = <T>(path: Way<"GET"> | "/boot", query?: CallOptions["query"], signal?: AbortSignal): Promise<T> => call<T>("GET", path, { query, signal });
/** A command with nothing to say still sends an object: some handlers demand a body. */
export const post = <T>(path: Way<"POST">, body: unknown = {}, options: Omit<CallOptions, "body"> = {}): Promise<T> => call<T>("POST", path, { ...options, body });
export const put = <T>(path: Way<"PUT">, body?: unknown, options: Omit<CallOptions, "body"> = {}): Promise<T> => call<T>("PUT", path, { ...options, body });
export const remove = <T>(path: Way<"DELETE">): Promise<T> => call<T>("DELETE", path);
