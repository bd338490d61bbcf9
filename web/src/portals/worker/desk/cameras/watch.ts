/**
 * The cameras' side of the guard: looks several times a second, answers what the server asks with a verdict signed by the
 * session's key, and keeps at most three blurred pictures when something was seen. The server judges; this only tells.
 */
import { useSyncExternalStore } from "react";
import { signVerdict } from "@/api/attested";
import { get, post } from "@/api/client";
import { toProblem } from "@/api/errors";
import type { GuardChallenge, GuardStanding } from "@/api/types";
import { toBase64Url } from "@/api/webauthn";
import { seenColours, sha256Hex, type Colour, type Eye } from "@/media/eye";
import { detector, type Seen } from "./detector";

/** What measures here is named by the hash of its name: no model is shipped. */
const DETECTOR = "tidecrew page detector 1";
const LOOK_MS = 200;
const DETECT_MS = 600;
const STAND_MS = 5_000;
/** One colour of a flash: slow enough to trouble nobody, quick enough for four within the time. */
const FLASH_MS = 800;
/** How long before its end a challenge is answered with whatever was seen. */
const EARLY_MS = 1_500;
const PICTURES = 3;
/** What ends work once confirmed, and so is worth a picture. */
const GRAVE = ["phone", "second_face", "screen_photo_pose", "other_identity"];

export interface WatchState {
  standing: GuardStanding | null;
  eyes: readonly Eye[];
  /** The colour that the whole page shows now. */
  flash: string | null;
  /** The turn that is asked for now. */
  pose: string | null;
  pictures: number;
  /** Why the cameras cannot start: a code of the words `start_*`. */
  fault: string | null;
}

