import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reconnectPause } from './reconnect-pause.ts';

const within = { firstMs: 2000, mostMs: 16_000 };
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the pause before a machine connects again', () => {
  it('lies anywhere in a window that doubles with each failure up to its widest, and is never "never"', () => {
    fc.assert(
      fc.property(fc.nat(5000), share, (failed, random) => {
        const pauseMs = reconnectPause(failed, within, random);
        expect(pauseMs).toBeGreaterThanOrEqual(1);
        expect(pauseMs).toBeLessThanOrEqual(Math.min(16_000, 2000 * 2 ** failed));
      }),
    );
    expect([0, 1, 2, 3, 4, 99].map((failed) => reconnectPause(failed, within, 0.999_999))).toEqual([
      2000, 4000, 8000, 16_000, 16_000, 16_000,
    ]);
  });

  it('spreads 2,000 machines that lost the broker together: no tenth of a second gets more than one in fifty', () => {
    const tenths = new Map<number, number>();
    for (let i = 0; i < 2000; i++) {
      // Evenly drawn numbers (golden ratio): the test is of the window, not of the generator.
      const tenth = Math.floor(reconnectPause(3, within, (i * 0.618_033_988_749_895) % 1) / 100);
      tenths.set(tenth, (tenths.get(tenth) ?? 0) + 1);
    }
    expect(Math.max(...tenths.values())).toBeLessThanOrEqual(40);
  });
});
