/**
 * The page's own guard of the desk: what a page can stop it stops, what it can only notice it hides the desk for, within
 * the frame. docs/SECURITY.md says how strong each of these honestly is.
 */
import { useSyncExternalStore } from "react";

/** Why the desk is hidden. */
export type Cover = "hidden" | "blurred" | "printing" | "capture_key" | "guard" | "untrusted";
/** What was noticed and is only shown. */
export type Hint = "not_full" | "second_screen" | "devtools";

export interface GuardState {
  covers: readonly Cover[];
  hints: readonly Hint[];
  /** How often something was stopped or noticed since the desk opened, by kind. */
  counts: Readonly<Record<string, number>>;
}

/** A window this much smaller inside than outside has something docked in it. */
const DOCKED_PX = 170;
/** The desk stays hidden so long after a key that captures the screen. */
const CAPTURE_MS = 3_000;
const LOOK_MS = 1_000;
const STOPPED = ["copy", "cut", "dragstart", "contextmenu"] as const;

/** Own words may be copied and moved; what customers wrote may not. */
const isOwnField = (target: EventTarget | null): boolean => target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;

/** Keys that save, print, show the source or open the tools. */
export function isStoppedKey(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey">): boolean {
  const key = event.key.toLowerCase();
  if (key === "f12") return true;
  if (!event.ctrlKey && !event.metaKey) return false;
  return ["p", "s", "u"].includes(key) || (event.shiftKey && ["i", "j", "c", "s"].includes(key));
}

export class PageGuard {
  private state: GuardState = { covers: [], hints: [], counts: {} };
  private readonly listeners = new Set<() => void>();
  private readonly stops: (() => void)[] = [];
  private captureTimer: ReturnType<typeof setTimeout> | undefined;
  private root: () => HTMLElement | null = () => null;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };
  readonly now = (): GuardState => this.state;

  private publish(change: Partial<GuardState>): void {
    this.state = { ...this.state, ...change };
    // The attribute hides the desk in this very frame; React follows with the words.
    const root = this.root();
    if (root) root.toggleAttribute("data-covered", this.state.covers.length > 0);
    for (const listener of this.listeners) listener();
  }

  private count(kind: string): void {
    this.publish({ counts: { ...this.state.counts, [kind]: (this.state.counts[kind] ?? 0) + 1 } });
  }

  /** Hides the desk for a reason, or stops hiding it for that reason. */
  cover(reason: Cover, isOn: boolean): void {
    const has = this.state.covers.includes(reason);
    if (has === isOn) return;
    if (isOn) this.count(reason);
    this.publish({ covers: isOn ? [...this.state.covers, reason] : this.state.covers.filter((each) => each !== reason) });
  }

  private hint(hint: Hint, isOn: boolean): void {
    if (this.state.hints.includes(hint) === isOn) return;
    if (isOn) this.count(hint);
    this.publish({ hints: isOn ? [...this.state.hints, hint] : this.state.hints.filter((each) => each !== hint) });
  }

  private on<K extends keyof WindowEventMap>(kind: K, run: (event: WindowEventMap[K]) => void): void {
    window.addEventListener(kind, run, true);
    this.stops.push(() => window.removeEventListener(kind, run, true));
  }

  /** Watches over what `root` finds: the panes of the desk. */
  start(root: () => HTMLElement | null): void {
    this.root = root;
    for (const kind of STOPPED) {
      this.on(kind, (event: Event) => {
        if (!this.root()?.contains(event.target as Node) || isOwnField(event.target)) return;
        event.preventDefault();
        if (event instanceof ClipboardEvent) event.clipboardData?.setData("text/plain", "");
        this.count(kind);
      });
    }
    this.on("keydown", (event) => {
      if (event.key === "PrintScreen") return this.captured();
      if (!isStoppedKey(event)) return;
      event.preventDefault();
      event.stopPropagation();
      this.count("key");
    });
    this.on("keyup", (event) => {
      if (event.key === "PrintScreen") this.captured();
    });
    this.on("beforeprint", () => this.cover("printing", true));
    this.on("afterprint", () => this.cover("printing", false));
    this.on("blur", (event) => {
      // An element's own loss of focus passes by here as well.
      if (!(event.target instanceof Node)) this.cover("blurred", true);
    });
    this.on("focus", (event) => {
      if (!(event.target instanceof Node)) this.cover("blurred", false);
    });
    const seen = () => this.cover("hidden", document.visibilityState === "hidden");
    document.addEventListener("visibilitychange", seen);
    this.stops.push(() => document.removeEventListener("visibilitychange", seen));
    const timer = setInterval(() => this.look(), LOOK_MS);
    this.stops.push(() => clearInterval(timer));
    this.look();
  }

  stop(): void {
    clearTimeout(this.captureTimer);
    for (const stop of this.stops.splice(0)) stop();
  }

  /** Not every system tells a page of this key, and none waits for the page. */
  private captured(): void {
    this.cover("capture_key", true);
    clearTimeout(this.captureTimer);
    this.captureTimer = setTimeout(() => this.cover("capture_key", false), CAPTURE_MS);
  }

  private look(): void {
    this.hint("not_full", document.fullscreenElement === null);
    this.hint("second_screen", (window.screen as Screen & { isExtended?: boolean }).isExtended === true);
    const isDocked = window.outerWidth - window.innerWidth > DOCKED_PX || window.outerHeight - window.innerHeight > DOCKED_PX * 2;
    this.hint("devtools", document.fullscreenElement === null && isDocked);
  }
}

export function useGuard(guard: PageGuard): GuardState {
  return useSyncExternalStore(guard.subscribe, guard.now);
}
