/** The middle pane: the thread, my messages on their way out, the composer with the patrol's word on the draft, and wrap-up. */
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Checked, DeskConversation, Hit, Message, Provenance, Verdict } from "@/api/types";
import { Bubble, chatCss, Composer, HitText, Log, VerdictBadge } from "@/chat";
import { Button, Note, Row } from "@/kit/basics";
import { useCommands } from "@/kit/commands";
import { Area, Field, Radios } from "@/kit/fields";
import { Menu } from "@/kit/menu";
import { Timer, useHitWords } from "@/kit/show";
import { announce, ErrorState, Skeleton, toast, useProblemText } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";
import css from "./desk.module.css";
import { useDesk, type DeskStore, type Outgoing } from "./store";
import { actOn, useTokenLines } from "./token-acts";

/** Few projects draw what customers write, and few conversations are handed over or have a value looked at. */
const Drawn = lazy(() => import("./drawn"));
const Transfer = lazy(() => import("./transfer"));
const Compare = lazy(() => import("./token-panes").then((panes) => ({ default: panes.Compare })));
const Reveal = lazy(() => import("./token-panes").then((panes) => ({ default: panes.Reveal })));

const CHECK_AFTER_MS = 400;
/** Older words of a supervisor have been acted upon. */
const WHISPERS_SHOWN = 3;
const draftKey = (id: string) => `tidecrew.draft.${id}`;

/** The draft of one conversation, kept while the person looks elsewhere or reloads. `from`: how a draft that is taken back came to be. */
function useDraft(store: DeskStore, id: string): [string, (text: string, from?: Provenance | null) => void] {
  const [text, setText] = useState(() => sessionStorage.getItem(draftKey(id)) ?? "");
  const set = (next: string, from?: Provenance | null) => {
    store.tally?.change(id, text, next, from);
    setText(next);
    if (next) sessionStorage.setItem(draftKey(id), next);
    else sessionStorage.removeItem(draftKey(id));
  };
  return [text, set];
}

/** What the patrol would say to the draft, a moment after typing stops. */
function useVerdict(store: DeskStore, id: string, text: string): Checked | null {
  const [found, setFound] = useState<{ text: string; verdict: Checked } | null>(null);
  useEffect(() => {
    const asked = text.trim();
    if (!asked) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      store.check(id, asked, abort.signal).then(
        (verdict) => setFound({ text: asked, verdict }),
        () => undefined,
      );
    }, CHECK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [store, id, text]);
  return found && found.text === text.trim() ? found.verdict : null;
}

/** What the hits say, each thing once: several places of a text often break the same rule. */
function sayings(hits: Hit[], words: (hit: Hit) => string): { why: string; suggestion?: string | null; rules: string[] }[] {
  const said = new Map<string, { why: string; suggestion?: string | null; rules: string[] }>();
  for (const hit of hits) {
    const { suggestion, rule } = hit;
    const why = words(hit);
    const key = `${why}|${suggestion ?? ""}`;
    const rules = said.get(key)?.rules ?? [];
    said.set(key, { why, suggestion, rules: rules.includes(rule) ? rules : [...rules, rule] });
  }
  return [...said.values()];
}

