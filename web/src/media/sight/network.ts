/**
 * The network that finds people and telephones in a camera's picture: NanoDet-g (RangiLyu, Apache-2.0), laid out over the few
 * operations of `sight/kernel.ts`. Its shape is written here; the weights are the model's own file, named by its manifest.
 */

/** What `sight/kernel.ts` exports. Addresses in bytes, rows and steps in floats. */
export interface Kernel {
  memory: WebAssembly.Memory;
  widen(from: number, to: number, count: number): void;
  pack(from: number, to: number, rows: number, outputs: number): void;
  conv(from: number, fromRow: number, fromStep: number, inputs: number, to: number, toRow: number, toStep: number, outputs: number, width: number, height: number, weights: number, bias: number, size: number, stride: number, leaks: boolean): void;
  pool(from: number, fromRow: number, fromHeight: number, fromWidth: number, to: number, toRow: number, channels: number): void;
  addSmaller(from: number, fromRow: number, to: number, toRow: number, width: number, height: number, channels: number): void;
  addLarger(from: number, fromRow: number, to: number, toRow: number, width: number, height: number, channels: number): void;
  picture(from: number, to: number, toRow: number, width: number, height: number): void;
}

/** The part of a TensorFlow.js manifest that says where each array of weights lies. */
export interface Manifest {
  weightsManifest: { weights: { name: string; shape: number[]; dtype: string; quantization?: { dtype: string } }[] }[];
}

/** Some channels of a map of features that has a border of one point. */
interface View {
  at: number;
  step: number;
  width: number;
  height: number;
  channels: number;
}

/** What the network says about every `stride` points: 80 scores before the sigmoid, then 4 × 11 distances before the softmax. */
export interface Told {
  stride: number;
  width: number;
  height: number;
  /** Floats of a point; the first `CLASSES` + 4 × `REACH` count. */
  step: number;
  /** Floats of a row. */
  row: number;
  values: Float32Array;
}

export const CLASSES = 80;
export const REACH = 11;
const FLOAT = 4;
const PAGE = 65_536;
/** Outputs that are computed together. */
const WIDE = 8;
const STRIDES = [8, 16, 32] as const;
/** Numbers of the biases of the three heads' convolutions; before them convolution n has bias 2n. */
const HEAD_BIAS = [60, 62, 66, 68, 70, 72];

const row = (view: View): number => (view.width + 2) * view.step;
const part = (view: View, from: number, channels: number): View => ({ ...view, at: view.at + from * FLOAT, channels });

export class Network {
  private readonly steps: (() => void)[] = [];
  private readonly loads: ((raw: number, spare: number) => void)[] = [];
  private readonly arrays = new Map<string, { at: number; shape: number[] }>();
  private readonly pixels: number;
  private readonly told: { stride: number; view: View }[] = [];
  private top: number;

  /** `width` and `height` are multiples of 32, at least 192. Throws where there is too little memory or the model is another one. */
  constructor(
    private readonly kernel: Kernel,
    manifest: Manifest,
    weights: Uint8Array,
    readonly width: number,
    readonly height: number,
  ) {
    this.index(manifest, weights.length);
    this.top = kernel.memory.buffer.byteLength;
    this.pixels = this.reserve(width * height);
    this.plan();
    const raw = this.reserve(weights.length / FLOAT + 1);
    const spare = this.reserve(3 * 3 * 512 * 512);
    kernel.memory.grow(Math.ceil((this.top - kernel.memory.buffer.byteLength) / PAGE));
    new Uint8Array(kernel.memory.buffer).set(weights, raw);
    for (const load of this.loads) load(raw, spare);
  }

  /** Looks at a picture of the network's size, RGBA. What is told is overwritten by the next look. */
  look(pixels: Uint8ClampedArray): Told[] {
    new Uint8ClampedArray(this.kernel.memory.buffer).set(pixels, this.pixels);
    for (const step of this.steps) step();
    return this.told.map(({ stride, view }) => {
      const { width, height, step } = view;
      return { stride, width, height, step, row: row(view), values: new Float32Array(this.kernel.memory.buffer, view.at, height * row(view)) };
    });
  }

  private index(manifest: Manifest, length: number): void {
    let at = 0;
    for (const { name, shape, quantization } of manifest.weightsManifest.flatMap((group) => group.weights)) {
      this.arrays.set(name, { at, shape });
      at += shape.reduce((product, size) => product * size, 1) * (quantization?.dtype === "float16" ? 2 : FLOAT);
    }
    if (at !== length) throw new Error("the model's weights are not those of its manifest");
  }

