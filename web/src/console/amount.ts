/** Money typed by a person: read digit by digit, never through floating point. */

/** "12", "12.5", "1,200.50" → minor units; null when it is not an amount with at most two decimals. */
export function parseAmount(text: string): number | null {
  const match = /^(\d{1,3}(?:[,\uff0c]\d{3})+|\d{1,12})(?:[.\u3002](\d{1,2}))?$/.exec(text.trim());
  if (!match) return null;
  const whole = Number((match[1] ?? "").replace(/\D/g, ""));
  const cents = Number((match[2] ?? "").padEnd(2, "0"));
  return whole * 100 + cents;
}

/** How a piece's price is split: the fee in basis points goes to the platform, the rest to the worker. */
export function split(priceMinor: number, feeBp: number): { fee: number; worker: number } {
  const fee = Math.floor((priceMinor * feeBp) / 10_000);
  return { fee, worker: priceMinor - fee };
}
