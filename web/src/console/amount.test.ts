import { describe, expect, it } from "vitest";
import { parseAmount, split } from "./amount";
import { csvField } from "./rows";

describe("amounts", () => {
  it.each([
    ["12", 1200],
    ["12.5", 1250],
    [" 0.07 ", 7],
    ["1,200.50", 120_050],
    ["0.29", 29],
    ["", null],
    ["1.234", null],
    ["-5", null],
    ["1e3", null],
    ["12,00", null],
    ["abc", null],
  ])("%j is %j", (text, minor) => expect(parseAmount(text)).toBe(minor));

  it("splits without losing a cent", () => {
    for (const price of [1, 3, 99, 101, 333, 12_345]) {
      const { fee, worker } = split(price, 1500);
      expect(fee + worker).toBe(price);
      expect(fee).toBeLessThanOrEqual((price * 1500) / 10_000);
    }
  });
});

describe("csv", () => {
  it("quotes, and defuses formulas", () => {
    expect(csvField('a"b,c')).toBe('"a""b,c"');
    expect(csvField("=1+1")).toBe("'=1+1");
    expect(csvField(-5)).toBe("-5");
    expect(csvField(null)).toBe("");
  });
});
