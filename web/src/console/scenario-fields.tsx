/** The form of a scenario: whose procedure, how the customer begins and behaves, what is true, and in which words. */
import { Input } from "antd";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { Choice, Labelled, Mute, Stack } from "@/console/parts";
import { locale } from "@/i18n";
import css from "./procedures.module.css";

type S = components["schemas"];
export type Form = S["ScenarioForm"];
export type Lesson = S["Lesson"];
type Choices = S["ScenarioChoices"];
type Both = S["BothTexts"];
type Slot = Choices["procedures"][number]["slots"][number];
type Value = string | number | boolean;

const named = (text: Both) => (locale() === "en" ? text.en : text.zh) || text.zh;
const LOW = 2;

/** What a conversation that went wrong says of a scenario. Only its masked words are there to be taken. */
export function fromLesson(lesson: Lesson, choices: Choices, title: string): Form {
  const procedures = choices.procedures;
  const procedure = procedures.find((each) => each.name === lesson.procedure) ?? procedures.find((each) => each.own && each.skill === lesson.skill) ?? procedures.find((each) => each.skill === lesson.skill);
  const steps = new Set(procedure?.steps.map((step) => step.name));
  const known = lesson.slots as Record<string, Value>;
  const goal = Object.fromEntries((procedure?.slots ?? []).filter((slot) => slot.name in known).map((slot) => [slot.name, known[slot.name]]));
  return {
    ...choices.empty,
    id: `from-${lesson.conversation_id.slice(-8)}`,
    sop: procedure?.name ?? "",
    title: { zh: title, en: title },
    opening: lesson.opening.length ? lesson.opening.map((text) => ({ zh: text, en: text })) : choices.empty.opening,
    mood: lesson.rating && lesson.rating <= LOW ? "uneasy" : undefined,
    trains: lesson.wrong.map((each) => each.step).filter((step) => steps.has(step)),
    made_from: lesson.conversation_id,
    goal,
  };
}

function Pair({ label, value, onValue }: { label: string; value: Both; onValue: (next: Both) => void }) {
  const { t } = useTranslation("console");
  return (
    <div className={css.pair}>
      <Labelled label={t("scenario.in_zh", { what: label })}>{(ids) => <Input {...ids} value={value.zh} onChange={(event) => onValue({ ...value, zh: event.target.value })} />}</Labelled>
      <Labelled label={t("scenario.in_en", { what: label })}>{(ids) => <Input {...ids} value={value.en} onChange={(event) => onValue({ ...value, en: event.target.value })} />}</Labelled>
    </div>
  );
}

/** What is typed as the slot's kind. */
function typed(slot: Slot, text: string): Value | undefined {
  if (!text) return undefined;
  if (slot.kind === "boolean") return text === "true";
  if (slot.kind === "integer" || slot.kind === "number") return Number.isNaN(Number(text)) ? text : Number(text);
  return text;
}

function Goal({ slot, value, onValue }: { slot: Slot; value: Value | undefined; onValue: (next: Value | undefined) => void }) {
  const { t } = useTranslation("console");
  const label = named(slot.label) || slot.name;
  const values = slot.kind === "boolean" ? ["true", "false"] : (slot.values as unknown[]).map(String);
  if (values.length === 0) return <Labelled label={label}>{(ids) => <Input {...ids} value={value === undefined ? "" : String(value)} placeholder={t("scenario.drawn")} onChange={(event) => onValue(typed(slot, event.target.value))} />}</Labelled>;
  const words = (text: string) => (slot.kind === "boolean" ? t(`scenario.is_${text}`) : text);
  return <Choice label={label} value={value === undefined ? "" : String(value)} options={[["", t("scenario.drawn")], ...values.map((each): [string, string] => [each, words(each)])]} onChange={(text) => onValue(typed(slot, text))} />;
}

