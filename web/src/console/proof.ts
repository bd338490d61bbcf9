/** Checks an inclusion proof of the audit log here, in the browser (RFC 9162 §2.1.3.2): nobody has to be believed. */

const bytes = (hex: string): Uint8Array<ArrayBuffer> => {
  if (!/^([0-9a-f]{2})*$/i.test(hex)) throw new Error("not hexadecimal");
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
};
const hex = (raw: Uint8Array): string => Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("");

async function node(left: string, right: string): Promise<string> {
  const data = new Uint8Array([1, ...bytes(left), ...bytes(right)]);
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", data)));
}

export interface Inclusion {
  /** Place of the leaf, from 0. */
  index: number;
  /** Leaves under the root. */
  size: number;
  /** Leaf hash, sibling hashes from the leaf upwards, and root: hexadecimal. */
  leaf: string;
  path: string[];
  root: string;
}

/** Does the path lead from the leaf to the root? */
export async function isIncluded({ index, size, leaf, path, root }: Inclusion): Promise<boolean> {
  if (index < 0 || index >= size) return false;
  let at = index;
  let last = size - 1;
  let hash = leaf.toLowerCase();
  for (const sibling of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = await node(sibling, hash);
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else hash = await node(hash, sibling);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && hash === root.toLowerCase();
}
