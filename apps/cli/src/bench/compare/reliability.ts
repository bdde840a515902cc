import { rateOf } from './interval.ts';

/** Verdicts whose stated confidence fell into one band, and how often they were right. */
export interface ReliabilityBand {
  readonly from: number;
  readonly to: number;
  readonly n: number;
  readonly stated: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
}

const BANDS = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0001];

/** A reliability diagram, and the expected calibration error: the mean distance between stated and true, weighted by n. */
export function reliabilityOf(verdicts: readonly { confidence: number; right: boolean }[]): {
  readonly error: number | null;
  readonly bands: readonly ReliabilityBand[];
} {
  const bands = BANDS.slice(0, -1).flatMap((from, i): ReliabilityBand[] => {
    const to = BANDS[i + 1] ?? 1;
    const inside = verdicts.filter((v) => v.confidence >= from && v.confidence < to);
    if (inside.length === 0) return [];
    const { rate, low, high } = rateOf(inside.filter((v) => v.right).length, inside.length);
    const stated = inside.reduce((sum, v) => sum + v.confidence, 0) / inside.length;
    return [
      { from, to: Math.min(1, to), n: inside.length, stated: four(stated), right: rate ?? 0, low, high },
    ];
  });
  if (verdicts.length === 0) return { error: null, bands };
  const error = bands.reduce((sum, b) => sum + b.n * Math.abs(b.stated - b.right), 0) / verdicts.length;
  return { error: four(error), bands };
}

function four(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