export function ScenarioFields({ form, onForm, choices }: { form: Form; onForm: (next: Form) => void; choices: Choices }) {
  const { t } = useTranslation("console");
  const set = (part: Partial<Form>) => onForm({ ...form, ...part });
  const procedure = choices.procedures.find((each) => each.name === form.sop);
  const goal = (form.goal ?? {}) as Record<string, Value>;
  const saying = form.saying ?? {};
  const openings = form.opening;
  const fix = (slot: string, value: Value | undefined) => {
    const next = { ...goal };
    if (value === undefined) delete next[slot];
    else next[slot] = value;
    // Words of another value would never be said.
    const kept = Object.fromEntries(Object.entries(saying).filter(([key]) => !key.startsWith(`${slot}=`)));
    set({ goal: next, saying: kept });
  };
  const say = (key: string, text: Both) => {
    const next = { ...saying, [key]: text };
    if (!text.zh && !text.en) delete next[key];
    set({ saying: next });
  };
  return (
    <Stack>
      <Labelled label={t("scenario.id")} hint={t("scenario.id_hint")}>
        {(ids) => <Input {...ids} value={form.id} autoComplete="off" onChange={(event) => set({ id: event.target.value })} />}
      </Labelled>
      <Choice
        label={t("scenario.procedure")}
        value={form.sop}
        options={[["", t("scenario.choose")], ...choices.procedures.map((each): [string, string] => [each.name, `${named(each.title)} · ${t(each.own ? "procedure.own" : "procedure.platform")}`])]}
        onChange={(sop) => set({ sop, goal: {}, saying: {}, trains: [] })}
      />
      <Pair label={t("scenario.name")} value={form.title} onValue={(title) => set({ title })} />
      {openings.map((text, n) => (
        <Pair key={n} label={t("scenario.opening", { n: n + 1 })} value={text} onValue={(next) => set({ opening: openings.map((each, at) => (at === n ? next : each)) })} />
      ))}
      <Choice
        label={t("scenario.openings")}
        value={String(openings.length)}
        options={[1, 2, 3, 4].map((n): [string, string] => [String(n), String(n)])}
        onChange={(n) => set({ opening: Array.from({ length: Number(n) }, (_, at) => openings[at] ?? { zh: "", en: "" }) })}
      />
      <Choice label={t("scenario.persona")} value={form.persona?.[0] ?? ""} options={[["", t("scenario.any")], ...choices.personas.map((each): [string, string] => [each.id, named(each.name)])]} onChange={(id) => set({ persona: id ? [id] : [] })} />
      <Choice
        label={t("scenario.patience")}
        value={form.patience ? String(form.patience) : ""}
        options={[["", t("scenario.own_patience")], ...[1, 2, 3, 4, 5, 6, 8, 10, 15, 20].map((n): [string, string] => [String(n), String(n)])]}
        onChange={(n) => set({ patience: n ? Number(n) : undefined })}
      />
      <Choice label={t("scenario.mood")} value={form.mood ?? "calm"} options={(["calm", "uneasy", "angry"] as const).map((mood): [string, string] => [mood, t(`scenario.mood_${mood}`)])} onChange={(mood) => set({ mood: mood === "calm" ? undefined : (mood as Form["mood"]) })} />
      {procedure ? (
        <fieldset className={css.goal}>
          <legend>{t("scenario.goal")}</legend>
          <Mute>{t("scenario.goal_hint")}</Mute>
          {procedure.slots.map((slot) => {
            const value = goal[slot.name];
            const key = `${slot.name}=${String(value)}`;
            return (
              <div key={slot.name}>
                <Goal slot={slot} value={value} onValue={(next) => fix(slot.name, next)} />
                {value === undefined ? null : <Pair label={t("scenario.saying", { slot: named(slot.label) || slot.name })} value={saying[key] ?? { zh: "", en: "" }} onValue={(text) => say(key, text)} />}
              </div>
            );
          })}
        </fieldset>
      ) : null}
      {form.trains?.length ? <Mute>{t("scenario.trains", { steps: form.trains.map((step) => named(procedure?.steps.find((each) => each.name === step)?.title ?? { zh: step, en: step })).join(" · ") })}</Mute> : null}
    </Stack>
  );
}
