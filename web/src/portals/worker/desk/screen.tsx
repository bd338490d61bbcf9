/** The desk (virtual workplace): presence on top, then conversations and offers, the thread, and what is known about the customer. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { keepBeating } from "@/api/attested";
import { get } from "@/api/client";
import { useMe } from "@/api/session";
import type { PresenceState } from "@/api/types";
import { holdReload } from "@/app/assets-checker";
import { i18next } from "@/i18n";
import { browserLink } from "@/realtime/browser";
import { Badge, Button, ButtonLink, Hidden, Note, type Tone } from "@/kit/basics";
import { useCommands } from "@/kit/commands";
import { Timer, useReasonText } from "@/kit/show";
import { announce, ErrorState, Skeleton, toast, useProblemText, useTitle } from "@/kit/state";
import css from "./desk.module.css";
import { Info } from "./info";
import { PageGuard, useGuard } from "./page-guard";
import { ConversationList, Offers } from "./list";
import { DeskStore, overHttp, useDesk } from "./store";
import { ThreadPane } from "./thread";

/** Most work needs no cameras: they are loaded when they are asked for. */
const CallOffer = lazy(() => import("./call-offer"));
const Cameras = lazy(() => import("./cameras/cameras"));
const Again = lazy(() => import("./again"));

const CHOICES: readonly PresenceState[] = ["available", "break", "offline"];
const PRESENCE_TONE: Record<PresenceState, Tone> = { available: "good", reserved: "accent", busy: "accent", wrap_up: "warn", break: "warn", offline: "plain", suspended: "bad" };

function useStore(): DeskStore {
  const me = useMe();
  const client = useQueryClient();
  const [store] = useState(
    () =>
      new DeskStore((key, params, urgency) => {
        announce(i18next.t(`desk:${key}`, params ?? {}), urgency);
        if (key === "told_offer_gone") toast(i18next.t("desk:told_offer_gone"), "warn");
      }),
  );
  useEffect(() => {
    let isHere = true;
    const release = holdReload();
    void browserLink(me.id, {
      snapshot: store.snapshot,
      onState: store.onState,
      onPing: () => store.beat(),
      rest: overHttp,
      onEvent: (event) => {
        if (event.kind === "test_call") client.setQueryData(["call-offer"], event.body);
        else if (event.kind === "notification") void client.invalidateQueries({ queryKey: ["notices"] });
        else store.onEvent(event);
      },
    }).then((link) => {
      if (isHere) void store.start(link);
    });
    return () => {
      isHere = false;
      release();
      store.stop();
    };
  }, [store, me.id, client]);
  return store;
}

function Blockers({ store }: { store: DeskStore }) {
  const { t } = useTranslation("desk");
  const words = useReasonText();
  const blockers = useDesk(store, (state) => state.blockers);
  if (blockers.length === 0) return null;
  const where: Record<string, string> = { certificate_missing: "/learn", posture_too_low: "/device", consent_missing: "/me?tab=consents" };
  return (
    <Note tone="warn" title={t("blocked")}>
      <ul>
        {blockers.map((blocker) => (
          <li key={blocker.code}>
            {words(blocker)}{" "}
            {where[blocker.code] ? (
              <ButtonLink size="small" href={where[blocker.code] ?? "/"}>
                {t(`blocked_go_${blocker.code}`)}
              </ButtonLink>
            ) : null}
          </li>
        ))}
      </ul>
    </Note>
  );
}

