import { describe, expect, it } from "vitest";
import { startTally, Tally, type Change } from "./tally";
import { DeskStore } from "./store";

/** Writes with a clock: each change comes `gap` milliseconds after the one before. */
class Hand {
  readonly tally = new Tally();
  text = "";
  now = 1_000;

  to(after: string, inputType?: string, gap = 200, isTrusted = true): this {
    this.now += gap;
    const change: Change | undefined = inputType === undefined ? undefined : { inputType, isTrusted, timeStamp: this.now };
    this.tally.change("c", this.text, after, change);
    this.text = after;
    return this;
  }

  type(word: string, gap?: number): this {
    for (const letter of word) this.to(this.text + letter, "insertText", gap);
    return this;
  }

  get made() {
    return this.tally.of("c");
  }
}

describe("tally of a draft", () => {
  it("counts letters, changes and time, a pause only at its beginning", () => {
    const hand = new Hand().type("hello").to("hell", "deleteContentBackward").to("hellp", "insertText", 60_000);
    expect(hand.made).toEqual({ typed: 6, inserted: 0, offered: 0, edits: 1, ms: 4 * 200 + 200 + 5_000 });
    expect(JSON.stringify(hand.made)).not.toMatch(/[a-z]*hell/);
  });

  it("takes what an input method wrote for typed, however much comes at once", () => {
    const hand = new Hand();
    for (const [text, gap] of [["n", 100], ["ni", 100], ["ni h", 100], ["ni hao", 100], ["你好", 300]] as const) hand.to(text, "insertCompositionText", gap);
    for (const text of ["你好j", "你好jin", "你好今天天气真不错我们出去走走"]) hand.to(text, "insertCompositionText");
    expect(hand.made).toMatchObject({ typed: 15, inserted: 0, edits: 0 });
    expect(new Hand().to("ni", "insertCompositionText").to("", "deleteCompositionText").made).toBeUndefined();
    expect(new Hand().to("ni", "insertCompositionText").to("你", "insertFromComposition").made).toMatchObject({ typed: 1, inserted: 0 });
  });

  it("knows what came at once from elsewhere", () => {
    const letter = "x".repeat(80);
    for (const kind of ["insertFromPaste", "insertFromDrop", "insertFromYank", ""]) expect(new Hand().type("hi ").to(`hi ${letter}`, kind).made).toMatchObject({ typed: 3, inserted: 80 });
    expect(new Hand().to(letter, "insertText", 0, false).made).toMatchObject({ typed: 0, inserted: 80 });
    expect(new Hand().type("hello").to(letter, "insertFromPaste").made).toMatchObject({ typed: 5, inserted: 80 });
    // Typed by a program: the rule looks at the time.
    expect(new Hand().to(letter, "insertText", 0).made).toEqual({ typed: 80, inserted: 0, offered: 0, edits: 0, ms: 0 });
  });

  it("lets one's own words be moved, once", () => {
    const hand = new Hand().type("one two ").to("two ", "deleteByCut").to("two one ", "insertFromPaste");
    expect(hand.made).toMatchObject({ typed: 12, inserted: 0, edits: 1 });
    hand.to(`two one ${"y".repeat(30)}`, "insertFromPaste");
    expect(hand.made).toMatchObject({ typed: 12, inserted: 30 });
  });

  it("counts the desk's own offers apart, and forgets what they replaced", () => {
    const hand = new Hand().type("hi ").to("hi 〔手机·1〕");
    expect(hand.made).toMatchObject({ typed: 3, offered: 6 });
    hand.to("a suggestion of ours");
    expect(hand.made).toEqual({ typed: 0, inserted: 0, offered: 20, edits: 0, ms: expect.any(Number) });
  });

  it("keeps drafts apart, forgets what was sent and does not guess what it did not see", () => {
    const tally = new Tally();
    tally.change("a", "", "aa", { inputType: "insertFromPaste", isTrusted: true, timeStamp: 1 });
    tally.change("b", "restored", "restored!", { inputType: "insertText", isTrusted: true, timeStamp: 2 });
    expect([tally.of("a")?.inserted, tally.of("b"), tally.of("c")]).toEqual([2, undefined, undefined]);
    const held = tally.of("a");
    tally.change("a", "aa", "");
    expect(tally.of("a")).toBeUndefined();
    tally.change("a", "", "aa", undefined, held);
    expect(tally.of("a")).toEqual(held);
    tally.change("a", "aa", "aa bb", undefined, null);
    expect(tally.of("a")).toBeUndefined();
  });

  it("takes a change for the desk's own when no event is on its way", () => {
    const store = new DeskStore(() => undefined);
    const stop = startTally(store);
    const area = document.body.appendChild(document.createElement("textarea"));
    const write = (before: string, after: string) => () => store.tally?.change("c", before, after);
    area.addEventListener("input", write("", "pasted"), { once: true });
    area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
    write("pasted", "pasted ours")();
    expect(store.tally?.of("c")).toMatchObject({ inserted: 6, offered: 5 });
    stop();
    expect(store.tally).toBeNull();
  });
});
