import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundOfNone, rateOf } from './interval.ts';

describe('the interval of a rate', () => {
  it('holds the rate itself and stays within 0 and 1, for any count', () => {
    const counts = fc
      .integer({ min: 1, max: 100_000 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    fc.assert(
      fc.property(counts, ([hits, n]) => {
        const { rate, low, high } = rateOf(hits, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(rate ?? -1).toBeGreaterThanOrEqual(low);
        expect(rate ?? 2).toBeLessThanOrEqual(high);
      }),
    );
  });

  it('is Wilson’s, as his formula gives it for 9 of 10', () => {
    expect(rateOf(9, 10)).toMatchObject({ rate: 0.9, low: 0.5958, high: 0.9821 });
  });

  it('claims nothing of nothing', () => {
    expect(rateOf(0, 0)).toEqual({ n: 0, hits: 0, rate: null, low: 0, high: 1 });
  });

  it('bounds the rate of what never happened: 0.5 % after 600, 0.1 % after 3000', () => {
    expect(boundOfNone(600)).toBeCloseTo(0.005, 3);
    expect(boundOfNone(3000)).toBeCloseTo(0.001, 3);
    expect(boundOfNone(0)).toBe(1);
  });
});
