import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isIncluded } from "./proof";

const sha = (...parts: (string | Buffer)[]) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
/** The tree as the standard defines it, by recursion, as the reference. */
const cut = (n: number) => 2 ** Math.ceil(Math.log2(n) - 1);
const root = (leaves: Buffer[]): Buffer => {
  if (leaves.length === 1) return leaves[0] as Buffer;
  const k = cut(leaves.length);
  return sha(Buffer.from([1]), root(leaves.slice(0, k)), root(leaves.slice(k)));
};
const path = (m: number, leaves: Buffer[]): Buffer[] => {
  if (leaves.length === 1) return [];
  const k = cut(leaves.length);
  return m < k ? [...path(m, leaves.slice(0, k)), root(leaves.slice(k))] : [...path(m - k, leaves.slice(k)), root(leaves.slice(0, k))];
};

describe("inclusion", () => {
  it("holds for every leaf of every small tree, and for no forged one", async () => {
    for (let size = 1; size <= 17; size++) {
      const leaves = Array.from({ length: size }, (_, n) => sha(Buffer.from([0]), `entry ${n}`));
      for (let index = 0; index < size; index++) {
        const proof = {
          index,
          size,
          leaf: (leaves[index] as Buffer).toString("hex"),
          path: path(index, leaves).map((one) => one.toString("hex")),
          root: root(leaves).toString("hex"),
        };
        expect(await isIncluded(proof), `${index} of ${size}`).toBe(true);
        expect(await isIncluded({ ...proof, leaf: sha("forged").toString("hex") })).toBe(false);
        expect(await isIncluded({ ...proof, path: proof.path.slice(1) })).toBe(size === 1);
        expect(await isIncluded({ ...proof, path: [...proof.path, proof.root] })).toBe(false);
        expect(await isIncluded({ ...proof, index: size })).toBe(false);
      }
    }
  });
});
