/**
 * One camera, looked at several times a second on a small canvas: is it there, does it move, is it covered, what colour does it
 * see, which way does what it sees move. Nothing is recorded, and there is no sound.
 */
const WIDTH = 160;
const HEIGHT = 120;
/** A picture darker than this, or as even as this, is of a covered lens. */
const DARK = 14;
const EVEN = 5;
/** A camera whose frames do not come for so long stands still. */
const STILL_MS = 2_000;
/** A lens that was dark or even for so long is covered: one such picture may be a moment's, e.g. a hand that passes. */
const COVERED_MS = 2_000;
/** Columns that a picture is compared by, and how far it is moved against the one before. */
const SHIFT = 8;

/** A part of a picture, in shares of it. */
export interface Share {
  x: number;
  y: number;
  width: number;
  height: number;
}
export type EyeState = "live" | "covered" | "frozen" | "gone";
export type Colour = readonly [number, number, number];

export async function sha256Hex(bytes: BufferSource): Promise<string> {
  return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** How bright a picture is on average, and how much its points differ from that; 0–255. */
export function light(pixels: Uint8ClampedArray): { mean: number; spread: number; colour: Colour } {
  let [sum, square, red, green, blue] = [0, 0, 0, 0, 0];
  const count = pixels.length / 4;
  for (let at = 0; at < pixels.length; at += 4) {
    const [r, g, b] = [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0];
    const grey = 0.3 * r + 0.59 * g + 0.11 * b;
    sum += grey;
    square += grey * grey;
    red += r;
    green += g;
    blue += b;
  }
  const mean = sum / count;
  return { mean, spread: Math.sqrt(Math.max(0, square / count - mean * mean)), colour: [red / count, green / count, blue / count] };
}

/** Mean brightness of each column of the middle half. */
export function columns(pixels: Uint8ClampedArray, width: number): Float32Array {
  const height = pixels.length / 4 / width;
  const out = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    for (let y = height >> 2; y < height - (height >> 2); y++) out[x] = (out[x] ?? 0) + (pixels[(y * width + x) * 4 + 1] ?? 0);
  }
  return out.map((each) => each / (height / 2));
}

/** By how many columns the picture moved to the right since `before`; 0 when no shift fits clearly better than none. */
export function shifted(before: Float32Array, now: Float32Array): number {
  const cost = (by: number) => {
    let sum = 0;
    for (let x = SHIFT; x < now.length - SHIFT; x++) sum += Math.abs((now[x] ?? 0) - (before[x - by] ?? 0));
    return sum;
  };
  let [best, least] = [0, cost(0)];
  const still = least;
  for (let by = -SHIFT; by <= SHIFT; by++) {
    const here = cost(by);
    if (here < least) [best, least] = [by, here];
  }
  return least < still * 0.7 ? best : 0;
}

/** Which of red, green and blue each step stood out by, against all steps together. */
export function seenColours(steps: readonly Colour[]): string[] {
  const names = ["red", "green", "blue"] as const;
  const all = [0, 1, 2].map((channel) => steps.reduce((sum, step) => sum + (step[channel] ?? 0), 0) / Math.max(1, steps.length));
  return steps.map((step) => {
    const gains = names.map((_, channel) => (step[channel] ?? 0) - (all[channel] ?? 0));
    return names[gains.indexOf(Math.max(...gains))] ?? "red";
  });
}

/** Tells what has been so for a while from what is so for a moment. */
export class Lasting {
  private from: number | null = null;

  constructor(private readonly ms: number) {}

  /** Has it been so for that long at `now`, in milliseconds on a clock that does not go back? */
  tell(isSo: boolean, now: number): boolean {
    this.from = isSo ? (this.from ?? now) : null;
    return this.from !== null && now - this.from >= this.ms;
  }
}

export class Eye {
  readonly video = document.createElement("video");
  private readonly canvas = document.createElement("canvas");
  private frames = 0;
  private lastFrameAt = performance.now();
  private readonly times: number[] = [];
  private before: Float32Array | null = null;
  private readonly cover = new Lasting(COVERED_MS);
  private isOver = false;
  state: EyeState = "live";
  colour: Colour = [0, 0, 0];
  /** Columns moved to the right since the last look. */
  moved = 0;

