/** Rules as a form, and the form as the TOML that the server reads. What a form cannot show stays text. */
import { Fault, listed, quoted, read, type Table, type Value } from "./toml";

export const SIDES = ["agent", "customer"] as const;
export type Side = (typeof SIDES)[number];
/** What may happen to words of each side. */
export const OUTCOMES = { agent: ["note", "warn", "block"], customer: ["note", "alert"] } as const;
export type Outcome = "pass" | "note" | "warn" | "block" | "alert";

/** Forbidden words of one kind. Words and exceptions are one a line, as they are typed. */
export interface Rule {
  id: string;
  side: Side;
  outcome: Outcome;
  words: string;
  /** Where one of these is near, the rule is silent. */
  unless: string;
  why_zh: string;
  why_en: string;
  suggest_zh: string;
  suggest_en: string;
}

/** A sentence and what must be said about it. */
export interface Case {
  side: Side;
  expect: Outcome;
  text: string;
}

export interface RulesForm {
  id: string;
  version: number;
  rules: Rule[];
  cases: Case[];
}

const SAID = ["why_zh", "why_en", "suggest_zh", "suggest_en"] as const;
const lines = (text: string): string[] => text.split("\n").map((line) => line.trim()).filter(Boolean);
const isSide = (value: Value): value is Side => value === "agent" || value === "customer";
const isTexts = (value: Value | undefined): value is string[] => Array.isArray(value) && value.every((one) => typeof one === "string" && !one.includes("\n"));

export function newRule(form: RulesForm): Rule {
  let n = form.rules.length + 1;
  while (form.rules.some((rule) => rule.id === `own.rule-${n}`)) n += 1;
  return { id: `own.rule-${n}`, side: "agent", outcome: "warn", words: "", unless: "", why_zh: "", why_en: "", suggest_zh: "", suggest_en: "" };
}

/** The name of the set that holds a rule's words. */
const setOf = (rule: Rule) => rule.id.replaceAll(/[^A-Za-z0-9_]/g, "_").toLowerCase();

/** What a person must still mend before the server is asked, by rule. */
export function faults(form: RulesForm): Map<Rule, { field: "id" | "words"; code: string }> {
  const found = new Map<Rule, { field: "id" | "words"; code: string }>();
  const sets = new Set<string>();
  for (const rule of form.rules) {
    if (!/^[a-z0-9][a-z0-9._-]{1,39}$/.test(rule.id)) found.set(rule, { field: "id", code: "fault_id" });
    else if (sets.has(setOf(rule))) found.set(rule, { field: "id", code: "fault_twice" });
    else if (lines(rule.words).length === 0) found.set(rule, { field: "words", code: "fault_words" });
    sets.add(setOf(rule));
  }
  return found;
}

/** The TOML of a form. */
export function written(form: RulesForm): string {
  const out = [`id = ${quoted(form.id)}`, `version = ${form.version}`];
  const sets = form.rules.flatMap((rule) => [
    [setOf(rule), lines(rule.words)] as const,
    [`${setOf(rule)}_unless`, lines(rule.unless)] as const,
  ]);
  const kept = sets.filter(([, words]) => words.length > 0);
  if (kept.length) out.push("", "[words]", ...kept.map(([name, words]) => `${name} = ${listed(words)}`));
  for (const rule of form.rules) {
    out.push("", "[[rule]]", `id = ${quoted(rule.id)}`, 'class = "tenant_rule"', `outcome = ${quoted(rule.outcome)}`);
    if (rule.side !== "agent") out.push(`side = ${quoted(rule.side)}`);
    out.push(`match = ["@${setOf(rule)}"]`);
    if (lines(rule.unless).length) out.push(`unless = ["@${setOf(rule)}_unless"]`);
    for (const key of SAID) if (rule[key].trim()) out.push(`${key} = ${quoted(rule[key].trim())}`);
  }
  for (const one of form.cases.filter((each) => each.text.trim())) {
    out.push("", "[[test]]", `expect = ${quoted(one.expect)}`);
    if (one.side !== "agent") out.push(`side = ${quoted(one.side)}`);
    out.push(`texts = ${listed([one.text])}`);
  }
  return `${out.join("\n")}\n`;
}

