/** The form of patrol rules: forbidden words with what happens and why, and the sentences they are tried on. */
import { Button, Input } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Choice, Labelled, Mark, Mute, Nothing, Row, Stack } from "@/console/parts";
import { PlainTable } from "@/console/rows";
import { number } from "@/i18n/format";
import css from "./enterprise.module.css";
import { newRule, OUTCOMES, SIDES, type Case, type Outcome, type Rule, type RulesForm, type Side } from "./patrol-form";

/** What is wrong with a part of the form, in words. `field` of a case is its sentence. */
export interface FieldFault {
  at: Rule | Case;
  field: "id" | "words";
  words: string;
}

interface Props {
  form: RulesForm;
  onForm: (form: RulesForm) => void;
  faults: readonly FieldFault[];
  /** The rule that is open, by its place. */
  open: number | null;
  onOpen: (at: number | null) => void;
}

const SHOWN = 3;
const TONES = { block: "bad", warn: "warn", alert: "warn", note: "calm", pass: "good" } as const;
const EXPECTED = { agent: ["pass", "note", "warn", "block"], customer: ["pass", "note", "alert"] } as const;

function useSides(): [string, string][] {
  const { t } = useTranslation("enterprise");
  return SIDES.map((side) => [side, t(`patrol.side_${side}`)]);
}

/** Another side has other outcomes: what it cannot have becomes a remark. */
const fit = <T extends Outcome>(side: Side, outcome: T, known: Record<Side, readonly Outcome[]>) => (known[side].includes(outcome) ? outcome : "note");

export function RulesFields({ form, onForm, faults, open, onOpen }: Props) {
  const { t } = useTranslation("enterprise");
  const put = (at: number, rule: Rule) => onForm({ ...form, rules: form.rules.map((each, n) => (n === at ? rule : each)) });
  const drop = (at: number) => {
    onForm({ ...form, rules: form.rules.filter((_, n) => n !== at) });
    onOpen(null);
  };
  const add = () => {
    onForm({ ...form, rules: [...form.rules, newRule(form)] });
    onOpen(form.rules.length);
  };
  const shown = open === null ? undefined : form.rules[open];
  return (
    <Stack>
      <h3>{t("patrol.words_title")}</h3>
      {form.rules.length === 0 ? <Nothing why={t("patrol.words_none")} /> : <RuleTable rules={form.rules} faults={faults} open={open} onOpen={onOpen} onDrop={drop} />}
      {shown && open !== null ? <RuleFields key={open} rule={shown} faults={faults.filter((fault) => fault.at === shown)} onRule={(rule) => put(open, rule)} /> : null}
      <Row>
        <Button onClick={add}>{t("patrol.add")}</Button>
      </Row>
      <Cases form={form} onForm={onForm} faults={faults} />
    </Stack>
  );
}

/** The first words of a rule, and how many more there are. */
function useSummary(): (rule: Rule) => string {
  const { t } = useTranslation("enterprise");
  return (rule) => {
    const words = rule.words.split("\n").filter((word) => word.trim());
    const first = words.slice(0, SHOWN).join(" · ");
    return words.length > SHOWN ? t("patrol.words_more", { words: first, n: number(words.length - SHOWN) }) : first || "–";
  };
}

interface RuleTableProps {
  rules: readonly Rule[];
  faults: readonly FieldFault[];
  open: number | null;
  onOpen: (at: number | null) => void;
  onDrop: (at: number) => void;
}

function RuleTable({ rules, faults, open, onOpen, onDrop }: RuleTableProps) {
  const { t, i18n } = useTranslation(["enterprise", "console"]);
  const summary = useSummary();
  return (
    <PlainTable
      label={t("patrol.words_title")}
      rows={rules.map((rule, at) => ({ rule, at }))}
      id={({ at }) => String(at)}
      columns={[
        {
          title: t("patrol.words"),
          cell: ({ rule }) => (
            <>
              {summary(rule)} {faults.some((fault) => fault.at === rule) ? <Mark tone="bad">{t("patrol.mend")}</Mark> : null}
            </>
          ),
        },
        { title: t("patrol.side"), cell: ({ rule }) => t(`patrol.side_${rule.side}`) },
        { title: t("patrol.then"), cell: ({ rule }) => <Mark tone={TONES[rule.outcome]}>{t(`patrol.then_${rule.outcome}`)}</Mark> },
        { title: t("patrol.why"), cell: ({ rule }) => (i18n.language === "en" ? rule.why_en : rule.why_zh) || <Mute>{t("patrol.why_empty")}</Mute> },
        {
          title: t("console:act"),
          cell: ({ rule, at }) => (
            <Row>
              <Button size="small" aria-expanded={open === at} aria-label={t("patrol.edit_named", { name: rule.id })} onClick={() => onOpen(open === at ? null : at)}>
                {t(open === at ? "patrol.fold" : "patrol.edit")}
              </Button>
              <Button size="small" aria-label={t("patrol.drop_named", { name: rule.id })} onClick={() => onDrop(at)}>
                {t("patrol.drop")}
              </Button>
            </Row>
          ),
        },
      ]}
    />
  );
}

