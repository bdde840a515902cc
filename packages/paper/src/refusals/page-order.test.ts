import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SheetSeen } from './page-identity.ts';
import { checkPageOrder } from './page-order.ts';

const own = (n: number) => Array.from({ length: n }, (_, i) => i);
const sheet = (page: number | undefined, turnedDeg = 0): SheetSeen => ({ page, turnedDeg, agreement: 0.97 });
const shown = (...pages: (number | undefined)[]) => pages.map((page) => sheet(page));

describe('the sheets of a copy, held against the approved pages', () => {
  it('are right when each page comes once and in order', () => {
    expect(checkPageOrder(own(4), shown(0, 1, 2, 3))).toMatchObject({ verdict: 'match', reasons: [] });
  });

  it('are told a missing page by its number', () => {
    expect(checkPageOrder(own(4), shown(0, 1, 3))).toMatchObject({
      verdict: 'mismatch',
      reasons: ['MISSING_PAGE'],
      missing: [2],
    });
  });

  it('are told the sheet that repeats a page, and the page that is missing for it', () => {
    expect(checkPageOrder(own(4), shown(0, 1, 1, 3))).toMatchObject({
      reasons: ['REPEATED_PAGE', 'MISSING_PAGE'],
      repeated: [2],
      missing: [2],
    });
  });

  it('are told a sheet that belongs to no page', () => {
    expect(checkPageOrder(own(2), shown(0, undefined))).toMatchObject({
      verdict: 'mismatch',
      reasons: ['WRONG_PAGE', 'MISSING_PAGE'],
      foreign: [1],
    });
  });

  it('are told the fewest sheets that lie in the wrong place', () => {
    expect(checkPageOrder(own(5), shown(0, 3, 1, 2, 4))).toMatchObject({
      verdict: 'mismatch',
      reasons: ['PAGES_OUT_OF_ORDER'],
      displaced: [1],
    });
  });

  it('are the right sheets though one lies upside down, and that one is named', () => {
    const seen = [sheet(0, 178), sheet(1, -179), sheet(2, 2)];
    expect(checkPageOrder(own(3), seen)).toMatchObject({
      verdict: 'match',
      reasons: ['UPSIDE_DOWN'],
      upsideDown: [2],
    });
  });

  it('may hold one page twice where the approved document does, and not three times', () => {
    const twins = [0, 1, 0];
    expect(checkPageOrder(twins, shown(0, 1, 0)).verdict).toBe('match');
    expect(checkPageOrder(twins, shown(0, 1, 0, 0)).repeated).toEqual([3]);
    expect(checkPageOrder(twins, shown(0, 1)).missing).toEqual([2]);
  });

  it('pass only if they are the approved pages in their order, whatever is shown', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(fc.integer({ min: 0, max: 6 })), (n, pages) => {
        const seen = pages.map((p) => sheet(p < n ? p : undefined));
        const order = checkPageOrder(own(n), seen);
        const isRight = pages.length === n && pages.every((p, i) => p === i);
        expect(order.verdict === 'match').toBe(isRight);
        // Every sheet is placed, repeated or foreign; every page is placed or missing.
        expect(n - order.missing.length).toBe(seen.length - order.repeated.length - order.foreign.length);
      }),
    );
  });
});