const only = (table: Table, ...known: string[]) => Object.keys(table).every((key) => known.includes(key));

/** Words of patterns, or nothing where a pattern is more than words. `used` takes the sets that were named. */
function wordsOf(patterns: Value | undefined, sets: Table, used: Set<string>): string | undefined {
  if (patterns === undefined) return "";
  if (!isTexts(patterns)) return undefined;
  const words: string[] = [];
  for (const pattern of patterns) {
    const set = /^@([\w-]+)$/.exec(pattern)?.[1];
    const known = set === undefined ? pattern.split("|") : sets[set];
    if (set !== undefined) used.add(set);
    if (!isTexts(known) || (set === undefined && /[@~]/.test(pattern))) return undefined;
    words.push(...known.map((word) => word.trim()));
  }
  return words.join("\n");
}

function ruleOf(table: Table, sets: Table, used: Set<string>): Rule | undefined {
  const { id, outcome, side = "agent", match, unless } = table;
  const words = wordsOf(match, sets, used);
  const except = wordsOf(unless, sets, used);
  if (!only(table, "id", "class", "outcome", "side", "match", "unless", ...SAID) || table.class !== "tenant_rule") return undefined;
  if (typeof id !== "string" || words === undefined || except === undefined || !isSide(side)) return undefined;
  const outcomes: readonly Value[] = OUTCOMES[side];
  if (outcome === undefined || !outcomes.includes(outcome)) return undefined;
  const said = SAID.map((key): [string, Value] => [key, table[key] ?? ""]);
  if (said.some(([, text]) => typeof text !== "string")) return undefined;
  return { id, side, outcome: outcome as Outcome, words, unless: except, ...(Object.fromEntries(said) as Pick<Rule, (typeof SAID)[number]>) };
}

function casesOf(table: Table): Case[] | undefined {
  const { texts, expect, side = "agent" } = table;
  const known: readonly Value[] = ["pass", "note", "warn", "block", "alert"];
  if (!only(table, "texts", "expect", "side") || !isTexts(texts) || !isSide(side) || expect === undefined || !known.includes(expect)) return undefined;
  return texts.map((text) => ({ side, expect: expect as Outcome, text }));
}

/** The form of a text, or nothing where the text has more than a form shows: it is then edited as text. */
export function formOf(text: string): RulesForm | undefined {
  try {
    const { top, tables, lists } = read(text);
    const sets = tables.get("words") ?? {};
    const { id, version } = top;
    const isKnown = only(top, "id", "version") && [...tables.keys()].every((name) => name === "words") && [...lists.keys()].every((name) => name === "rule" || name === "test");
    if (!isKnown || typeof id !== "string" || typeof version !== "number") return undefined;
    const used = new Set<string>();
    const rules = (lists.get("rule") ?? []).map((table) => ruleOf(table, sets, used));
    const cases = (lists.get("test") ?? []).map(casesOf);
    // A set that no rule names, or one found by its sound, would be lost.
    if (Object.keys(sets).some((name) => !used.has(name) || name.endsWith("_heard"))) return undefined;
    if (!rules.every((rule) => rule !== undefined) || !cases.every((one) => one !== undefined)) return undefined;
    return { id, version, rules, cases: cases.flat() };
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

/** Which part of the form the server's refusal is about. */
export function named(form: RulesForm, said: string): Rule | Case | undefined {
  const rule = form.rules.find(({ id }) => said.includes(`rule ${id}:`) || said.includes(`rule ${id} `));
  return rule ?? form.rules.find((one) => said.includes(`word set ${setOf(one)} `)) ?? form.cases.find(({ text }) => text.trim() && said.includes(`test vector ${JSON.stringify(text)}`));
}
