/** Full jitter: a random wait up to a ceiling that doubles, so that many clients never come back at once. */
const BASE_MS = 500;
const CEILING_MS = 30_000;

export function backoff(attempt: number, random: () => number = Math.random): number {
  return random() * Math.min(CEILING_MS, BASE_MS * 2 ** Math.min(attempt, 16));
}
