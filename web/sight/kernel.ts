/**
 * The arithmetic of the cameras' network, in AssemblyScript: `scripts/sight.mjs` compiles it to WebAssembly with vectors.
 *
 * A map of features is float32, row by row, point by point, channel by channel, with a border of one point of zeros on each
 * side, so that convolutions need no cases at the edge. A point has `step` floats of which a layer may read or write some
 * only: what a network joins is written side by side in the first place.
 */

const FLOAT: usize = 4;
/** Points and channels computed together: as many as fit into sixteen registers. */
const POINTS: i32 = 6;
const WIDE: i32 = 8;
const LEAK: f32 = 0.1;

// @ts-ignore: decorators belong to AssemblyScript
@inline
function plus(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

// @ts-ignore: as above
@inline
function put(at: usize, sum: v128, leaks: bool): void {
  v128.store(at, leaks ? f32x4.max(sum, f32x4.mul(sum, f32x4.splat(LEAK))) : sum);
}

/** Half precision to single, `count` numbers. The weights have no infinities. */
export function widen(from: usize, to: usize, count: i32): void {
  for (let n = 0; n < count; n++) {
    const half = <u32>load<u16>(from + (<usize>n << 1));
    const sign = (half & 0x8000) << 16;
    const magnitude = reinterpret<f32>((half & 0x7fff) << 13) * <f32>5.192296858534828e33;
    store<u32>(to + (<usize>n << 2), reinterpret<u32>(magnitude) | sign);
  }
}

/** Weights `[taps][inputs][outputs]` to blocks of eight outputs `[block][taps][inputs][8]`, what is missing of the last one zero. */
export function pack(from: usize, to: usize, rows: i32, outputs: i32): void {
  for (let first = 0; first < outputs; first += WIDE) {
    for (let row = 0; row < rows; row++) {
      for (let n = 0; n < WIDE; n++) {
        const value = first + n < outputs ? load<f32>(from + <usize>(row * outputs + first + n) * FLOAT) : <f32>0;
        store<f32>(to, value);
        to += FLOAT;
      }
    }
  }
}

/**
 * A convolution of `size` × `size` taps (1 or 3), `stride` 1 or 2, over a map `width` × `height` of outputs. `from` and `to` are
 * the first channels of the first points inside the borders; `fromRow`, `fromStep`, `toRow`, `toStep` are in floats.
 */
export function conv(
  from: usize, fromRow: i32, fromStep: i32, inputs: i32,
  to: usize, toRow: i32, toStep: i32, outputs: i32,
  width: i32, height: i32, weights: usize, bias: usize, size: i32, stride: i32, leaks: bool,
): void {
  const next = <usize>(stride * fromStep) * FLOAT;
  const back = <usize>(size >> 1) * <usize>(fromRow + fromStep) * FLOAT;
  const block = <usize>(size * size * inputs * WIDE) * FLOAT;
  const out = <usize>toStep * FLOAT;
  for (let first = 0; first < outputs; first += WIDE) {
    const bias0 = v128.load(bias + <usize>first * FLOAT);
    const bias1 = v128.load(bias + <usize>first * FLOAT, 16);
    for (let y = 0; y < height; y++) {
      for (let start = 0; start < width; start += POINTS) {
        // The last points of a row are computed with some of those before them.
        const x = min(start, width - POINTS);
        const corner = from + <usize>(y * stride * fromRow + x * stride * fromStep) * FLOAT - back;
        let w = weights + <usize>(first / WIDE) * block;
        let a0 = bias0, a1 = bias1, b0 = bias0, b1 = bias1, c0 = bias0, c1 = bias1;
        let d0 = bias0, d1 = bias1, e0 = bias0, e1 = bias1, f0 = bias0, f1 = bias1;
        for (let row = 0; row < size; row++) {
          for (let column = 0; column < size; column++) {
            let a = corner + <usize>(row * fromRow + column * fromStep) * FLOAT;
            const end = a + <usize>inputs * FLOAT;
            let d = a + 3 * next;
            while (a < end) {
              const w0 = v128.load(w);
              const w1 = v128.load(w, 16);
              let point = v128.load32_splat(a);
              a0 = plus(a0, point, w0);
              a1 = plus(a1, point, w1);
              point = v128.load32_splat(a + next);
              b0 = plus(b0, point, w0);
              b1 = plus(b1, point, w1);
              point = v128.load32_splat(a + 2 * next);
              c0 = plus(c0, point, w0);
              c1 = plus(c1, point, w1);
              point = v128.load32_splat(d);
              d0 = plus(d0, point, w0);
              d1 = plus(d1, point, w1);
              point = v128.load32_splat(d + next);
              e0 = plus(e0, point, w0);
              e1 = plus(e1, point, w1);
              point = v128.load32_splat(d + 2 * next);
              f0 = plus(f0, point, w0);
              f1 = plus(f1, point, w1);
              a += FLOAT;
              d += FLOAT;
              w += <usize>WIDE * FLOAT;
            }
          }
        }
        let at = to + <usize>(y * toRow + x * toStep + first) * FLOAT;
        put(at, a0, leaks); put(at + 16, a1, leaks); at += out;
        put(at, b0, leaks); put(at + 16, b1, leaks); at += out;
        put(at, c0, leaks); put(at + 16, c1, leaks); at += out;
        put(at, d0, leaks); put(at + 16, d1, leaks); at += out;
        put(at, e0, leaks); put(at + 16, e1, leaks); at += out;
        put(at, f0, leaks); put(at + 16, f1, leaks);
      }
    }
  }
}

/** The largest of 3 × 3 points, every second one; `channels` is a multiple of four, borders do not count. */
export function pool(from: usize, fromRow: i32, fromHeight: i32, fromWidth: i32, to: usize, toRow: i32, channels: i32): void {
  for (let y = 0; y < fromHeight / 2; y++) {
    for (let x = 0; x < fromWidth / 2; x++) {
      for (let c = 0; c < channels; c += 4) {
        let most = f32x4.splat(-Infinity);
        for (let v = max(0, 2 * y - 1); v <= min(fromHeight - 1, 2 * y + 1); v++) {
          for (let u = max(0, 2 * x - 1); u <= min(fromWidth - 1, 2 * x + 1); u++) {
            most = f32x4.max(most, v128.load(from + <usize>(v * fromRow + u * channels + c) * FLOAT));
          }
        }
        v128.store(to + <usize>(y * toRow + x * channels + c) * FLOAT, most);
      }
    }
  }
}

/** Adds to every point of `to` (`width` × `height`) the mean of the four points of the map twice as large that it lies over. */
export function addSmaller(from: usize, fromRow: i32, to: usize, toRow: i32, width: i32, height: i32, channels: i32): void {
  const quarter = f32x4.splat(0.25);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c += 4) {
        const a = from + <usize>(2 * y * fromRow + 2 * x * channels + c) * FLOAT;
        const right = a + <usize>channels * FLOAT;
        const below = <usize>fromRow * FLOAT;
        const sum = f32x4.add(f32x4.add(v128.load(a), v128.load(right)), f32x4.add(v128.load(a + below), v128.load(right + below)));
        const at = to + <usize>(y * toRow + x * channels + c) * FLOAT;
        v128.store(at, f32x4.add(v128.load(at), f32x4.mul(sum, quarter)));
      }
    }
  }
}

