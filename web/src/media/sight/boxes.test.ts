import { expect, it } from "vitest";
import { boxes, certainty, COUNTS, seen, steady, type Box } from "./boxes";
import { CLASSES, REACH, type Told } from "./network";

const STEP = 128;
const PERSON = 0;
const PHONE = 67;
const REMOTE = 65;
const logit = (p: number) => Math.log(p / (1 - p));

/** A map of `width` × `height` points, 8 pixels each, that says nothing anywhere. */
function silent(width: number, height: number): Told {
  const row = (width + 2) * STEP;
  return { stride: 8, width, height, step: STEP, row, values: new Float32Array(row * height).fill(-9) };
}

/** At point (u, v): something of a class, so many points to its left, top, right and bottom. */
function say(told: Told, u: number, v: number, index: number, score: number, distances: [number, number, number, number]): void {
  const at = v * told.row + u * told.step;
  told.values[at + index] = logit(score);
  distances.forEach((distance, side) => {
    // Halves lie between two steps of equal weight.
    for (let n = 0; n < REACH; n++) told.values[at + CLASSES + side * REACH + n] = Math.abs(n - distance) < 0.6 ? 20 : -20;
  });
}

it("a point's distances become a box in shares of the picture", () => {
  const told = silent(20, 10);
  say(told, 9, 4, PHONE, 0.6, [2, 3, 2, 2.5]);
  const [box, ...others] = boxes([told], 160, 80);
  expect(others).toEqual([]);
  expect(box).toMatchObject({ thing: "phone" });
  // The point (76, 36): from 60 to 92 across, from 12 to 56 down.
  expect([box?.score, box?.x, box?.y, box?.width, box?.height].map((n) => Math.round((n ?? 0) * 1000) / 1000)).toEqual([0.6, 0.375, 0.15, 0.2, 0.55]);
});

it("boxes end at the picture's edge, and other classes are not looked at", () => {
  const told = silent(20, 10);
  say(told, 0, 0, PERSON, 0.8, [9, 9, 3, 3]);
  say(told, 15, 5, REMOTE, 0.9, [2, 2, 2, 2]);
  const found = boxes([told], 160, 80);
  expect(found.map((box) => [box.thing, box.x, box.y])).toEqual([["person", 0, 0]]);
});

it("of boxes that mean the same the surest stays, and a head is a part of its person", () => {
  const told = silent(20, 10);
  say(told, 8, 4, PERSON, 0.7, [5, 4, 5, 5]);
  say(told, 9, 4, PERSON, 0.9, [5, 4, 5, 5]);
  say(told, 8, 2, PERSON, 0.6, [1, 1, 1, 1]);
  say(told, 18, 4, PERSON, 0.5, [1, 4, 1, 5]);
  expect(boxes([told], 160, 80).map((box) => Math.round(box.score * 10) / 10)).toEqual([0.9, 0.5]);
});

it("what is fainter than asked for is no box", () => {
  const told = silent(20, 10);
  say(told, 8, 4, PHONE, 0.19, [2, 2, 2, 2]);
  expect(boxes([told], 160, 80)).toEqual([]);
  expect(boxes([told], 160, 80, 0.1)).toHaveLength(1);
});

const box = (thing: Box["thing"], score: number): Box => ({ thing, score, x: 0, y: 0, width: 0.1, height: 0.1 });

it("certainty is one half where a score begins to count", () => {
  expect(certainty("phone", COUNTS.phone)).toBe(0.5);
  expect(certainty("phone", 1)).toBe(1);
  expect(certainty("person", COUNTS.person - 0.01)).toBeLessThan(0.5);
});

it("nobody, one person, a second one and a telephone are told apart", () => {
  expect(seen([])).toEqual({ phone: 0, second: 0, absent: 1 });
  const alone = seen([box("person", 0.9)]);
  expect([alone.absent < 0.5, alone.second]).toEqual([true, 0]);
  const two = seen([box("person", 0.9), box("phone", 0.5), box("person", 0.6)]);
  expect([two.second > 0.5, two.phone > 0.5, two.absent < 0.5]).toEqual([true, true, true]);
});

it("two of the last three looks must agree", () => {
  const [yes, no] = [seen([box("person", 0.9), box("phone", 0.6)]), seen([box("person", 0.9)])];
  expect(steady([yes]).phone).toBe(0);
  expect(steady([yes, no, no]).phone).toBe(0);
  expect(steady([yes, no, yes]).phone).toBe(yes.phone);
  expect(steady([yes, yes, no, no]).phone).toBe(0);
});