  private reserve(floats: number): number {
    const at = this.top;
    this.top += Math.ceil(floats / 4) * 16;
    return at;
  }

  private map(width: number, height: number, channels: number): View {
    const at = this.reserve((width + 2) * (height + 2) * channels) + (width + 3) * channels * FLOAT;
    return { at, step: channels, width, height, channels };
  }

  private array(name: string): { at: number; shape: number[] } {
    const found = this.arrays.get(name);
    if (!found) throw new Error(`the model has no ${name}`);
    return found;
  }

  private conv(n: number, from: View, to: View, stride = 1, leaks = true): void {
    const { kernel } = this;
    const { at, shape } = this.array(`PartitionedCall/split${n ? `_${n}` : ""}`);
    const [size = 0, , inputs = 0, outputs = 0] = shape;
    if (inputs !== from.channels || Math.ceil(outputs / WIDE) * WIDE !== to.channels) throw new Error(`the model's layer ${n} is another one`);
    const biasAt = this.array(`unknown_${HEAD_BIAS[n - 28] ?? 2 * n}`).at;
    const rows = size * size * inputs;
    const packed = this.reserve(rows * to.channels);
    const bias = this.reserve(to.channels);
    this.loads.push((raw, spare) => {
      kernel.widen(raw + at, spare, rows * outputs);
      kernel.pack(spare, packed, rows, outputs);
      kernel.widen(raw + biasAt, bias, outputs);
    });
    this.steps.push(() => kernel.conv(from.at, row(from), from.step, inputs, to.at, row(to), to.step, to.channels, to.width, to.height, packed, bias, size, stride, leaks));
  }

  /** A stage of the backbone: what it starts from is carried along beside what `blocks` pairs of layers make of it. */
  private stage(first: number, from: View, stride: number, channels: number, blocks: number): View {
    const [width, height] = [from.width / stride, from.height / stride];
    const out = this.map(width, height, 2 * channels);
    const kept = part(out, channels, channels);
    this.conv(first, from, kept, stride);
    let last = kept;
    for (let n = first + 1; n <= first + 2 * blocks; n += 2) {
      const joined = this.map(width, height, channels);
      const second = part(joined, channels / 2, channels / 2);
      this.conv(n, last, second);
      this.conv(n + 1, second, part(joined, 0, channels / 2));
      last = joined;
    }
    this.conv(first + 2 * blocks + 1, last, part(out, 0, channels));
    return out;
  }

  private plan(): void {
    const { kernel, width, height } = this;
    const input = this.map(width, height, 4);
    this.steps.push(() => kernel.picture(this.pixels, input.at, row(input), width, height));
    const fine = this.map(width / 2, height / 2, 32);
    this.conv(0, { ...input, channels: 3 }, fine, 2);
    const pooled = this.map(width / 4, height / 4, 32);
    this.steps.push(() => kernel.pool(fine.at, row(fine), fine.height, fine.width, pooled.at, row(pooled), 32));
    const near = this.stage(5, this.stage(1, pooled, 1, 32, 1), 2, 64, 2);
    const middle = this.stage(11, near, 2, 128, 2);
    const far = this.stage(17, middle, 2, 256, 3);
    const levels = [near, middle, far].map((from, n) => {
      const level = this.map(from.width, from.height, 128);
      this.conv(25 + n, from, level, 1, false);
      return level;
    });
    this.mix(levels);
    levels.forEach((level, n) => {
      const hidden = this.map(level.width, level.height, 128);
      const out = this.map(level.width, level.height, 128);
      this.conv(28 + 2 * n, level, hidden);
      this.conv(29 + 2 * n, hidden, out, 1, false);
      this.told.push({ stride: STRIDES[n] ?? 0, view: out });
    });
  }

  /** Each level hears of the coarser ones, then each of the finer ones. */
  private mix([near, middle, far]: View[]): void {
    if (!near || !middle || !far) return;
    const { addLarger, addSmaller } = this.kernel;
    const add = (how: Kernel["addLarger"], from: View, to: View) => this.steps.push(() => how(from.at, row(from), to.at, row(to), to.width, to.height, 128));
    add(addLarger, far, middle);
    add(addLarger, middle, near);
    add(addSmaller, near, middle);
    add(addSmaller, middle, far);
  }
}
