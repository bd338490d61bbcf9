/** From what the network tells to boxes, and from boxes to what the guard is told. Pure: numbers in, numbers out. */
import { CLASSES, REACH, type Told } from "./network";

/** Of the network's 80 classes these two are looked at, and nothing is asked about a person but that they are one. */
const WANTED = { person: 0, phone: 67 } as const;
export type Thing = keyof typeof WANTED;

/** A thing in a picture; place and size as shares of it, 0 to 1. */
export interface Box {
  thing: Thing;
  /** The network's own certainty. */
  score: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Scores from which a thing counts. Where they come from is said in docs/SIGHT.md. */
export const COUNTS: Record<Thing, number> = { phone: 0.35, person: 0.45 };
/** Boxes of one thing that share more than this of their whole are one. */
const SAME = 0.5;
/** A person's box of which so much lies in another's is a part of them. */
const INSIDE = 0.75;
/** Scores below are not looked at further. */
const FAINT = 0.2;

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** The mean of the distances that a softmax over `REACH` values gives. */
function distance(values: Float32Array, at: number): number {
  let [top, sum, mean] = [-Infinity, 0, 0];
  for (let n = 0; n < REACH; n++) top = Math.max(top, values[at + n] ?? 0);
  for (let n = 0; n < REACH; n++) {
    const weight = Math.exp((values[at + n] ?? 0) - top);
    sum += weight;
    mean += n * weight;
  }
  return mean / sum;
}

function shared(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

const area = (box: Box) => box.width * box.height;

function isSame(a: Box, b: Box): boolean {
  const both = shared(a, b);
  return both > SAME * (area(a) + area(b) - both) || (a.thing === "person" && both > INSIDE * Math.min(area(a), area(b)));
}

/** Every box of a thing that scores at least `least`, the surest of those that mean the same, surest first. */
export function boxes(told: readonly Told[], width: number, height: number, least = FAINT): Box[] {
  const found: Box[] = [];
  // Compared before the sigmoid, which most points need not.
  const raw = Math.log(least / (1 - least));
  for (const { stride, row, step, values, ...size } of told) {
    for (let v = 0; v < size.height; v++) {
      for (let u = 0; u < size.width; u++) {
        const at = v * row + u * step;
        for (const [thing, index] of Object.entries(WANTED) as [Thing, number][]) {
          const score = values[at + index] ?? -Infinity;
          if (score < raw) continue;
          const [left = 0, top = 0, right = 0, bottom = 0] = [0, 1, 2, 3].map((n) => distance(values, at + CLASSES + n * REACH) * stride);
          const [x, y] = [Math.max(0, (u + 0.5) * stride - left), Math.max(0, (v + 0.5) * stride - top)];
          const [endX, endY] = [Math.min(width, (u + 0.5) * stride + right), Math.min(height, (v + 0.5) * stride + bottom)];
          found.push({ thing, score: sigmoid(score), x: x / width, y: y / height, width: (endX - x) / width, height: (endY - y) / height });
        }
      }
    }
  }
  found.sort((a, b) => b.score - a.score);
  const kept: Box[] = [];
  for (const box of found) if (!kept.some((other) => other.thing === box.thing && isSame(other, box))) kept.push(box);
  return kept;
}

/** A score as certainty: one half where it begins to count, which is where the guard's policy draws its line. */
export function certainty(thing: Thing, score: number): number {
  const counts = COUNTS[thing];
  return score < counts ? (score / counts) * 0.5 : 0.5 + ((score - counts) / (1 - counts)) * 0.5;
}

/** What one look says: how sure it is of a telephone, of a second person, and of nobody being there. */
export interface Seen {
  phone: number;
  second: number;
  absent: number;
}

export function seen(found: readonly Box[]): Seen {
  const scores = (thing: Thing) => found.filter((box) => box.thing === thing).map((box) => certainty(thing, box.score));
  const [first = 0, second = 0] = scores("person");
  return { phone: scores("phone")[0] ?? 0, second, absent: 1 - first };
}

/** Two of the last three looks must agree: of each certainty the second highest. */
export function steady(looks: readonly Seen[]): Seen {
  const last = looks.slice(-3);
  const second = (of: (look: Seen) => number) => last.map(of).sort((a, b) => b - a)[1] ?? 0;
  return { phone: second((look) => look.phone), second: second((look) => look.second), absent: second((look) => look.absent) };
}
