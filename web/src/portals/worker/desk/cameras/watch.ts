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
import { detector, type Detector, type Seen } from "./detector";

/** Between looks: no round number, so that they do not meet the same moment of whatever repeats itself every so many tenths. */
const LOOK_MS = 170;
/** From the beginning of one detection to that of the next, by turns of each camera. */
const DETECT_MS = 200;
/** Certainty from which something grave is worth telling before it is asked for, and how far apart that is told. */
const TELL = 0.5;
const TELL_MS = 1_000;
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
  /** Does what looks here know a telephone? Said to the person; `null` before it is known. */
  knowsPhones: boolean | null;
}

const EMPTY: WatchState = { standing: null, eyes: [], flash: null, pose: null, pictures: 0, fault: null, knowsPhones: null };
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class CameraWatch {
  private state: WatchState = EMPTY;
  private readonly listeners = new Set<() => void>();
  private readonly timers: ReturnType<typeof setInterval>[] = [];
  private detect: Detector | null = null;
  private seen: Seen = { sure: {} };
  /** The surest of each class since the last verdict. */
  private since: Seen["sure"] = {};
  private toldAt = 0;
  /** The challenge that is being answered. */
  private answering = 0;
  private isAnswering = false;

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
    this.close();
    this.set({ eyes, fault: null });
    const detect = await detector();
    // Whoever left meanwhile is not watched.
    if (this.state.eyes !== eyes) return detect.close();
    this.detect = detect;
    this.timers.push(
      setInterval(() => {
        for (const eye of this.state.eyes) eye.look();
      }, LOOK_MS),
      setInterval(() => void this.ask(), STAND_MS),
    );
    void this.watch(eyes);
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
    this.detect?.close();
    this.detect = null;
    this.set({ eyes: [], flash: null, pose: null, knowsPhones: null });
  }

  /** Looks for people and telephones, each camera in its turn, as long as these are the cameras. */
  private async watch(eyes: readonly Eye[]): Promise<void> {
    for (let n = 0; this.state.eyes === eyes && this.detect; n = (n + 1) % eyes.length) {
      const began = performance.now();
      const eye = eyes[n];
      const { knowsPhones } = this.detect;
      if (knowsPhones !== this.state.knowsPhones) this.set({ knowsPhones });
      if (eye) this.seen = await this.detect.look(eye, n === 0);
      for (const name of ["phone", "second_face", "absent"] as const) this.since[name] = Math.max(this.since[name] ?? 0, this.seen.sure[name] ?? 0);
      void this.tell();
      // A slow machine rests a fifth of the time: its cameras and its person need it too.
      const took = performance.now() - began;
      await wait(Math.max(DETECT_MS - took, took / 4));
    }
  }

  /** Something grave is seen: the next challenge is asked for now, so that nobody has the time until it would come. */
  private async tell(): Promise<void> {
    const { phone = 0, second_face = 0 } = this.seen.sure;
    if (Math.max(phone, second_face) < TELL || this.isAnswering || performance.now() < this.toldAt + TELL_MS) return;
    this.toldAt = performance.now();
    await post<GuardStanding>("/desk/guard/challenge").then((standing) => this.stand(standing), () => undefined);
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
    this.isAnswering = true;
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
    this.isAnswering = false;
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

  /** What was seen since the last verdict; who is absent now, not who was. */
  private findings(): { class: string; p: number }[] {
    const sure = { ...this.since, absent: this.seen.sure.absent ?? 0 };
    this.since = {};
    return Object.entries(sure).flatMap(([name, p]) => (p >= TELL ? [{ class: name, p: Math.round(p * 100) / 100 }] : []));
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
      model_sha256: this.detect?.model,
      page: { full: document.fullscreenElement !== null, visible: document.visibilityState === "visible", focus: document.hasFocus() },
      seen,
      pose,
      frame_sha256: hash,
    });
    const signature = await signVerdict(challenge.seq, t, body);
    return post<GuardStanding>("/desk/guard/verdict", { body, signature, ...(bytes ? { picture: toBase64Url(bytes) } : {}) });
  }

  /** Something grave was seen: a blurred picture of each camera, three in all; a telephone is less blurred than who is there. */
  private async keep(): Promise<void> {
    const grave = this.state.standing?.reasons.some((reason) => reason.code === "guard.seen" && GRAVE.includes(String(reason.params.class)));
    if (!grave || this.state.pictures >= PICTURES) return;
    for (const eye of this.state.eyes) {
      const box = this.seen.phone?.eye === eye.id ? this.seen.phone.box : undefined;
      const picture = await eye.picture(true, box);
      if (!picture || this.state.pictures >= PICTURES) continue;
      this.set({ pictures: this.state.pictures + 1 });
      const telephone = box && [box.x, box.y, box.width, box.height];
      await post("/desk/guard/evidence", { picture: toBase64Url(await picture.arrayBuffer()), ...(telephone ? { telephone } : {}) }).catch(() => undefined);
    }
  }
}

export function useWatch(watch: CameraWatch): WatchState {
  return useSyncExternalStore(watch.subscribe, watch.now);
}