function PresenceBar({ store, guard }: { store: DeskStore; guard: PageGuard }) {
  const { t } = useTranslation("desk");
  const words = useProblemText();
  const presence = useDesk(store, (state) => state.presence);
  const link = useDesk(store, (state) => state.link);
  const isBlocked = useDesk(store, (state) => state.blockers.length > 0);
  const [isBusy, setBusy] = useState(false);
  const id = useId();
  const choose = async (state: PresenceState) => {
    setBusy(true);
    try {
      await store.setPresence(state);
      announce(t("told_presence", { state: t(`presence_${state}`) }));
    } catch (error) {
      toast(words(error), "bad");
    } finally {
      setBusy(false);
    }
  };
  const chosen = CHOICES.includes(presence.state) ? presence.state : presence.state === "suspended" ? "offline" : "available";
  const linkTone: Tone = link === "live" || link === "polling" ? "good" : link === "connecting" || link === "idle" ? "plain" : "bad";
  return (
    <div className={css.top}>
      <h1>{t("title")}</h1>
      <span className={css.field}>
        <label htmlFor={id}>{t("presence")}</label>
        <select id={id} value={chosen} disabled={isBusy || presence.state === "suspended"} onChange={(event) => void choose(event.target.value as PresenceState)}>
          {CHOICES.map((state) => (
            <option key={state} value={state} disabled={state === "available" && isBlocked}>
              {t(`presence_${state}`)}
            </option>
          ))}
        </select>
      </span>
      <Badge tone={PRESENCE_TONE[presence.state]}>{t(`presence_${presence.state}`)}</Badge>
      {presence.state === "offline" ? null : (
        <span className={css.onlyWide}>
          {t("since")} <Timer since={presence.since} label={t("since")} />
        </span>
      )}
      <GuardBar guard={guard} />
      <CameraBar store={store} />
      <span className={css.end}>
        <span className={css.onlyWide}>{t("capacity", { used: presence.used, capacity: presence.capacity })}</span>
        <span role="status">
          <Badge tone={linkTone}>{t(`link_${link}`)}</Badge>
        </span>
        {link === "superseded" || link === "waiting" ? (
          <Button size="small" onClick={() => store.retry()}>
            {t(link === "superseded" ? "take_over" : "reconnect")}
          </Button>
        ) : null}
        {link === "login" || link === "revoked" ? (
          <ButtonLink size="small" href="/sign-in?next=/desk">
            {t("sign_in_again")}
          </ButtonLink>
        ) : null}
      </span>
    </div>
  );
}

function Calls() {
  const { data } = useQuery<object | null>({ queryKey: ["call-offer"], queryFn: () => null, staleTime: Number.POSITIVE_INFINITY });
  return <Suspense fallback={null}>{data ? <CallOffer of={data} /> : null}</Suspense>;
}

function CameraBar({ store }: { store: DeskStore }) {
  const { t } = useTranslation("desk");
  const hasCameras = useDesk(store, (state) => state.hasCameras);
  useEffect(() => {
    get("/desk/guard").then(store.askCameras, () => undefined);
  }, [store]);
  const [isAsked, setAsked] = useState(false);
  if (!hasCameras && !isAsked) {
    return (
      <Button size="small" icon="shield" onClick={() => setAsked(true)}>
        {t("cameras")}
      </Button>
    );
  }
  return (
    <Suspense fallback={null}>
      <Cameras isAsked={isAsked} onHear={store.onHear} onStanding={store.onStanding} />
    </Suspense>
  );
}

/** What the guard noticed, and the way to full screen. */
function GuardBar({ guard }: { guard: PageGuard }) {
  const { t } = useTranslation("desk");
  const { hints } = useGuard(guard);
  if (hints.length === 0) return null;
  return (
    <span className={css.guard}>
      {hints.map((hint) => (
        <Badge key={hint} tone={hint === "not_full" ? "plain" : "warn"}>
          {t(`guard_${hint}`)}
        </Badge>
      ))}
      {hints.includes("not_full") ? (
        <Button size="small" onClick={() => void document.documentElement.requestFullscreen().catch(() => undefined)}>
          {t("guard_full")}
        </Button>
      ) : null}
    </span>
  );
}

/** Stands in place of the desk while it is hidden. */
function Cover({ guard, onTrusted }: { guard: PageGuard; onTrusted: () => void }) {
  const { t } = useTranslation("desk");
  const { covers } = useGuard(guard);
  const why = covers[0];
  if (!why) return null;
  return (
    <div className={css.cover} role="alert">
      <Note tone="warn" title={t("cover_title")}>
        <p>{t(`cover_${why}`)}</p>
        {why === "untrusted" ? (
          <Suspense fallback={null}>
            <Again onDone={onTrusted} />
          </Suspense>
        ) : null}
      </Note>
    </div>
  );
}

type Pane = "list" | "thread" | "info";
const PANES: readonly Pane[] = ["list", "thread", "info"];