function RuleFields({ rule, faults, onRule }: { rule: Rule; faults: readonly FieldFault[]; onRule: (rule: Rule) => void }) {
  const { t } = useTranslation("enterprise");
  const sides = useSides();
  const set = (part: Partial<Rule>) => onRule({ ...rule, ...part });
  const fault = (field: FieldFault["field"]) => faults.find((one) => one.field === field)?.words;
  const text = (key: "why_zh" | "why_en" | "suggest_zh" | "suggest_en", hint?: string) => (
    <Labelled label={t(`patrol.${key}`)} hint={hint}>
      {(ids) => <Input {...ids} value={rule[key]} maxLength={200} onChange={(event) => set({ [key]: event.target.value })} />}
    </Labelled>
  );
  return (
    <fieldset className={css.rule}>
      <legend>{t("patrol.one", { name: rule.id })}</legend>
      <Labelled label={t("patrol.words")} hint={t("patrol.words_hint")} error={fault("words")}>
        {(ids) => <Input.TextArea {...ids} autoFocus rows={4} value={rule.words} onChange={(event) => set({ words: event.target.value })} />}
      </Labelled>
      <Row>
        <Choice label={t("patrol.side")} value={rule.side} options={sides} onChange={(side) => set({ side: side as Side, outcome: fit(side as Side, rule.outcome, OUTCOMES) })} />
        <Choice label={t("patrol.then")} value={rule.outcome} options={OUTCOMES[rule.side].map((one): [string, string] => [one, t(`patrol.then_${one}`)])} onChange={(outcome) => set({ outcome: outcome as Outcome })} />
      </Row>
      {text("why_zh", t("patrol.why_hint"))}
      {text("why_en")}
      {text("suggest_zh")}
      {text("suggest_en")}
      <Labelled label={t("patrol.unless")} hint={t("patrol.unless_hint")}>
        {(ids) => <Input.TextArea {...ids} rows={2} value={rule.unless} onChange={(event) => set({ unless: event.target.value })} />}
      </Labelled>
      <Labelled label={t("patrol.id")} hint={t("patrol.id_hint")} error={fault("id")}>
        {(ids) => <Input {...ids} value={rule.id} maxLength={40} autoComplete="off" onChange={(event) => set({ id: event.target.value })} />}
      </Labelled>
    </fieldset>
  );
}

function Cases({ form, onForm, faults }: Pick<Props, "form" | "onForm" | "faults">) {
  const { t } = useTranslation(["enterprise", "console"]);
  const sides = useSides();
  const set = (at: number, part: Partial<Case>) => onForm({ ...form, cases: form.cases.map((each, n) => (n === at ? { ...each, ...part } : each)) });
  const add = () => onForm({ ...form, cases: [...form.cases, { side: "agent", expect: "warn", text: "" }] });
  return (
    <>
      <h3>{t("patrol.cases")}</h3>
      <Mute>{t("patrol.cases_hint")}</Mute>
      {form.cases.length === 0 ? (
        <Nothing why={t("patrol.cases_none")} />
      ) : (
        <PlainTable
          label={t("patrol.cases")}
          rows={form.cases.map((one, at) => ({ one, at, n: at + 1 }))}
          id={({ at }) => String(at)}
          columns={[
            { title: t("patrol.case"), cell: ({ one, at, n }) => <Sentence label={t("patrol.case_n", { n })} value={one.text} fault={faults.find((fault) => fault.at === one)?.words} onValue={(text) => set(at, { text })} /> },
            {
              title: t("patrol.side"),
              cell: ({ one, at, n }) => <Choice hideLabel label={t("patrol.case_side_n", { n })} value={one.side} options={sides} onChange={(side) => set(at, { side: side as Side, expect: fit(side as Side, one.expect, EXPECTED) })} />,
            },
            {
              title: t("patrol.expect"),
              cell: ({ one, at, n }) => (
                <Choice hideLabel label={t("patrol.case_then_n", { n })} value={one.expect} options={EXPECTED[one.side].map((each): [string, string] => [each, t(`patrol.then_${each}`)])} onChange={(expect) => set(at, { expect: expect as Outcome })} />
              ),
            },
            {
              title: t("console:act"),
              cell: ({ at, n }) => (
                <Button size="small" aria-label={t("patrol.case_drop_n", { n })} onClick={() => onForm({ ...form, cases: form.cases.filter((_, each) => each !== at) })}>
                  {t("patrol.drop")}
                </Button>
              ),
            },
          ]}
        />
      )}
      <Row>
        <Button onClick={add}>{t("patrol.case_add")}</Button>
      </Row>
    </>
  );
}

function Sentence({ label, value, fault, onValue }: { label: string; value: string; fault?: string; onValue: (value: string) => void }) {
  const id = useId();
  return (
    <>
      <Input aria-label={label} aria-invalid={fault ? true : undefined} aria-describedby={fault ? id : undefined} value={value} maxLength={500} onChange={(event) => onValue(event.target.value)} />
      {fault ? (
        <p id={id} className={css.fault}>
          {fault}
        </p>
      ) : null}
    </>
  );
}
