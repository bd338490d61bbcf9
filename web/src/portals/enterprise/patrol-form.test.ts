import { describe, expect, it } from "vitest";
import { faults, formOf, named, newRule, written, type RulesForm } from "./patrol-form";
import BEGIN from "./patrol-rules.begin.toml?raw";

const RULE = { id: "own.old", side: "agent", outcome: "warn", words: "旧款\n停产款", unless: "", why_zh: "请勿推荐", why_en: "Do not offer it", suggest_zh: "", suggest_en: "" } as const;
const FORM: RulesForm = {
  id: "own",
  version: 3,
  rules: [{ ...RULE }, { ...RULE, id: "own.sue", side: "customer", outcome: "alert", words: 'see you in "court"', unless: "tennis\nbasket", why_zh: "", why_en: "" }],
  cases: [
    { side: "agent", expect: "warn", text: "这款是停产款" },
    { side: "customer", expect: "pass", text: "the tennis court, see you in it" },
  ],
};

it("the file that a new enterprise begins with is a form", () => {
  const form = formOf(BEGIN);
  expect(form?.rules.map(({ id, words, outcome, suggest_en }) => [id, words, outcome, suggest_en])).toEqual([["own.old", "旧款\n停产款", "warn", "Let me suggest one that is on sale now."]]);
  expect(form?.cases.map(({ expect: wanted, text }) => [wanted, text])).toEqual([
    ["warn", "这款是停产款，您要吗"],
    ["pass", "这是新款"],
  ]);
});

it("a form is written and read back as it was", () => {
  expect(formOf(written(FORM))).toEqual(FORM);
  expect(written(FORM)).toContain('unless = ["@own_sue_unless"]');
  expect(written(FORM)).toContain('class = "tenant_rule"');
});

it("lines that say nothing are not written", () => {
  const text = written({ ...FORM, rules: [{ ...RULE, words: " 旧款 \n\n" }], cases: [{ side: "agent", expect: "warn", text: "  " }] });
  expect(formOf(text)?.rules[0]?.words).toBe("旧款");
  expect(text).not.toContain("[[test]]");
});

it("plain words in a pattern are words of the form too", () => {
  expect(formOf('id = "own"\nversion = 1\n[[rule]]\nid = "a"\nclass = "tenant_rule"\noutcome = "block"\nmatch = ["face book|fb", "ig"]')?.rules[0]?.words).toBe("face book\nfb\nig");
});

describe("a text that says more than the form shows stays text", () => {
  const rule = 'id = "own"\nversion = 1\n[words]\na = ["x"]\n[[rule]]\nid = "a"\nclass = "tenant_rule"\noutcome = "block"\nmatch = ["@a"]\n';
  it("is a form without it", () => expect(formOf(rule)).toBeDefined());
  it.each([
    ["a pattern with a gap", rule.replace('"@a"', '"@a ~4 b"')],
    ["an unknown set", rule.replace('"@a"', '"@b"')],
    ["a set no rule names", rule.replace("[words]", '[words]\nspare = ["y"]')],
    ["a set found by sound", rule.replaceAll("a = [", "a_heard = [").replace('"@a"', '"@a_heard"')],
    ["a key of experts", `${rule}negatable = true\n`],
    ["a regular expression", `${rule}regex = ["x+"]\n`],
    ["an outcome of the other side", rule.replace('"block"', '"alert"')],
    ["words of the class", `${rule}[class.tenant_rule]\nwhy_zh = "x"\nwhy_en = "x"\n`],
    ["another class", rule.replace('"tenant_rule"', '"abuse"')],
    ["a case with more", `${rule}[[test]]\nexpect = "block"\ntexts = ["x"]\nskill = "tea"\n`],
    ["what is no TOML", `${rule}and so on`],
  ])("%s", (_, text) => expect(formOf(text)).toBeUndefined());
});

describe("what must be mended", () => {
  it("a rule without words, without a name, or with the name of another", () => {
    const [old, sue] = FORM.rules;
    const form = { ...FORM, rules: [{ ...RULE, words: " \n" }, { ...RULE, id: "Own Rule" }, old, sue, { ...RULE, id: "own-old" }].filter((each) => each !== undefined) };
    expect([...faults(form)].map(([at, { field, code }]) => [form.rules.indexOf(at), field, code])).toEqual([
      [0, "words", "fault_words"],
      [1, "id", "fault_id"],
      [2, "id", "fault_twice"],
      [4, "id", "fault_twice"],
    ]);
    expect(faults(FORM).size).toBe(0);
  });

  it("is found from what the server says", () => {
    expect(named(FORM, 'policy patrol/own: line 7: rule own.sue: pattern "@own_sue": "…" has nothing to look for')).toBe(FORM.rules[1]);
    expect(named(FORM, "policy patrol/own: the word set own_old is the base's; choose another name")).toBe(FORM.rules[0]);
    expect(named(FORM, 'policy patrol/own: line 9: test vector "这款是停产款": wanted warn, got pass by no rule')).toBe(FORM.cases[0]);
    expect(named(FORM, "at most 200 rules")).toBeUndefined();
  });

  it("a new rule takes a name that is free", () => {
    const first = newRule({ ...FORM, rules: [] });
    expect(first.id).toBe("own.rule-1");
    expect(newRule({ ...FORM, rules: [{ ...first, id: "own.rule-2" }] }).id).toBe("own.rule-3");
  });
});