export default function DeskScreen() {
  const { t } = useTranslation("desk");
  const words = useProblemText();
  useTitle(t("title"));
  const store = useStore();
  const isReady = useDesk(store, (state) => state.isReady);
  const error = useDesk(store, (state) => state.error);
  const conversations = useDesk(store, (state) => state.conversations);
  const offers = useDesk(store, (state) => state.offers);
  const [chosen, setChosen] = useState<string | null>(null);
  const [pane, setPane] = useState<Pane>("list");
  const panes = useRef<HTMLDivElement>(null);
  const isUntrusted = useDesk(store, (state) => state.isUntrusted);
  const [guard] = useState(() => new PageGuard());
  useEffect(() => {
    guard.start(() => panes.current);
    const rest = keepBeating();
    return () => {
      guard.stop();
      rest();
    };
  }, [guard]);
  const isKnownByTyping = useMe().consents.some((each) => each.purpose === "typing_rhythm" && each.granted);
  useEffect(() => {
    const started = import("./rhythm").then(({ startRhythm }) => startRhythm(isKnownByTyping, guard));
    return () => void started.then((stop) => stop());
  }, [isKnownByTyping, guard]);
  useEffect(() => {
    const started = import("./tally").then(({ startTally }) => startTally(store));
    return () => void started.then((stop) => stop());
  }, [store]);
  const isGuarded = useDesk(store, (state) => state.isGuarded);
  useEffect(() => guard.cover("guard", isGuarded), [guard, isGuarded]);
  useEffect(() => guard.cover("untrusted", isUntrusted), [guard, isUntrusted]);
  const active = conversations.some((line) => line.id === chosen) ? chosen : null;

  const open = useCallback(
    (id: string) => {
      setChosen(id);
      setPane("thread");
      store.open(id);
      setTimeout(() => panes.current?.querySelector<HTMLElement>('[data-pane="thread"] textarea')?.focus());
    },
    [store],
  );
  useEffect(() => {
    store.look(active);
  }, [store, active]);

  const accept = async (offer = offers[0]) => {
    if (!offer) return;
    try {
      open(await store.accept(offer));
    } catch (refusal) {
      toast(words(refusal), "bad");
    }
  };
  const decline = async (reason: string, offer = offers[0]) => {
    if (!offer) return;
    try {
      await store.decline(offer, reason);
    } catch (refusal) {
      toast(words(refusal), "bad");
    }
  };
  const cycle = () => {
    const shown = PANES.map((each) => panes.current?.querySelector<HTMLElement>(`[data-pane="${each}"]`)).filter((each) => each && each.offsetParent !== null);
    const at = shown.findIndex((each) => each?.contains(document.activeElement));
    shown[(at + 1) % shown.length]?.focus();
  };
  const step = (by: number) => {
    const at = conversations.findIndex((line) => line.id === active);
    const next = conversations[(at + by + conversations.length) % conversations.length];
    if (next) open(next.id);
  };
  useCommands([
    { id: "accept", label: t("cmd_accept"), keys: "Alt+A", run: () => void accept() },
    { id: "decline", label: t("cmd_decline"), keys: "Alt+D", run: () => void decline("not_ready") },
    { id: "panes", label: t("cmd_panes"), keys: "F6", run: cycle },
    { id: "next", label: t("cmd_next"), keys: "Alt+ArrowDown", run: () => step(1) },
    { id: "previous", label: t("cmd_previous"), keys: "Alt+ArrowUp", run: () => step(-1) },
    { id: "send", label: t("cmd_send"), keys: "Ctrl+Enter", isPassive: true },
  ]);

  if (!isReady) return <div className={css.side}>{error ? <ErrorState error={error} onRetry={() => store.retry()} /> : <Skeleton />}</div>;
  const shown: Pane = active ? pane : "list";
  return (
    <div className={css.desk}>
      <PresenceBar store={store} guard={guard} />
      <Cover guard={guard} onTrusted={store.onTrusted} />
      <div className={css.panes} data-open={shown} ref={panes}>
        <section className={`${css.pane} ${css.side}`} data-pane="list" aria-label={t("pane_list")} tabIndex={-1}>
          <Calls />
          <Blockers store={store} />
          <Offers store={store} onAccept={(offer) => void accept(offer)} onDecline={(offer, reason) => void decline(reason, offer)} />
          <ConversationList store={store} active={active} onOpen={open} />
        </section>
        <section className={css.pane} data-pane="thread" aria-label={t("pane_thread")} tabIndex={-1}>
          {active ? (
            <ThreadPane key={active} store={store} id={active} onBack={() => setPane("list")} onInfo={() => setPane("info")} />
          ) : (
            <div className={css.side}>
              <Hidden as="h2">{t("pane_thread")}</Hidden>
              <p>{conversations.length ? t("choose_one") : t("nothing_yet")}</p>
            </div>
          )}
        </section>
        <section className={`${css.pane} ${css.side}`} data-pane="info" aria-label={t("pane_info")} tabIndex={-1}>
          {active ? <Info store={store} id={active} onBack={() => setPane("thread")} /> : <p>{t("info_empty")}</p>}
        </section>
      </div>
    </div>
  );
}
