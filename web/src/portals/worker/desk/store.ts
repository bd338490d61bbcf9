/**
 * Everything on the desk, kept true by the stream: presence, offers, conversations, threads, and my own messages on their way out.
 * Server facts are applied idempotently (by id), so that a snapshot and a replayed event never double anything.
 */
import { useSyncExternalStore } from "react";
import { get, post, put } from "@/api/client";
import { Problem, toProblem } from "@/api/errors";
import { uuid } from "@/api/ids";
import type { Accepted, Checked, Conversation, Desk, DeskConversation, Hit, Message, Offer, Presence, PresenceState, Provenance, Reason, Sent, SessionStanding, Verdict } from "@/api/types";
import type { Link, LinkState } from "@/realtime/link";
import type { Position, StreamEvent } from "@/realtime/protocol";

export interface Outgoing {
  cid: string;
  conversation: string;
  text: string;
  /** How it came to be; unknown when absent. */
  how?: Provenance | null;
  at: string;
  state: "queued" | "checking" | "held";
  verdict?: Verdict;
  problem?: Problem;
}

export interface Thread {
  state: "loading" | "ready" | "failed";
  error?: unknown;
  info?: Omit<Conversation, "messages">;
  messages: Message[];
}

export interface DeskState {
  isReady: boolean;
  error?: unknown;
  link: LinkState;
  presence: Presence;
  offers: Offer[];
  conversations: DeskConversation[];
  blockers: Reason[];
  wrapCodes: string[];
  declineReasons: string[];
  threads: Record<string, Thread>;
  outgoing: Outgoing[];
  /** Conversations whose customer types right now. */
  typing: string[];
  /** The session's trust fell away: the desk is hidden until it is proved again. */
  isUntrusted: boolean;
  /** The cameras' guard is not content: the desk is hidden until it is. */
  isGuarded: boolean;
  /** The cameras of this person are watched, or were asked for. */
  hasCameras: boolean;
}

export interface Told {
  /** A sentence for the screen reader, as key and params of namespace desk. */
  (key: string, params?: Record<string, unknown>, urgency?: "polite" | "now"): void;
}

const EMPTY: DeskState = {
  isReady: false,
  link: "idle",
  presence: { state: "offline", since: new Date(0).toISOString(), capacity: 0, used: 0 },
  offers: [],
  conversations: [],
  blockers: [],
  wrapCodes: ["resolved", "follow_up", "no_reply", "spam", "other"],
  declineReasons: ["not_ready", "wrong_skill", "conflict_of_interest", "technical", "other"],
  threads: {},
  outgoing: [],
  typing: [],
  isUntrusted: false,
  isGuarded: false,
  hasCameras: false,
};
const HEARTBEAT_MS = 10_000;
/** A notice of typing holds this long, and is sent at most this often. */
const TYPING_SHOWN_MS = 6_000;
const TYPING_EVERY_MS = 3_000;

/** A rule is named after its class, save those for personal data, one per kind of it. */
const classOf = (rule: string): Hit["class"] => (rule.startsWith("pii.") ? "pii_leak" : (rule.split(".")[0] as Hit["class"]));

/** The verdict inside a refusal: as a field of its own, or as one error per hit (`text[3..7]`). */
export function verdictOf(problem: Problem): Verdict | undefined {
  const given = problem.body.verdict as Verdict | undefined;
  if (given?.hits) return given;
  if (problem.code !== "draft_blocked") return undefined;
  const errors = problem.body.errors ?? [];
  const outcome = errors.some((error) => error.field === "override_reason") ? "warn" : "block";
  const hits = errors.flatMap((error): Hit[] => {
    const place = /^text\[(\d+)\.\.(\d+)\]$/.exec(error.field);
    if (!place) return [];
    const [why = "", suggestion] = error.detail.split(" \u2192 ");
    return [{ rule: error.code, class: classOf(error.code), outcome, start: Number(place[1]), end: Number(place[2]), why, suggestion }];
  });
  return { outcome, hits };
}

/** `messages` with `added`, each once, in the order of the conversation. */
export function merge(messages: Message[], added: Message[]): Message[] {
  const all = new Map(messages.map((message) => [message.id, message]));
  for (const message of added) all.set(message.id, message);
  return [...all.values()].sort((a, b) => a.seq - b.seq);
}