function DraftVerdict({ verdict, text, onUse }: { verdict: Verdict; text: string; onUse: (text: string) => void }) {
  const { t } = useTranslation("desk");
  const words = useHitWords();
  if (verdict.outcome === "pass") return null;
  return (
    <div className={css.draft} role="status">
      <Row>
        <VerdictBadge verdict={verdict} />
        <span>
          <HitText text={text.trim()} hits={verdict.hits} outcome={verdict.outcome} />
        </span>
      </Row>
      <ul>
        {sayings(verdict.hits, words).map((hit) => (
          <li key={`${hit.why}${hit.suggestion ?? ""}`}>
            {hit.why}
            {hit.suggestion ? (
              <div>
                {t("suggestion", { text: hit.suggestion })}{" "}
                <Button size="small" onClick={() => onUse(hit.suggestion ?? "")}>
                  {t("use_suggestion")}
                </Button>
              </div>
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Reasons of one click; any other is typed. */
const REASONS = ["override_agreed", "override_wrong", "override_quote"] as const;

function Held({ entry, store, onEdit }: { entry: Outgoing; store: DeskStore; onEdit: (text: string, from?: Provenance | null) => void }) {
  const { t } = useTranslation("desk");
  const words = useProblemText();
  const [reason, setReason] = useState("");
  const say = useHitWords();
  const hits = entry.verdict?.hits ?? [];
  const take = (text: string, from?: Provenance | null) => {
    store.discard(entry.cid);
    onEdit(text, from);
  };
  const insist = (overrideReason: string) => {
    store.discard(entry.cid);
    store.send(entry.conversation, entry.text, { overrideReason, how: entry.how ?? null });
  };
  return (
    <div className={chatCss.held} role="group" aria-label={t("held_why")}>
      <strong>{t("held_why")}</strong>
      {hits.length ? (
        <ul>
          {sayings(hits, say).map((hit) => (
            <li key={`${hit.why}${hit.suggestion ?? ""}`}>
              {hit.why} <code>{hit.rules.join(", ")}</code>
              {hit.suggestion ? <div>{t("suggestion", { text: hit.suggestion })}</div> : null}
            </li>
          ))}
        </ul>
      ) : (
        <span>{entry.problem ? words(entry.problem) : null}</span>
      )}
      {entry.verdict?.outcome === "warn" ? (
        <Row>
          {REASONS.map((each) => (
            <Button
              key={each}
              size="small"
              onClick={() => insist(t(each))}
            >
              {t("send_because", { reason: t(each) })}
            </Button>
          ))}
        </Row>
      ) : null}
      {entry.verdict?.outcome === "warn" ? <Field label={t("override_reason")} value={reason} onValue={setReason} maxLength={300} hint={t("override_hint")} /> : null}
      <Row>
        <Button size="small" look="main" onClick={() => take(entry.text, entry.how ?? null)}>
          {t("held_edit")}
        </Button>
        {hits[0]?.suggestion ? (
          <Button size="small" onClick={() => take(hits[0]?.suggestion ?? "")}>
            {t("use_suggestion")}
          </Button>
        ) : null}
        {entry.verdict?.outcome === "warn" ? (
          <Button
            size="small"
            disabled={!reason.trim()}
            onClick={() => insist(reason.trim())}
          >
            {t("send_anyway")}
          </Button>
        ) : null}
        <Button size="small" look="plain" onClick={() => store.discard(entry.cid)}>
          {t("discard")}
        </Button>
      </Row>
    </div>
  );
}

function WrapUp({ store, line }: { store: DeskStore; line: DeskConversation }) {
  const { t } = useTranslation("desk");
  const codes = useDesk(store, (state) => state.wrapCodes);
  const [code, setCode] = useState<string | undefined>();
  const [note, setNote] = useState("");
  const { isBusy, problem, submit, form } = useSubmit(async () => {
    if (!code) return;
    await store.wrapUp(line, code, note.trim());
    toast(t("wrapped"));
  });
  return (
    <form className={css.wrap} ref={form} onSubmit={submit} aria-label={t("wrap_up")}>
      <Row isBetween>
        <h3>{t("wrap_up")}</h3>
        {line.lease_until ? (
          <span>
            {t("wrap_left")} <Timer until={line.lease_until} label={t("wrap_left")} onEnd={() => void store.refresh()} />
          </span>
        ) : null}
      </Row>
      <Radios legend={t("wrap_code")} value={code} onValue={setCode} options={codes.map((each) => ({ id: each, text: t(`wrap_${each}`, { defaultValue: each }) }))} />
      <Area label={t("wrap_note")} isOptional rows={2} maxLength={500} value={note} onValue={setNote} hint={t("wrap_note_hint")} />
      {problem ? <ErrorState error={problem} /> : null}
      <div>
        <Button type="submit" look="main" isBusy={isBusy} disabled={!code}>
          {t("wrap_go")}
        </Button>
      </div>
    </form>
  );
}

const who = (t: (key: string, params?: Record<string, unknown>) => string, message: Message, n: number) =>
  message.from === "worker" ? t("me") : message.from === "customer" ? t("customer_n", { n }) : t(message.from);

export function ThreadPane({ store, id, onBack, onInfo }: { store: DeskStore; id: string; onBack: () => void; onInfo: () => void }) {
  const { t, i18n } = useTranslation("desk");
  const words = useProblemText();
  const thread = useDesk(store, (state) => state.threads[id]);
  const line = useDesk(store, (state) => state.conversations.find((each) => each.id === id));
  const n = useDesk(store, (state) => state.conversations.findIndex((each) => each.id === id)) + 1;
  const allOutgoing = useDesk(store, (state) => state.outgoing);
  const isTyping = useDesk(store, (state) => state.typing.includes(id));
  const outgoing = allOutgoing.filter((each) => each.conversation === id);
  const [text, setText] = useDraft(store, id);
  const [marked, setMarked] = useState<string | null>(null);
  const [comparing, setComparing] = useState<string | null>(null);
  const [isHanding, setHanding] = useState(false);
  const [revealing, setRevealing] = useState<string | null>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const verdict = useVerdict(store, id, text);
  const isWrapping = line?.state === "wrapping";
  const messages = thread?.messages ?? [];
  const lines = useTokenLines(id, messages.length);
  const revealed = revealing === null ? undefined : lines.get(revealing);

  const insert = (piece: string) => {
    const area = box.current;
    const at = area?.selectionStart ?? text.length;
    const end = area?.selectionEnd ?? at;
    setText(text.slice(0, at) + piece + text.slice(end));
    setTimeout(() => {
      area?.focus();
      area?.setSelectionRange(at + piece.length, at + piece.length);
    });
  };
  const send = () => {
    store.send(id, text.trim(), verdict ? { receipt: verdict.receipt } : {});
    setText("");
  };
  const readLast = () => {
    const last = messages.findLast((message) => message.from === "customer");
    announce(last ? `${t("customer_n", { n })}: ${last.text}` : t("no_message"), "now");
  };
  const close = useSubmit(() => store.close(id));
  useCommands([
    { id: "read-last", label: t("cmd_read_last"), keys: "Alt+R", run: readLast },
    { id: "composer", label: t("cmd_composer"), keys: "Alt+C", run: () => box.current?.focus() },
    { id: "close", label: t("close_conversation"), keys: "Alt+W", run: () => void close.submit() },
  ]);
  const act = (token: string, what: "call" | "send") =>
    actOn(id, token, what).then(
      (state) => toast(t(`${what}_${state}`, { token })),
      (error: unknown) => toast(words(error)),
    );
  const more = (token: string) => {
    const line = lines.get(token);
    return [
      ...(line?.can_call ? [{ id: "call", label: t("token_call"), hint: t("token_call_hint"), run: () => void act(token, "call") }] : []),
      ...(line?.can_send ? [{ id: "send", label: t("token_send"), hint: t("token_send_hint"), run: () => void act(token, "send") }] : []),
      ...(line?.reveal.length ? [{ id: "reveal", label: t("token_reveal"), hint: t("token_reveal_hint"), run: () => setRevealing(token) }] : []),
    ];
  };
  const chip = (token: string) => (
    <Menu
      label={t("token_actions", { token })}
      variant="chip"
      head={t("token_hidden")}
      entries={[
        { id: "insert", label: t("token_insert"), hint: t("token_insert_hint"), run: () => insert(token) },
        { id: "compare", label: t("token_compare"), hint: t("token_compare_hint"), run: () => setComparing(token) },
        { id: "confirm", label: t("token_confirm"), run: () => insert(t("token_confirm_text", { token })) },
        ...more(token),
        { id: "find", label: t("token_find"), run: () => setMarked(marked === token ? null : token) },
      ]}
    >
      {token}
    </Menu>
  );

  return (
    <>
      <div className={css.threadHead}>
        <span className={css.onlyPhone}>
          <Button look="plain" icon="back" aria-label={t("back_to_list")} onClick={onBack} />
        </span>
        <h2>
          {t("customer_n", { n })} · {line?.project_name}
        </h2>
        <Row>
          <span className={css.phoneBar}>
            <Button size="small" icon="info" onClick={onInfo}>
              {t("pane_info")}
            </Button>
          </span>
          {isWrapping ? null : (
            <Button size="small" aria-expanded={isHanding} onClick={() => setHanding(!isHanding)}>
              {t("transfer")}
            </Button>
          )}
          {isWrapping ? null : (
            <Button size="small" isBusy={close.isBusy} aria-keyshortcuts="Alt+W" onClick={() => void close.submit()}>
              {t("close_conversation")}
            </Button>
          )}
        </Row>
      </div>
      {close.problem ? <ErrorState error={close.problem} /> : null}
      {isHanding && line && !isWrapping ? (
        <Suspense fallback={<Skeleton />}>
          <Transfer task={line.task_id} onClose={() => setHanding(false)} />
        </Suspense>
      ) : null}
      {thread?.state === "failed" ? <ErrorState error={thread.error} onRetry={() => void store.load(id)} /> : null}
      {!thread || thread.state === "loading" ? <Skeleton /> : null}
      <Log label={t("log")} count={messages.length + outgoing.length}>
        {messages.map((message) => (
          <Bubble
            key={message.id}
            from={message.from === "worker" ? "me" : message.from}
            who={who(t, message, n)}
            text={message.from === "system" ? (i18n.exists(`desk:system_${message.text}`) ? t(`system_${message.text}`) : message.text) : message.text}
            at={message.at}
            state={message.from === "worker" ? message.state : undefined}
            verdict={message.verdict}
            isMarked={marked !== null && message.text.includes(marked)}
            chip={message.from === "system" ? undefined : chip}
          >
            {message.is_drawn ? (
              <Suspense fallback={null}>
                <Drawn conversation={id} what={message.id} onToken={setMarked} />
              </Suspense>
            ) : null}
          </Bubble>
        ))}
        {outgoing.map((entry) => (
          <Bubble key={entry.cid} from="me" who={t("me")} text={entry.text} at={entry.at} state={entry.state} verdict={entry.verdict}>
            {entry.state === "held" ? <Held entry={entry} store={store} onEdit={(again, from) => setText(text.trim() ? `${text} ${again}` : again, from)} /> : null}
          </Bubble>
        ))}
      </Log>
      {(thread?.info?.whispers ?? []).slice(-WHISPERS_SHOWN).map((whisper) => (
        <Note key={whisper.id} tone="plain" title={t("whisper")}>
          {whisper.text}
        </Note>
      ))}
      <p className={css.typing} role="status">
        {isTyping && !isWrapping ? t("customer_types", { n }) : ""}
      </p>
      {isWrapping && line ? (
        <WrapUp store={store} line={line} />
      ) : (
        <Composer
          ref={box}
          label={t("reply")}
          placeholder={t("reply_placeholder")}
          value={text}
          onValue={(value) => {
            if (value.length > text.length) store.type(id);
            setText(value);
          }}
          onSend={send}
          above={
            <>
              <Suspense fallback={null}>
                {comparing ? (
                  <Compare
                    key={comparing}
                    store={store}
                    id={id}
                    token={comparing}
                    onClose={() => {
                      setComparing(null);
                      box.current?.focus();
                    }}
                  />
                ) : null}
                {revealed ? (
                  <Reveal
                    key={revealed.token}
                    id={id}
                    line={revealed}
                    onClose={() => {
                      setRevealing(null);
                      box.current?.focus();
                    }}
                  />
                ) : null}
              </Suspense>
              {line && line.patrol !== "judging" ? <Note tone={line.patrol === "closed" ? "bad" : "warn"}>{t(`patrol_${line.patrol}`)}</Note> : null}
              {verdict ? <DraftVerdict verdict={verdict} text={text} onUse={(suggestion) => setText(suggestion)} /> : null}
            </>
          }
        />
      )}
      {thread?.error && thread.state === "ready" ? <Note tone="warn">{words(thread.error)}</Note> : null}
    </>
  );
}