/** Adds to every point of `to` (`width` × `height`) what lies there in the map half as large, drawn smoothly. */
export function addLarger(from: usize, fromRow: i32, to: usize, toRow: i32, width: i32, height: i32, channels: i32): void {
  for (let y = 0; y < height; y++) {
    const y0 = y & 1 ? y >> 1 : max(0, (y >> 1) - 1);
    const y1 = y & 1 ? min(height / 2 - 1, (y >> 1) + 1) : y >> 1;
    const low = f32x4.splat(y & 1 ? 0.25 : 0.75);
    const high = f32x4.splat(y & 1 ? 0.75 : 0.25);
    for (let x = 0; x < width; x++) {
      const x0 = x & 1 ? x >> 1 : max(0, (x >> 1) - 1);
      const x1 = x & 1 ? min(width / 2 - 1, (x >> 1) + 1) : x >> 1;
      const right = f32x4.splat(x & 1 ? 0.25 : 0.75);
      const left = f32x4.splat(x & 1 ? 0.75 : 0.25);
      for (let c = 0; c < channels; c += 4) {
        const a = from + <usize>(y0 * fromRow + c) * FLOAT;
        const b = from + <usize>(y1 * fromRow + c) * FLOAT;
        const l = <usize>(x0 * channels) * FLOAT;
        const r = <usize>(x1 * channels) * FLOAT;
        const above = f32x4.add(f32x4.mul(v128.load(a + l), left), f32x4.mul(v128.load(a + r), right));
        const below = f32x4.add(f32x4.mul(v128.load(b + l), left), f32x4.mul(v128.load(b + r), right));
        const at = to + <usize>(y * toRow + x * channels + c) * FLOAT;
        v128.store(at, f32x4.add(v128.load(at), f32x4.add(f32x4.mul(above, high), f32x4.mul(below, low))));
      }
    }
  }
}

/** Points of a picture (RGBA, bytes) to the map that the network was taught on: blue, green, red, each about its mean; a fourth of zero. */
export function picture(from: usize, to: usize, toRow: i32, width: i32, height: i32): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const a = from + <usize>(y * width + x) * 4;
      const at = to + <usize>(y * toRow + x * 4) * FLOAT;
      store<f32>(at, (<f32>load<u8>(a, 2) - <f32>103.53) / <f32>57.375);
      store<f32>(at, (<f32>load<u8>(a, 1) - <f32>116.28) / <f32>57.12, 4);
      store<f32>(at, (<f32>load<u8>(a) - <f32>123.675) / <f32>58.395, 8);
    }
  }
}