  constructor(
    readonly id: string,
    readonly label: string,
    readonly stream: MediaStream,
  ) {
    this.canvas.width = WIDTH;
    this.canvas.height = HEIGHT;
    this.video.muted = true;
    this.video.playsInline = true;
    this.video.srcObject = stream;
    void this.video.play().catch(() => undefined);
    const count = () => {
      this.frames += 1;
      this.lastFrameAt = performance.now();
      this.times.push(this.lastFrameAt);
      if (this.times.length > 60) this.times.shift();
      if (!this.isOver) this.video.requestVideoFrameCallback(count);
    };
    this.video.requestVideoFrameCallback(count);
  }

  /** As the browser names the device, for this site only. */
  get device(): string {
    return this.stream.getVideoTracks()[0]?.getSettings().deviceId ?? "";
  }

  get frameNo(): number {
    return this.frames;
  }

  /** Frames a second over the last two seconds or so. */
  get fps(): number {
    const now = performance.now();
    const late = this.times.filter((at) => now - at < 2_000);
    const first = late[0];
    return first === undefined || late.length < 2 ? 0 : Math.round(((late.length - 1) * 10_000) / Math.max(1, now - first)) / 10;
  }

  private pixels(): Uint8ClampedArray<ArrayBuffer> {
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    if (!context) return new Uint8ClampedArray(4);
    context.drawImage(this.video, 0, 0, WIDTH, HEIGHT);
    return context.getImageData(0, 0, WIDTH, HEIGHT).data as Uint8ClampedArray<ArrayBuffer>;
  }

  /** Looks once. Cheap: a picture of 160 by 120. */
  look(): void {
    const track = this.stream.getVideoTracks()[0];
    if (this.isOver || !track || track.readyState === "ended") {
      this.state = "gone";
      return;
    }
    const pixels = this.pixels();
    const { mean, spread, colour } = light(pixels);
    const now = columns(pixels, WIDTH);
    this.moved = this.before ? shifted(this.before, now) : 0;
    this.before = now;
    this.colour = colour;
    const at = performance.now();
    const isCovered = this.cover.tell(mean < DARK || spread < EVEN, at);
    if (at - this.lastFrameAt > STILL_MS) this.state = "frozen";
    else this.state = isCovered ? "covered" : "live";
  }

  hash(): Promise<string> {
    return sha256Hex(this.pixels());
  }

  /** The picture now, as JPEG; so coarse that nobody can be known in it when `isBlurred`, except where a telephone is. */
  picture(isBlurred: boolean, telephone?: Share): Promise<Blob | null> {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [320, 240];
    const context = canvas.getContext("2d");
    if (!context) return Promise.resolve(null);
    if (isBlurred) {
      const coarse = document.createElement("canvas");
      [coarse.width, coarse.height] = [24, 18];
      coarse.getContext("2d")?.drawImage(this.video, 0, 0, 24, 18);
      context.drawImage(coarse, 0, 0, 320, 240);
      if (telephone) {
        const { x, y, width, height } = telephone;
        const { videoWidth, videoHeight } = this.video;
        context.drawImage(this.video, x * videoWidth, y * videoHeight, width * videoWidth, height * videoHeight, x * 320, y * 240, width * 320, height * 240);
      }
    } else {
      context.drawImage(this.video, 0, 0, 320, 240);
    }
    return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
  }

  stop(): void {
    this.isOver = true;
    for (const track of this.stream.getTracks()) track.stop();
    this.video.srcObject = null;
    this.state = "gone";
  }
}

/** Opens a camera, without sound. */
export async function openEye(constraints: MediaTrackConstraints): Promise<Eye> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 15 }, ...constraints }, audio: false });
  const track = stream.getVideoTracks()[0];
  const id = await sha256Hex(new TextEncoder().encode(track?.getSettings().deviceId ?? ""));
  return new Eye(id.slice(0, 32), track?.label ?? "", stream);
}
