/** A share with what is known of it: 95 % interval by Wilson's score, which also holds at 0 and at 1. */
export interface Rate {
  readonly n: number;
  readonly hits: number;
  readonly rate: number | null;
  readonly low: number;
  readonly high: number;
}

const Z = 1.959964;

/** The share of hits among n, with its interval. */
export function rateOf(hits: number, n: number): Rate {
  if (n === 0) return { n, hits, rate: null, low: 0, high: 1 };
  const p = hits / n;
  const z2 = Z * Z;
  const middle = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return {
    n,
    hits,
    rate: four(p),
    low: hits === 0 ? 0 : four(middle - half),
    high: hits === n ? 1 : four(middle + half),
  };
}

/** After n trials without an event: its rate is below this with 95 % confidence (3 / n for large n). */
export function boundOfNone(n: number): number {
  return n === 0 ? 1 : four(1 - 0.05 ** (1 / n));
}

function four(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
