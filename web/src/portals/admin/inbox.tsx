/** The exceptions inbox: one line per worker and cause, heaviest first, with evidence, worked through by keyboard. */
import { Button, Input } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { HitText } from "@/chat";
import { useFilter } from "@/console/address";
import { useAct, useGet } from "@/console/data";
import { Ask, Card, Choice, Figure, Figures, Filters, Labelled, Mark, Mute, Nothing, Page, Refusal, Row, Short, When } from "@/console/parts";
import { Who } from "@/console/who";
import { number } from "@/i18n/format";
import { useCommands } from "@/kit/commands";
import { useHitWords } from "@/kit/show";
import { announce, toast } from "@/kit/state";
import css from "./inbox.module.css";

type Group = components["schemas"]["ExceptionView"];
type Evidence = Group["evidence"][number];
type Outcome = "noted" | "coached" | "retrain" | "false_alarm";

const OUTCOMES: [Outcome, string][] = [
  ["noted", "N"],
  ["coached", "C"],
  ["retrain", "R"],
  ["false_alarm", "F"],
];
const CLOCK = { fine: "good", soon: "warn", late: "bad" } as const;
const CAUSES = ["self_harm", "escalation", "customer_abuse", "risk", "blocks", "override", "quality", "lease", "unjudged"];

export function Inbox() {
  const { t } = useTranslation("admin");
  const [state, setState] = useFilter("state");
  const [cause, setCause] = useFilter("cause");
  const list = useGet<{ items: Group[] }>("/exceptions", { state: state === "done" ? "done" : "open" }, 5_000);
  return (
    <Page title={t("inbox.title")} intro={t("inbox.intro")}>
      <Engine />
      <Filters>
        <Choice
          label={t("inbox.show")}
          value={state}
          onChange={setState}
          options={[
            ["", t("inbox.open")],
            ["done", t("inbox.done")],
          ]}
        />
        <Choice label={t("inbox.cause")} value={cause} onChange={setCause} options={[["", t("inbox.all")], ...CAUSES.map((one): [string, string] => [one, t(`inbox.cause_${one}`)])]} />
      </Filters>
      <Ask of={list} lines={8}>
        {({ items }) => <Groups items={items.filter((group) => !cause || group.cause === cause)} isDone={state === "done"} />}
      </Ask>
    </Page>
  );
}

/** Whether patrol is in service, and the switch that takes it out for a drill. */
function Engine() {
  const { t } = useTranslation("admin");
  const engine = useGet<components["schemas"]["PatrolEngine"]>("/patrol/engine", undefined, 10_000);
  const set = useAct<{ down: boolean; reason: string }>({ path: "/patrol/engine", method: "PUT" });
  const [reason, setReason] = useState("");
  if (!engine.data) return null;
  const { down } = engine.data;
  return (
    <Card title={t("inbox.engine")}>
      <Row>
        <Mark tone={down ? "bad" : "good"}>{t(down ? "inbox.engine_down" : "inbox.engine_up")}</Mark>
        {down ? <When at={engine.data.since} /> : null}
        {down ? <Mute>{engine.data.reason}</Mute> : null}
        <Input aria-label={t("inbox.engine_reason")} placeholder={t("inbox.engine_reason")} className={css.reason} value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
        <Button disabled={!reason.trim()} loading={set.isPending} onClick={() => set.mutate({ down: !down, reason: reason.trim() }, { onSuccess: () => setReason("") })}>
          {t(down ? "inbox.engine_back" : "inbox.engine_out")}
        </Button>
      </Row>
      {down ? <Mute>{t("inbox.engine_why")}</Mute> : null}
      {set.error ? <Refusal error={set.error} /> : null}
    </Card>
  );
}

