/** Ids made in the browser. */

/** A random UUID (v4), also on pages served without TLS where crypto.randomUUID is absent. */
export function uuid(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const open = new Map<string, { body: string; key: string }>();

/**
 * One idempotency key per intention: the same scope and body give the same key until `settled(scope)`,
 * so that pressing twice, or again after a lost answer, is one act.
 */
export function onceKey(scope: string, body: unknown): string {
  const text = JSON.stringify(body ?? null);
  const found = open.get(scope);
  if (found?.body === text) return found.key;
  const key = uuid();
  open.set(scope, { body: text, key });
  return key;
}

export function settled(scope: string): void {
  open.delete(scope);
}
