import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tellLowInk } from './ink-keeper.ts';
import { afterImpression, afterInkEvent, afterLook, freshPad, type InkFacts, inkLevel } from './ink-pad.ts';

const look = (...reasons: string[]) => ({
  verdict: { verdict: 'match' as const, confidence: 1, reasons, regions: [] },
});
const stamped = (ink: InkFacts, isFaint: boolean) =>
  afterLook(afterImpression(ink), look(...(isFaint ? ['FAINT'] : [])));

describe('the estimate of the ink', () => {
  it('never rises from impression to impression unless they come out clear again, and is whole after a refill', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 60 }),
        fc.integer({ min: 5, max: 80 }),
        (faint, filling) => {
          let ink = freshPad;
          for (const isFaint of faint) {
            const before = inkLevel(ink, filling);
            ink = stamped(ink, isFaint);
            const level = inkLevel(ink, filling);
            expect(level).toBeGreaterThanOrEqual(0);
            expect(level).toBeLessThanOrEqual(1 - ink.impressions / Math.max(filling, ink.impressions));
            if (isFaint) expect(level).toBeLessThanOrEqual(before);
          }
          expect(inkLevel(afterInkEvent(ink, 'inkRefilled'), filling)).toBe(1);
        },
      ),
    );
  });

  it('believes two faint impressions of five more than the count, and one not', async () => {
    const one = stamped(stamped(freshPad, true), false);
    expect(inkLevel(one, 4000)).toBeGreaterThan(0.9);
    const two = stamped(one, true);
    expect(inkLevel(two, 4000)).toBeLessThan(0.1);
    const told: string[] = [];
    const memory = { ink: two };
    await tellLowInk(memory, async (event, detail) => told.push(`${event} ${detail}`), 4000);
    memory.ink = afterInkEvent(two, 'inkLow');
    await tellLowInk(memory, async (event, detail) => told.push(`${event} ${detail}`), 4000);
    expect(told).toEqual(['inkLow 约剩 8%，上次加墨后盖了 3 次']);
  });
});
