import { describe, expect, it } from "vitest";
import type { TypingEvent } from "@/api/types";
import { progress, TypingLog } from "./typing-log";

function replay(events: TypingEvent[]): string {
  let text: string[] = [];
  for (const event of events) {
    if (event.kind === "delete") text = text.slice(0, text.length - (event.count ?? 1));
    else text.push(...Array.from(event.text ?? ""));
  }
  return text.join("");
}

describe("typing log", () => {
  it("replays to the text: keys, deletions, compositions, letters outside the basic plane", () => {
    let now = 0;
    const log = new TypingLog(() => now);
    log.start();
    const type = (value: string) => {
      now += 120;
      log.input(value);
    };
    type("a");
    type("ab");
    type("a");
    log.compositionStart();
    for (const half of ["an", "ani", "anih"]) type(half);
    now += 300;
    log.compositionEnd("a你好");
    log.input("a你好");
    type("a你好𠮷");
    type("a你好");
    expect(log.events.map((event) => event.kind)).toEqual(["insert", "insert", "delete", "compose", "insert", "delete"]);
    expect(replay(log.events)).toBe("a你好");
    expect(log.events.at(-1)).toMatchObject({ kind: "delete", count: 1 });
    expect(log.events.every((event, n) => event.at_ms >= (log.events[n - 1]?.at_ms ?? 0))).toBe(true);
  });

  it("counts a cancelled composition as nothing", () => {
    const log = new TypingLog(() => 5);
    log.compositionStart();
    log.input("ni");
    log.compositionEnd("");
    expect(log.events).toEqual([]);
  });

  it("measures by letters", () => {
    expect(progress("您好", "您好吗", 60_000)).toEqual({ perMinute: 2, accuracy: 1 });
    expect(progress("您坏", "您好吗", 30_000)).toEqual({ perMinute: 2, accuracy: 0.5 });
  });
});
