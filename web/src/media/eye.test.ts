import { describe, expect, it } from "vitest";
import { columns, Lasting, light, seenColours, shifted } from "./eye";

/** A picture of `width` by 8 whose brightness is `at(x)`. */
function picture(width: number, at: (x: number) => number): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(width * 8 * 4);
  for (let y = 0; y < 8; y++) for (let x = 0; x < width; x++) pixels.fill(at(x), (y * width + x) * 4, (y * width + x) * 4 + 3);
  return pixels;
}

describe("an eye", () => {
  it("knows a dark or even picture from one with something in it", () => {
    expect(light(picture(40, () => 3)).mean).toBeLessThan(14);
    expect(light(picture(40, () => 120)).spread).toBeLessThan(5);
    expect(light(picture(40, (x) => (x % 10) * 20)).spread).toBeGreaterThan(5);
  });

  it("takes what lasts for covered, and not a moment", () => {
    const cover = new Lasting(1_000);
    // A camera whose every third picture is even: a hand that passes, or a light that flickers.
    const flickers = Array.from({ length: 60 }, (_, n) => cover.tell(n % 3 === 0, n * 200));
    expect(flickers).not.toContain(true);
    expect([12_000, 12_400, 12_999, 13_000, 20_000].map((at) => cover.tell(true, at))).toEqual([false, false, false, true, true]);
    expect(cover.tell(false, 20_200)).toBe(false);
    expect(cover.tell(true, 20_400)).toBe(false);
  });

  it("sees which way a picture moved", () => {
    const bump = (middle: number) => (x: number) => 40 + 150 * Math.exp(-((x - middle) ** 2) / 30);
    const before = columns(picture(80, bump(40)), 80);
    expect(shifted(before, columns(picture(80, bump(44)), 80))).toBeGreaterThan(0);
    expect(shifted(before, columns(picture(80, bump(36)), 80))).toBeLessThan(0);
    expect(shifted(before, before)).toBe(0);
  });

  it("tells the colours of a flash by what stands out", () => {
    expect(seenColours([[130, 100, 100], [100, 128, 101], [99, 100, 131], [131, 99, 100]])).toEqual(["red", "green", "blue", "red"]);
  });
});