export class DeskStore {
  private state: DeskState = EMPTY;
  private readonly listeners = new Set<() => void>();
  private link: Link | null = null;
  private timer: ReturnType<typeof setInterval> | null = null;
  private lastBeat = 0;
  private lastTyped = 0;
  private readonly typingTimers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly readUpTo = new Map<string, number>();
  private active: string | null = null;

  /** Counts how drafts come to be, once its chunk is here. */
  tally: { change(id: string, before: string, after: string, from?: Provenance | null): void; of(id: string): Provenance | undefined } | null = null;

  private hear: ((kind: string, body: Record<string, unknown>) => void) | null = null;

  constructor(private readonly told: Told) {}

  /** Who answers for the cameras from now on. */
  readonly onHear = (hear: ((kind: string, body: Record<string, unknown>) => void) | null): void => {
    this.hear = hear;
  };
  readonly onStanding = (standing: { state: string } | null): void => {
    const isGuarded = standing !== null && standing.state !== "ok";
    if (isGuarded !== this.state.isGuarded) this.set({ isGuarded });
  };
  readonly askCameras = (): void => this.set({ hasCameras: true });

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };
  readonly now = (): DeskState => this.state;

  private set(change: Partial<DeskState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  private setThread(id: string, change: Partial<Thread>): void {
    const before = this.state.threads[id] ?? { state: "loading", messages: [] };
    this.set({ threads: { ...this.state.threads, [id]: { ...before, ...change } } });
  }

  // Life.

  async start(link: Link): Promise<void> {
    this.link = link;
    for (const entry of await link.unsent()) {
      if (entry.op !== "message.send") continue;
      const body = entry.body as { conversation_id: string; text: string; provenance?: Provenance };
      this.track({ cid: entry.cid, conversation: body.conversation_id, text: body.text, how: body.provenance, at: new Date(entry.at).toISOString(), state: "queued" }, link.answer<Sent>(entry.cid));
    }
    this.timer = setInterval(() => this.beat(), HEARTBEAT_MS);
    link.start();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    for (const timer of this.typingTimers.values()) clearTimeout(timer);
    this.link?.stop();
    this.link = null;
  }

  retry(): void {
    this.link?.retry();
  }

  /** Keeps presence and tasks leased. Also called on the server's pings, because a hidden tab's timers are slowed. */
  beat(): void {
    const { presence, conversations } = this.state;
    if (!this.state.isReady || (presence.state === "offline" && conversations.length === 0) || Date.now() - this.lastBeat < HEARTBEAT_MS / 2) return;
    this.lastBeat = Date.now();
    post("/desk/heartbeat").catch((error: unknown) => {
      if (toProblem(error).status === 409) void this.refresh();
    });
  }

  /** The snapshot, and where the stream goes on after it. */
  readonly snapshot = async (): Promise<Position> => {
    try {
      const desk = await this.refresh();
      for (const id of Object.keys(this.state.threads)) if (this.state.threads[id]?.state === "ready") void this.load(id);
      return { epoch: desk.epoch, seq: desk.seq };
    } catch (error) {
      if (!this.state.isReady) this.set({ error });
      throw error;
    }
  };

  /** Events that came while a snapshot was on its way, which may be older than they are. */
  private late: StreamEvent[] = [];
  private asked = 0;

  async refresh(): Promise<Desk> {
    this.asked += 1;
    const desk = await get<Desk>("/desk").finally(() => (this.asked -= 1));
    const late = this.late;
    if (!this.asked) this.late = [];
    this.set({
      isReady: true,
      error: undefined,
      presence: desk.presence,
      offers: desk.offers,
      conversations: desk.conversations,
      blockers: desk.blockers,
      wrapCodes: desk.wrap_codes?.length ? desk.wrap_codes : this.state.wrapCodes,
      declineReasons: desk.decline_reasons?.length ? desk.decline_reasons : this.state.declineReasons,
    });
    for (const event of late) if ((event.seq ?? 0) > desk.seq) this.apply(event);
    return desk;
  }

  readonly onState = (link: LinkState): void => {
    const wasLive = this.state.link === "live";
    this.set({
      link,
      outgoing: this.state.outgoing.map((each) => (each.state === "held" ? each : { ...each, state: link === "live" || link === "polling" ? "checking" : "queued" })),
    });
    if (link === "live" && !wasLive) window.dispatchEvent(new Event("tidecrew:reconnected"));
  };

  // Stream.

  readonly onEvent = (event: StreamEvent): void => {
    if (this.asked) this.late.push(event);
    this.apply(event);
  };

  private apply(event: StreamEvent): void {
    const body = event.body as Record<string, unknown>;
    switch (event.kind) {
      case "offer": {
        const offer = body as unknown as Offer;
        if (this.state.offers.some((each) => each.id === offer.id)) return;
        this.set({ offers: [...this.state.offers, offer] });
        return this.told("told_offer", { project: offer.project_name }, "now");
      }
      case "offer.gone": {
        const had = this.state.offers.some((offer) => offer.id === body.id);
        this.set({ offers: this.state.offers.filter((offer) => offer.id !== body.id) });
        if (had && body.reason === "timeout") this.told("told_offer_gone");
        return;
      }
      case "task.assigned":
        this.set({ offers: this.state.offers.filter((offer) => offer.task_id !== body.task_id) });
        return void this.refresh().catch(() => undefined);
      case "task.closed": {
        const id = String(body.conversation_id);
        this.set({ conversations: this.state.conversations.filter((line) => line.id !== id) });
        return void this.refresh().catch(() => undefined);
      }
      case "transfer.ended":
        return this.told(body.reason === "declined" ? "told_transfer_declined" : "told_transfer_ended");
      case "guard.state":
        // Without the cameras' chunk nobody asks further: whatever is not content hides the desk.
        if (!this.hear) this.set({ isGuarded: body.state !== "ok" && body.state !== "withdrawn", hasCameras: true });
        return this.hear?.(event.kind, body);
      case "guard.challenge":
        if (!this.hear) this.set({ hasCameras: true });
        return this.hear?.(event.kind, body);
      case "posture.changed":
        return void this.trusted(String(body.session), Number(body.level));
      case "presence":
        this.set({ presence: body as unknown as Presence });
        // Whoever was set to break is told why and until when.
        return body.state === "break" ? void this.refresh().catch(() => undefined) : undefined;
      case "conversation":
        return this.conversation(String(body.id), body.state as DeskConversation["state"]);
      case "message":
        return this.message(body as unknown as Message & { conversation_id: string });
      case "whisper":
        return this.whispered(body as unknown as Conversation["whispers"][number]);
      case "monitored":
        return this.told("told_monitored", { n: this.place(String(body.conversation_id)) });
      case "typing":
        return this.typed(String(body.conversation_id));
      default:
    }
  }

  /** A session of mine is trusted more or less than before. Hidden at once; shown again when it was another session's. */
  private async trusted(session: string, level: number): Promise<void> {
    if (level === 0) this.set({ isUntrusted: true });
    try {
      const own = await get<SessionStanding>("/me/posture");
      const isUntrusted = own.session_id === session ? own.posture.level === 0 : this.state.isUntrusted && own.posture.level === 0;
      if (isUntrusted) this.told("told_untrusted", undefined, "now");
      this.set({ isUntrusted });
      await this.refresh();
    } catch {
      // What cannot be asked stays hidden; the link says why.
    }
  }

  /** The person's key has answered: the desk shows again. */
  readonly onTrusted = (): void => {
    this.set({ isUntrusted: false });
    void this.refresh().catch(() => undefined);
  };

  /** The customer's number on the desk. */
  private place(id: string): number {
    return this.state.conversations.findIndex((line) => line.id === id) + 1;
  }

  private whispered(whisper: Conversation["whispers"][number]): void {
    const id = whisper.conversation_id;
    const info = this.state.threads[id]?.info;
    if (info && !info.whispers.some((each) => each.id === whisper.id)) this.setThread(id, { info: { ...info, whispers: [...info.whispers, whisper] } });
    this.told("told_whisper", { text: whisper.text, n: this.place(id) }, "now");
  }

  private typed(id: string): void {
    clearTimeout(this.typingTimers.get(id));
    this.typingTimers.set(id, setTimeout(() => this.still(id), TYPING_SHOWN_MS));
    if (!this.state.typing.includes(id)) this.set({ typing: [...this.state.typing, id] });
  }

  private still(id: string): void {
    clearTimeout(this.typingTimers.get(id));
    this.typingTimers.delete(id);
    if (this.state.typing.includes(id)) this.set({ typing: this.state.typing.filter((each) => each !== id) });
  }

  /** Tells the customer that an answer is being written; what is written is not sent. Losing a notice loses nothing. */
  type(id: string): void {
    const now = Date.now();
    if (now - this.lastTyped < TYPING_EVERY_MS || this.state.link === "waiting") return;
    this.lastTyped = now;
    post(`/conversations/${id}/typing`).catch(() => undefined);
  }

  private conversation(id: string, state: DeskConversation["state"]): void {
    const line = this.state.conversations.find((each) => each.id === id);
    if (!line) return void this.refresh().catch(() => undefined);
    this.change(id, { state });
    const info = this.state.threads[id]?.info;
    if (info) this.setThread(id, { info: { ...info, state } });
    if (state === "wrapping" && line.state !== "wrapping") {
      this.told("told_wrapping", { project: line.project_name });
      void this.refresh().catch(() => undefined);
    }
  }

  private change(id: string, change: Partial<DeskConversation>): void {
    this.set({ conversations: this.state.conversations.map((line) => (line.id === id ? { ...line, ...change } : line)) });
  }

  private message(message: Message & { conversation_id: string }): void {
    const id = message.conversation_id;
    const thread = this.state.threads[id];
    const isKnown = thread?.messages.some((each) => each.id === message.id) ?? false;
    if (thread) this.setThread(id, { messages: merge(thread.messages, [message]) });
    // The stream holds no words that are drawn; whoever was granted text asks for them.
    if (message.is_drawn && thread?.info?.is_drawn === false) void this.load(id);
    const line = this.state.conversations.find((each) => each.id === id);
    if (!line) return void this.refresh().catch(() => undefined);
    if (message.from === "customer") {
      this.still(id);
      const isRead = this.active === id && document.visibilityState === "visible";
      this.change(id, { last_at: message.at, waiting_since: line.waiting_since ?? message.at, unread: isRead || isKnown ? line.unread : line.unread + 1 });
      this.read(id);
      if (!isKnown) this.told("told_message", { text: message.text, n: this.state.conversations.indexOf(line) + 1 });
    } else if (message.from === "worker") {
      this.change(id, { last_at: message.at, waiting_since: null });
      // The stream may be ahead of the acknowledgement: the copy on its way out is this very message.
      const mine = this.state.outgoing.find((each) => each.conversation === id && each.state !== "held" && each.text === message.text);
      if (mine && !isKnown) this.set({ outgoing: this.state.outgoing.filter((each) => each.cid !== mine.cid) });
    }
  }

  // Threads.

  async load(id: string): Promise<void> {
    if (!this.state.threads[id]) this.setThread(id, {});
    try {
      const { messages, ...info } = await get<Conversation>(`/conversations/${id}`);
      const known = this.state.threads[id]?.messages ?? [];
      this.setThread(id, { state: "ready", error: undefined, info, messages: merge(known, messages) });
      this.read(id);
    } catch (error) {
      const known = this.state.threads[id];
      this.setThread(id, { state: known?.info ? "ready" : "failed", error });
    }
  }

  /** Which conversation is in front, if any. */
  look(id: string | null): void {
    this.active = id;
  }

  open(id: string): void {
    this.active = id;
    this.change(id, { unread: 0 });
    if (this.state.threads[id]?.state !== "ready") void this.load(id);
    else this.read(id);
  }

  /** Tells the server how far the person has read the conversation in front. */
  private read(id: string): void {
    const newest = this.state.threads[id]?.messages.at(-1)?.seq;
    if (newest === undefined || this.active !== id || document.visibilityState !== "visible" || (this.readUpTo.get(id) ?? 0) >= newest) return;
    this.readUpTo.set(id, newest);
    post(`/conversations/${id}/read`, { seq: newest }).catch(() => this.readUpTo.delete(id));
  }

  // Acts.

  async setPresence(state: PresenceState): Promise<void> {
    const presence = await put<Presence | undefined>("/desk/presence", { state });
    if (presence?.state) this.set({ presence });
    else await this.refresh();
  }

  async accept(offer: Offer): Promise<string> {
    try {
      const taken = await post<Accepted>(`/offers/${offer.id}/accept`);
      this.set({ offers: this.state.offers.filter((each) => each.id !== offer.id) });
      await this.refresh();
      return taken.conversation_id;
    } catch (error) {
      if (toProblem(error).code === "offer_gone") this.set({ offers: this.state.offers.filter((each) => each.id !== offer.id) });
      throw error;
    }
  }

  async decline(offer: Offer, reason: string): Promise<void> {
    await post(`/offers/${offer.id}/decline`, { reason });
    this.set({ offers: this.state.offers.filter((each) => each.id !== offer.id) });
  }

  async close(id: string): Promise<void> {
    await post(`/conversations/${id}/close`);
    await this.refresh();
  }

  async wrapUp(line: DeskConversation, code: string, note: string): Promise<void> {
    await post(`/tasks/${line.task_id}/wrap-up`, { code, ...(note ? { note } : {}) });
    this.set({ conversations: this.state.conversations.filter((each) => each.id !== line.id) });
    await this.refresh();
  }

  /** Sends; the bubble shows at once and is never "sent" before the patrol has passed it and the server has it. */
  send(
    conversation: string,
    text: string,
    { overrideReason, receipt, how = this.tally?.of(conversation) }: { overrideReason?: string; receipt?: string; how?: Provenance | null } = {},
  ): void {
    if (!this.link) return;
    const cid = uuid();
    // What is undefined is not sent.
    const body = { conversation_id: conversation, text, override_reason: overrideReason, receipt, provenance: how ?? undefined };
    const isUp = this.state.link === "live" || this.state.link === "polling";
    this.track({ cid, conversation, text, how, at: new Date().toISOString(), state: isUp ? "checking" : "queued" }, this.link.command<Sent>("message.send", body, cid));
  }

  private track(entry: Outgoing, answer: Promise<Sent>): void {
    this.set({ outgoing: [...this.state.outgoing, entry] });
    answer.then(
      (sent) => {
        const thread = this.state.threads[entry.conversation];
        const message = { ...sent.message, verdict: sent.message.verdict ?? sent.verdict };
        this.set({ outgoing: this.state.outgoing.filter((each) => each.cid !== entry.cid) });
        if (thread) this.setThread(entry.conversation, { messages: merge(thread.messages, [message]) });
        this.change(entry.conversation, { last_at: message.at, waiting_since: null });
      },
      (error: unknown) => {
        const problem = toProblem(error);
        // The receipt ran out, or the customer wrote meanwhile: the text is judged anew, without one.
        if (problem.body.errors?.some((each) => each.field === "receipt")) {
          this.discard(entry.cid);
          this.send(entry.conversation, entry.text, { how: entry.how ?? null });
          return;
        }
        this.set({ outgoing: this.state.outgoing.map((each) => (each.cid === entry.cid ? { ...each, state: "held", problem, verdict: verdictOf(problem) } : each)) });
        this.told("told_held", {}, "now");
      },
    );
  }

  /** Whether a hidden value ends in what the customer says; the value itself never comes here. */
  async compare(conversation: string, token: string, endsWith: string): Promise<boolean> {
    return (await post<{ matches: boolean }>(`/conversations/${conversation}/tokens/${encodeURIComponent(token)}/check`, { ends_with: endsWith })).matches;
  }

  discard(cid: string): void {
    this.set({ outgoing: this.state.outgoing.filter((each) => each.cid !== cid) });
  }

  check(conversation: string, text: string, signal: AbortSignal): Promise<Checked> {
    return post<Checked>(`/conversations/${conversation}/drafts/check`, { text, provenance: this.tally?.of(conversation) }, { signal });
  }
}

export function useDesk<T>(store: DeskStore, pick: (state: DeskState) => T): T {
  return useSyncExternalStore(store.subscribe, () => pick(store.now()));
}

/** Commands over HTTP while sockets do not get through. */
export async function overHttp(op: string, body: unknown, cid: string): Promise<unknown> {
  if (op !== "message.send") throw new Problem({ status: 400, code: "malformed_body" });
  const { conversation_id, ...rest } = body as { conversation_id: string; text: string };
  return post(`/conversations/${conversation_id}/messages`, rest, { key: cid });
}
