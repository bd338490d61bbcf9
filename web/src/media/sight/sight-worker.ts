/**
 * Where the cameras' pictures are looked at: a thread of its own, so that typing never waits. It has a security policy of its
 * own as well (see `assets.rs`), for it alone may compile WebAssembly. Pictures come in, boxes go out, nothing is kept.
 */
import { boxes, type Box } from "./boxes";
import { Network, type Kernel, type Manifest } from "./network";

/** Addresses on our own origin. */
export interface Parts {
  kernel: string;
  manifest: string;
  weights: string;
}

export type Asked = { parts: Parts } | { picture: ImageBitmap };
/** `model` is the SHA-256 of manifest and weights as they arrived, hexadecimal. */
export type Answered = { model: string } | { boxes: Box[] } | { failed: string };

/** The size of picture that the network looks at: a camera's shape, sides multiples of 32. One of another shape leaves a part grey. */
const WIDTH = 416;
const HEIGHT = 320;
const GREY = "#808080";

const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
let network: Network | null = null;

async function bytes(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(url, { credentials: "omit" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

async function load(parts: Parts): Promise<Answered> {
  const [kernel, manifest, weights] = await Promise.all([bytes(parts.kernel), bytes(parts.manifest), bytes(parts.weights)]);
  const { instance } = await WebAssembly.instantiate(kernel);
  const exports: unknown = instance.exports;
  network = new Network(exports as Kernel, JSON.parse(new TextDecoder().decode(manifest)) as Manifest, weights, WIDTH, HEIGHT);
  const both = new Uint8Array(manifest.length + weights.length);
  both.set(manifest);
  both.set(weights, manifest.length);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", both));
  return { model: [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("") };
}

function look(picture: ImageBitmap): Answered {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!network || !context) return { failed: "not ready" };
  const scale = Math.min(WIDTH / picture.width, HEIGHT / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  context.fillStyle = GREY;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.drawImage(picture, 0, 0, width, height);
  picture.close();
  const { data } = context.getImageData(0, 0, WIDTH, HEIGHT);
  return { boxes: boxes(network.look(data), width, height) };
}

addEventListener("message", ({ data }: MessageEvent<Asked>) => {
  const answer = "parts" in data ? load(data.parts) : Promise.resolve(data.picture).then(look);
  void answer.catch((error: unknown): Answered => ({ failed: String(error) })).then((said) => postMessage(said));
});
