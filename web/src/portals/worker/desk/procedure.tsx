/** The procedure of a conversation: begin one, see the step, what is known and what is missing; do or leave out a step. */
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { get, post } from "@/api/client";
import { onceKey, settled } from "@/api/ids";
import { locale } from "@/i18n";
import { Badge, Button, Note, Row, Stack, type Tone } from "@/kit/basics";
import { Field, Select } from "@/kit/fields";
import { announce, ErrorState, Loaded } from "@/kit/state";
import { useSubmit } from "@/kit/use-submit";
import css from "./desk.module.css";

interface Said {
  zh: string;
  en: string;
}

interface Slot {
  slot: string;
  label: Said;
  value?: string;
  is_personal: boolean;
  kind: "string" | "integer" | "number" | "boolean";
  values: string[];
}

interface Step {
  step: string;
  title: Said;
  function: string;
  state: "done" | "current" | "skipped" | "ahead" | "open";
  required: boolean;
  fills: string[];
}

interface View {
  offered: { name: string; title: Said }[];
  procedure?: { name: string; title: Said };
  version?: string;
  prompt?: Said;
  steps: Step[];
  slots: Slot[];
  next: string[];
  missing: string[];
  ended: boolean;
}

const TONE: Record<Step["state"], Tone> = { done: "good", current: "accent", ahead: "good", skipped: "bad", open: "plain" };
const said = (text: Said): string => (locale() === "en" ? text.en : text.zh);
const procedure = (id: string) => queryOptions({ queryKey: ["procedure", id], queryFn: () => get<View>(`/conversations/${id}/procedure`) });

/** A value as the procedure wants it. */
function typed(slot: Slot, text: string): unknown {
  if (slot.kind === "boolean") return text === "true";
  if (slot.kind === "integer" || slot.kind === "number") return Number(text);
  return text;
}

function SlotField({ slot, tokens, value, onValue }: { slot: Slot; tokens: string[]; value: string; onValue: (text: string) => void }) {
  const { t } = useTranslation("desk");
  const choices = slot.is_personal ? tokens : slot.kind === "boolean" ? ["true", "false"] : slot.values;
  const text = (choice: string) => (slot.kind === "boolean" ? t(choice === "true" ? "sop_yes" : "sop_no") : choice);
  if (slot.is_personal || choices.length)
    return <Select label={said(slot.label)} value={value} onValue={onValue} options={[{ id: "", text: t("sop_choose") }, ...choices.map((choice) => ({ id: choice, text: text(choice) }))]} />;
  return <Field label={said(slot.label)} inputMode={slot.kind === "string" ? "text" : "decimal"} value={value} onValue={onValue} />;
}

function Running({ id, view, tokens }: { id: string; view: View; tokens: string[] }) {
  const { t } = useTranslation("desk");
  const client = useQueryClient();
  const [values, setValues] = useState<Record<string, string>>({});
  const body = useRef<unknown>(null);
  const current = view.steps.find((step) => step.state === "current");
  const open = view.slots.filter((slot) => current?.fills.includes(slot.slot) && !slot.value);
  const name = (of: string) => {
    const step = view.steps.find((each) => each.step === of);
    const slot = view.slots.find((each) => each.slot === of);
    return step ? said(step.title) : slot ? said(slot.label) : of;
  };
  const { isBusy, problem, submit } = useSubmit(async () => {
    const scope = `procedure.${id}`;
    const next = await post<View>(`/conversations/${id}/procedure/steps`, body.current, { key: onceKey(scope, body.current) });
    settled(scope);
    setValues({});
    client.setQueryData(procedure(id).queryKey, next);
    const now = next.steps.find((step) => step.state === "current");
    announce(now ? said(now.title) : t("sop_ended"));
  });
  const go = (does: "complete" | "skip") => {
    if (!current) return;
    const slots = Object.fromEntries(open.filter((slot) => values[slot.slot]).map((slot) => [slot.slot, typed(slot, values[slot.slot] ?? "")]));
    body.current = { step: current.step, do: does, slots: does === "complete" ? slots : {} };
    void submit();
  };
  return (
    <Stack gap="small">
      {current ? (
        <Note tone="accent" title={said(current.title)}>
          {view.prompt ? said(view.prompt) : null}
        </Note>
      ) : (
        <Note tone="good" title={t("sop_ended")} />
      )}
      {current ? (
        <>
          {open.map((slot) => (
            <SlotField key={slot.slot} slot={slot} tokens={tokens} value={values[slot.slot] ?? ""} onValue={(text) => setValues({ ...values, [slot.slot]: text })} />
          ))}
          {problem ? <ErrorState error={problem} /> : null}
          <Row>
            <Button size="small" look="main" isBusy={isBusy} disabled={open.some((slot) => !values[slot.slot])} onClick={() => go("complete")}>
              {t("sop_done")}
            </Button>
            <Button size="small" disabled={isBusy} onClick={() => go("skip")}>
              {t("sop_skip")}
            </Button>
          </Row>
        </>
      ) : null}
      {view.missing.length ? <Note tone="warn" title={t("sop_missing")}>{view.missing.map(name).join(" · ")}</Note> : null}
      <ol className={css.lines} aria-label={t("sop_steps")}>
        {view.steps.map((step) => (
          <li key={step.step} aria-current={step.state === "current" ? "step" : undefined} className={css.lineTop}>
            <span>{said(step.title)}</span>
            <Badge tone={TONE[step.state]}>{t(`sop_${step.state}`)}</Badge>
          </li>
        ))}
      </ol>
    </Stack>
  );
}

export function Procedure({ id, tokens }: { id: string; tokens: string[] }) {
  const { t } = useTranslation("desk");
  const client = useQueryClient();
  const query = useQuery(procedure(id));
  const chosen = useRef("");
  const begin = useSubmit(async () => {
    const body = { procedure: chosen.current };
    const next = await post<View>(`/conversations/${id}/procedure`, body, { key: onceKey(`procedure.begin.${id}`, body) });
    settled(`procedure.begin.${id}`);
    client.setQueryData(procedure(id).queryKey, next);
  });
  return (
    <Loaded query={query}>
      {(view) =>
        view.procedure ? (
          <Running id={id} view={view} tokens={tokens} />
        ) : (
          <Stack gap="small">
            <p>{t(view.offered.length ? "sop_begin_hint" : "sop_none")}</p>
            {begin.problem ? <ErrorState error={begin.problem} /> : null}
            {view.offered.map((each) => (
              <Button
                key={each.name}
                disabled={begin.isBusy}
                onClick={() => {
                  chosen.current = each.name;
                  void begin.submit();
                }}
              >
                {said(each.title)}
              </Button>
            ))}
          </Stack>
        )
      }
    </Loaded>
  );
}