const EMPTY: WatchState = { standing: null, eyes: [], flash: null, pose: null, pictures: 0, fault: null };
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class CameraWatch {
  private state: WatchState = EMPTY;
  private readonly listeners = new Set<() => void>();
  private readonly timers: ReturnType<typeof setInterval>[] = [];
  private readonly detect = detector();
  private seen: Seen = {};
  /** The challenge that is being answered. */
  private answering = 0;
  private model = "";

  constructor(private readonly told: (standing: GuardStanding | null) => void) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };
  readonly now = (): WatchState => this.state;

  private set(change: Partial<WatchState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  private stand(standing: GuardStanding | null): void {
    this.set({ standing });
    this.told(standing);
    if (standing?.state === "terminated") this.close();
    else if (standing?.challenge) void this.answer(standing.challenge);
  }

  /** Where the server says the guard stands; nothing when none runs. */
  async ask(): Promise<GuardStanding | null> {
    try {
      const standing = await get<GuardStanding>("/desk/guard");
      this.stand(standing);
      return standing;
    } catch (error) {
      if (toProblem(error).status === 404) this.stand(null);
      return null;
    }
  }

  /** Begins, or goes on after a break, with these cameras. */
  async start(eyes: Eye[]): Promise<void> {
    this.model ||= await sha256Hex(new TextEncoder().encode(DETECTOR));
    this.close();
    this.set({ eyes, fault: null });
    this.timers.push(
      setInterval(() => {
        for (const eye of this.state.eyes) eye.look();
      }, LOOK_MS),
      setInterval(() => void this.lookForFaces(), DETECT_MS),
      setInterval(() => void this.ask(), STAND_MS),
    );
    try {
      const begun = await post<GuardStanding>("/desk/guard");
      this.stand(begun.state === "break" ? await post<GuardStanding>("/desk/guard/resume") : begun);
    } catch (error) {
      this.close();
      this.set({ fault: toProblem(error).code });
    }
  }

  /** Cameras and work stop at once. */
  async pause(): Promise<void> {
    this.close();
    this.stand(await post<GuardStanding>("/desk/guard/break", {}, { keepalive: true }));
  }

  /** The desk is left: a break, for nobody is there to be watched. */
  leave(): void {
    const state = this.state.standing?.state;
    if (state === "ok" || state === "degraded") void this.pause().catch(() => undefined);
    else this.close();
  }

  /** The cameras are dark; the server is not told. */
  close(): void {
    for (const timer of this.timers.splice(0)) clearInterval(timer);
    for (const eye of this.state.eyes) eye.stop();
    this.set({ eyes: [], flash: null, pose: null });
  }

  private async lookForFaces(): Promise<void> {
    const front = this.state.eyes[0];
    if (front) this.seen = await this.detect.look(front);
  }

  /** Something came over the stream. */
  heard(kind: string, body: Record<string, unknown>): void {
    const own = this.state.standing?.session_id;
    if (own && body.session !== own) return;
    if (kind === "guard.challenge") void this.answer(body.challenge as GuardChallenge);
    else void this.ask();
  }

  private async answer(challenge: GuardChallenge): Promise<void> {
    const front = this.state.eyes[0];
    if (!front || challenge.seq <= this.answering) return;
    this.answering = challenge.seq;
    const flashed = challenge.kind === "flash" ? await this.flashed(front, challenge.colours ?? []) : [];
    const pose = challenge.kind === "pose" ? await this.posed(challenge) : null;
    const picture = challenge.kind === "frame" ? await front.picture(false) : null;
    try {
      this.stand(await this.send(challenge, flashed, pose, picture));
      await this.keep();
    } catch {
      // A verdict that did not arrive is a missed challenge; the next one comes by itself.
      this.answering = challenge.seq;
    }
  }

  private async flashed(front: Eye, colours: readonly string[]): Promise<string[]> {
    const steps: Colour[] = [];
    for (const colour of colours) {
      this.set({ flash: colour });
      await wait(FLASH_MS);
      steps.push(front.colour);
    }
    this.set({ flash: null });
    return seenColours(steps);
  }

  /** Waits for the turn that is asked for; answers with what was seen, whatever it is, before the time is over. */
  private async posed(challenge: GuardChallenge): Promise<string | null> {
    this.set({ pose: challenge.pose ?? null });
    let seen: string | null = null;
    while (Date.now() < challenge.deadline_ms - EARLY_MS && seen !== challenge.pose && this.state.eyes.length) {
      await wait(LOOK_MS);
      seen = this.seen.turned ?? null;
    }
    this.set({ pose: null });
    return seen;
  }

  private findings(): { class: string; p: number }[] {
    const { faces } = this.seen;
    if (faces === undefined || faces === 1) return [];
    return [{ class: faces === 0 ? "absent" : "second_face", p: 0.8 }];
  }

  private async send(challenge: GuardChallenge, seen: string[], pose: string | null, picture: Blob | null): Promise<GuardStanding> {
    const eyes = this.state.eyes;
    const bytes = picture ? await picture.arrayBuffer() : null;
    const hash = bytes ? await sha256Hex(bytes) : null;
    const cams = await Promise.all(
      eyes.map(async (eye, n) => ({ id: eye.id, label: eye.label, frame_no: eye.frameNo, frame_sha256: n === 0 && hash ? hash : await eye.hash(), fps: eye.fps, state: eye.state })),
    );
    const t = Math.min(Date.now(), challenge.deadline_ms);
    const body = JSON.stringify({
      sid: this.state.standing?.session_id,
      seq: challenge.seq,
      nonce: challenge.nonce,
      t,
      cams,
      findings: this.findings(),
      model_sha256: this.model,
      page: { full: document.fullscreenElement !== null, visible: document.visibilityState === "visible", focus: document.hasFocus() },
      seen,
      pose,
      frame_sha256: hash,
    });
    const signature = await signVerdict(challenge.seq, t, body);
    return post<GuardStanding>("/desk/guard/verdict", { body, signature, ...(bytes ? { picture: toBase64Url(bytes) } : {}) });
  }

  /** Something grave was seen: a blurred picture of each camera, three in all. */
  private async keep(): Promise<void> {
    const grave = this.state.standing?.reasons.some((reason) => reason.code === "guard.seen" && GRAVE.includes(String(reason.params.class)));
    if (!grave || this.state.pictures >= PICTURES) return;
    for (const eye of this.state.eyes) {
      const picture = await eye.picture(true);
      if (!picture || this.state.pictures >= PICTURES) continue;
      this.set({ pictures: this.state.pictures + 1 });
      await post("/desk/guard/evidence", { picture: toBase64Url(await picture.arrayBuffer()) }).catch(() => undefined);
    }
  }
}

export function useWatch(watch: CameraWatch): WatchState {
  return useSyncExternalStore(watch.subscribe, watch.now);
}