function Groups({ items, isDone }: { items: Group[]; isDone: boolean }) {
  const { t } = useTranslation("admin");
  const [at, setAt] = useState({ id: "", index: 0 });
  const [opened, setOpened] = useState<string | null>(null);
  const [picked, setPicked] = useState<string[]>([]);
  const [note, setNote] = useState("");
  const lines = useRef<(HTMLButtonElement | null)[]>([]);
  const handle = useAct<{ ids: string[]; outcome: Outcome; note?: string }>({ path: "/exceptions/handle" });
  // The list moves by itself: the line is known by its group, and by its place only once the group is gone.
  const found = items.findIndex((group) => group.id === at.id);
  const here = found >= 0 ? found : Math.min(at.index, Math.max(items.length - 1, 0));
  const chosen = picked.filter((id) => items.some((group) => group.id === id));

  const go = (to: number) => {
    const next = Math.max(0, Math.min(items.length - 1, to));
    setAt({ id: items[next]?.id ?? "", index: next });
    lines.current[next]?.focus();
    lines.current[next]?.scrollIntoView({ block: "nearest" });
  };
  const toggle = (id: string) => setPicked(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  const act = (outcome: Outcome) => {
    const group = items[here];
    const ids = chosen.length ? chosen : group ? [group.id] : [];
    if (ids.length === 0 || handle.isPending) return;
    handle.mutate(
      { ids, outcome, ...(note.trim() ? { note: note.trim() } : {}) },
      {
        onSuccess: () => {
          setPicked([]);
          setNote("");
          setOpened(null);
          toast(t("inbox.handled", { n: number(ids.length) }));
          announce(t("inbox.handled", { n: number(ids.length) }));
        },
      },
    );
  };
  useCommands(
    isDone
      ? []
      : [
          { id: "inbox-next", label: t("inbox.key_next"), keys: "J", run: () => go(here + 1) },
          { id: "inbox-before", label: t("inbox.key_before"), keys: "K", run: () => go(here - 1) },
          { id: "inbox-pick", label: t("inbox.key_pick"), keys: "X", run: () => items[here] && toggle(items[here].id) },
          { id: "inbox-all", label: t("inbox.key_all"), keys: "A", run: () => setPicked(items.filter((group) => group.cause === items[here]?.cause).map((group) => group.id)) },
          ...OUTCOMES.map(([outcome, key]) => ({ id: `inbox-${outcome}`, label: t(`inbox.outcome_${outcome}`), keys: key, run: () => act(outcome) })),
        ],
  );
  // The first line is where the keys begin.
  useEffect(() => {
    if (document.activeElement === document.body) lines.current[0]?.focus();
  }, []);

  if (items.length === 0) return <Nothing why={t(isDone ? "inbox.none_done" : "inbox.none")} />;
  const late = items.filter((group) => group.clock === "late").length;
  return (
    <>
      <Figures>
        <Figure label={t("inbox.groups")} value={number(items.length)} hint={t("inbox.groups_hint", { n: number(items.reduce((sum, group) => sum + group.count, 0)) })} />
        <Figure label={t("inbox.late")} value={number(late)} />
      </Figures>
      <Card title={t(isDone ? "inbox.done" : "inbox.open")}>
        {isDone ? null : <Mute>{t("inbox.keys")}</Mute>}
        <ol className={css.list} aria-label={t("inbox.title")}>
          {items.map((group, index) => (
            <li key={group.id} className={css.group} data-clock={isDone ? "fine" : group.clock} data-picked={chosen.includes(group.id) || undefined}>
              <div className={css.head}>
                {isDone ? null : <input type="checkbox" aria-label={t("inbox.pick", { cause: t(`inbox.cause_${group.cause}`) })} checked={chosen.includes(group.id)} onChange={() => toggle(group.id)} />}
                <button
                  type="button"
                  ref={(node) => {
                    lines.current[index] = node;
                  }}
                  className={css.line}
                  aria-expanded={opened === group.id}
                  onFocus={() => setAt({ id: group.id, index })}
                  onClick={() => setOpened(opened === group.id ? null : group.id)}
                >
                  <strong>{t(`inbox.cause_${group.cause}`)}</strong>
                  <span>{group.worker_id ? <Who id={group.worker_id} /> : group.about ? <Rule of={group} /> : t("inbox.customer")}</span>
                  <span>{t("inbox.times", { n: number(group.count) })}</span>
                  {isDone ? (
                    <Mark>{group.outcome ? t(`inbox.outcome_${group.outcome}`) : "–"}</Mark>
                  ) : (
                    <Mark tone={CLOCK[group.clock]}>{t(`inbox.clock_${group.clock}`)}</Mark>
                  )}
                  <When at={isDone ? group.handled_at : group.due_at} />
                </button>
              </div>
              {opened === group.id ? <Proof group={group} /> : <First of={group.evidence[0]} />}
            </li>
          ))}
        </ol>
      </Card>
      {isDone ? null : (
        <Card title={chosen.length ? t("inbox.act_on", { n: number(chosen.length) }) : t("inbox.act")}>
          <Labelled label={t("inbox.note")} hint={t("inbox.note_hint")}>
            {(ids) => <Input {...ids} value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />}
          </Labelled>
          <Row>
            {OUTCOMES.map(([outcome, key]) => (
              <Button key={outcome} loading={handle.isPending} onClick={() => act(outcome)} aria-keyshortcuts={key}>
                {t(`inbox.outcome_${outcome}`)} <kbd>{key}</kbd>
              </Button>
            ))}
          </Row>
          {handle.error ? <Refusal error={handle.error} /> : null}
        </Card>
      )}
    </>
  );
}

/** The rule that a group is about, in its words where evidence has them. */
function Rule({ of }: { of: Group }) {
  const words = useHitWords();
  const hits = of.evidence.flatMap((one) => one.said?.hits ?? []);
  const hit = hits.find((each) => each.rule === of.about);
  return hit ? <span title={of.about ?? ""}>{words(hit)}</span> : <code>{of.about}</code>;
}

/** The newest evidence in one line. */
function First({ of }: { of?: Evidence }) {
  const { t } = useTranslation("admin");
  if (!of) return null;
  return <p className={css.first}>{of.said ? of.said.text : t("inbox.not_kept")}</p>;
}

function Proof({ group }: { group: Group }) {
  const { t } = useTranslation(["admin", "console"]);
  const words = useHitWords();
  return (
    <ul className={css.proof}>
      {group.evidence.map((one) => (
        <li key={`${one.conversation_id}${one.message_id ?? one.at}`}>
          {one.before ? (
            <p className={css.before}>
              <Mute>{t(`admin:inbox.from_${one.before.from}`)}</Mute> {one.before.text}
            </p>
          ) : null}
          {one.said ? (
            <p>
              <Mute>{t(`admin:inbox.from_${one.said.from}`)}</Mute> <HitText text={one.said.text} hits={one.said.hits} outcome={one.said.hits[0]?.outcome ?? "note"} />
            </p>
          ) : (
            <p>{t("admin:inbox.not_kept")}</p>
          )}
          <Row>
            <When at={one.at} />
            {group.about && one.worker_id ? <Who id={one.worker_id} /> : null}
            {one.rules.map((rule) => {
              const hit = one.said?.hits.find((each) => each.rule === rule);
              return (
                <span key={rule}>
                  {hit ? words(hit) : null} <code>{rule}</code>
                </span>
              );
            })}
            {one.detail ? <Mute>{group.cause === "override" ? t("admin:inbox.because", { reason: one.detail }) : one.detail}</Mute> : null}
            <Mute>{t("admin:inbox.conversation")}</Mute> <Short id={one.conversation_id} />
          </Row>
        </li>
      ))}
      {group.count > group.evidence.length ? <li>{t("admin:inbox.more", { n: number(group.count - group.evidence.length) })}</li> : null}
      {group.note ? <li>{group.note}</li> : null}
    </ul>
  );
}
