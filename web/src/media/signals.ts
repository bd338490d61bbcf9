/**
 * What the interview room notices about its own page: leaving it, pasting, another screen, a changed device, no network. Each has
 * innocent causes; a person sees them with the answers, and none decides anything. Sent in batches; kept until the server has them.
 */
import { post } from "@/api/client";
import type { RoomSignal } from "@/api/types";

const EVERY_MS = 5_000;

export class Signals {
  private readonly openedAt = performance.now();
  private waiting: RoomSignal[] = [];
  private since = new Map<RoomSignal["kind"], number>();
  private readonly ending: (() => void)[] = [];
  private part: RoomSignal["part"];

  /** Which part is open now. */
  at(part: RoomSignal["part"]): void {
    this.part = part;
  }

  start(): () => void {
    const on = (target: EventTarget, name: string, run: (event: Event) => void) => {
      target.addEventListener(name, run);
      this.ending.push(() => target.removeEventListener(name, run));
    };
    on(document, "visibilitychange", () => (document.hidden ? this.begin("hidden") : this.end("hidden")));
    on(window, "blur", () => this.begin("blur"));
    on(window, "focus", () => this.end("blur"));
    on(document, "fullscreenchange", () => document.fullscreenElement || this.note("fullscreen_left"));
    on(document, "paste", () => this.note("paste"));
    on(window, "offline", () => this.begin("offline"));
    on(window, "online", () => this.end("offline"));
    if (navigator.mediaDevices) on(navigator.mediaDevices, "devicechange", () => this.note("device_change"));
    if ("isExtended" in screen && screen.isExtended === true) this.note("second_screen");
    const timer = setInterval(() => void this.send(), EVERY_MS);
    return () => {
      clearInterval(timer);
      for (const end of this.ending) end();
      void this.send();
    };
  }

  /** Something without a length. */
  note(kind: RoomSignal["kind"], ms = 0): void {
    this.waiting.push({ kind, part: this.part, at_ms: Math.round(performance.now() - this.openedAt), ms: Math.round(ms) });
  }

  begin(kind: RoomSignal["kind"]): void {
    if (!this.since.has(kind)) this.since.set(kind, performance.now());
  }

  end(kind: RoomSignal["kind"]): void {
    const since = this.since.get(kind);
    if (since === undefined) return;
    this.since.delete(kind);
    this.note(kind, performance.now() - since);
  }

  async send(): Promise<void> {
    const batch = this.waiting.slice(0, 100);
    if (batch.length === 0) return;
    this.waiting = this.waiting.slice(batch.length);
    try {
      await post("/interviews/mine/signals", { signals: batch });
    } catch {
      // The network may be what was noticed: they wait for the next try.
      this.waiting = [...batch, ...this.waiting].slice(0, 400);
    }
  }
}
