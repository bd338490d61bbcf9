import { describe, expect, it } from "vitest";
import { classOf, pairOf, Rhythm, risen, WINDOW_KEYS, type KeyWindow } from "./rhythm";

describe("rhythm of typing", () => {
  it("knows keys by hand and row, whatever they write", () => {
    expect(["KeyQ", "KeyJ", "Space", "Backspace", "Digit4", "Comma", "F5"].map(classOf)).toEqual(["left_top", "right_home", "space", "erase", "digit", "other", "other"]);
    expect([pairOf("left_top", "right_low"), pairOf("space", "left_home"), pairOf("left_low", "erase"), pairOf("erase", "erase"), pairOf("erase", "left_top"), pairOf("other", "space")]).toEqual(["lr", "sl", "to_erase", "erase_erase", null, null]);
  });

  it("tells counts and moments once a window is full, without keys or order", () => {
    const told: KeyWindow[] = [];
    const rhythm = new Rhythm((window) => told.push(window));
    let at = 0;
    const type = (n: number) => {
      const code = n % 2 ? "KeyK" : "KeyD";
      rhythm.press(code, at);
      rhythm.press(code, at + 10);
      rhythm.release(code, at + 80);
      // A pause of thought is no rhythm.
      at += n % 10 === 9 ? 5_000 : 150;
    };
    for (let n = 0; n < WINDOW_KEYS - 1; n++) type(n);
    expect(told).toEqual([]);
    type(WINDOW_KEYS - 1);
    expect(told).toHaveLength(1);
    const [window] = told;
    expect(window?.keys).toBe(WINDOW_KEYS);
    expect(window?.dwell.left_home).toEqual({ n: WINDOW_KEYS / 2, mean: 4.382, sd: 0 });
    expect(Object.keys(window?.flight ?? {}).sort()).toEqual(["lr", "rl"]);
    expect((window?.flight.lr?.n ?? 0) + (window?.flight.rl?.n ?? 0)).toBe(WINDOW_KEYS - WINDOW_KEYS / 10);
    expect(JSON.stringify(told)).not.toMatch(/Key/);
  });

  it("tells what the guard noticed since the last report, and nothing that the server knows", () => {
    expect(risen({ hidden: 3, capture_key: 1, guard: 2, untrusted: 1, copy: 2 }, { hidden: 1, copy: 2 })).toEqual({ hidden: 2, capture_key: 1 });
  });
});
