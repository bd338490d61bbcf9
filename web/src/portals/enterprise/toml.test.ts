import { describe, expect, it } from "vitest";
import { Fault, listed, quoted, read } from "./toml";

describe("the reader", () => {
  it("reads tables, lists of tables, strings, numbers, truth values and lists over lines", () => {
    const toml = read(`# a file\nid = "own" # its name\nversion = 12\r\non = true\n\n[words]\nold = [\n  "旧款", # one\n  'C:\\x',\n]\n"a b" = []\n[[rule]]\nid = "one"\n[[rule]]\nid = "two"\n`);
    expect({ ...toml.top }).toEqual({ id: "own", version: 12, on: true });
    expect({ ...toml.tables.get("words") }).toEqual({ old: ["旧款", "C:\\x"], "a b": [] });
    expect(toml.lists.get("rule")?.map((each) => each.id)).toEqual(["one", "two"]);
  });

  it("reads every escape", () => {
    expect(read('a = "\\"\\\\\\t\\n\\u00e9\\U0001F600"').top.a).toBe('"\\\t\né😀');
  });

  it.each([
    ["a = 1.5", 1],
    ["a = 2026-01-01", 1],
    ['\na = """x"""', 2],
    ['a = "open\nb = 1', 1],
    ["a = { b = 1 }", 1],
    ["a.b = 1", 1],
    ["a = 1\na = 2", 2],
    ["[t]\n[t]", 2],
    ['a = "\\q"', 1],
    ["a = [1, 2", 1],
    ["a = 1 b = 2", 1],
    ["= 1", 1],
    ["a", 1],
  ])("names the line of %j, which it does not know", (text, line) => {
    let found: unknown;
    try {
      read(text);
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(Fault);
    expect((found as Fault).line).toBe(line);
  });

  it("is not misled by names that every object has", () => {
    expect(read("constructor = 1").top.constructor).toBe(1);
  });
});

it("what is written is read back as it was", () => {
  const texts = ['"', "\\", "tab\t", "\u007f\u0001", "# no comment", "’é😀", "]", "@a|b ~3 c", "x".repeat(90)];
  for (const text of texts) expect(read(`a = ${quoted(text)}`).top.a).toBe(text);
  expect(read(`a = ${listed(texts)}`).top.a).toEqual(texts);
  expect(listed(["a", "b"])).toBe('["a", "b"]');
});
