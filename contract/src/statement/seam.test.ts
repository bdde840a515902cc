import { describe, expect, it } from 'vitest';
import { countImpressions, type ImpressionItem, type Place, planImpressions } from './seal-use.ts';
import { maxSeamSheets, pagesToShow, seamProblem, seamsOver, wereShown } from './seam.ts';

const sheets = (n: number) => Array.from({ length: n }, () => ({ side: 'front' as const }));
const printedOnBoth = [...sheets(1), { side: 'back' as const }, ...sheets(1), { side: 'back' as const }];
const seal = '00000000-0000-4000-8000-000000000001';
const item = (changes: Partial<ImpressionItem> = {}): ImpressionItem => ({
  seal,
  pages: [0, 1, 2],
  copies: 1,
  place: null,
  ...changes,
});

describe('a seal across the seam', () => {
  it('is one impression for each copy, whatever sheets it joins, and has a count of its own', () => {
    const items = [item({ pages: [2], copies: 2 }), item({ kind: 'seam', copies: 2 })];
    expect(countImpressions(items)).toBe(4);
    expect(planImpressions(items).map(({ k, page, copy, seam }) => [k, page, copy, seam])).toEqual([
      [0, 2, 0, null],
      [1, 2, 1, null],
      [2, 0, 0, [0, 1, 2]],
      [3, 0, 1, [0, 1, 2]],
    ]);
  });

  it('joins sheets that follow one another, no more than a fan can show, with its place on the first', () => {
    const place: Place = { page: 1, xMm: 210, yMm: 150, tolMm: 15 };
    expect(seamProblem(item(), sheets(3))).toBeUndefined();
    expect(seamProblem(item({ pages: [1, 2] }), sheets(3))).toBeUndefined();
    expect(seamProblem(item({ pages: [0, 2] }), printedOnBoth)).toBeUndefined();
    for (const pages of [[0], [0, 2], [2, 1], [1, 2, 3]])
      expect(seamProblem(item({ pages }), sheets(3))).toBeTypeOf('string');
    expect(seamProblem(item({ pages: [0, 1] }), printedOnBoth)).toBeTypeOf('string');
    expect(seamProblem(item({ place }), sheets(3))).toBeTypeOf('string');
    const thick = Array.from({ length: maxSeamSheets + 1 }, (_, i) => i);
    expect(seamProblem(item({ pages: thick }), sheets(thick.length))).toBeTypeOf('string');
  });

  it.each([1, 2, 6, 7, 11, 12, 40])('leaves no two neighbours of %i sheets unjoined', (n) => {
    const seams = seamsOver(sheets(n));
    for (const pages of seams) expect(seamProblem(item({ pages }), sheets(n))).toBeUndefined();
    const joined = new Set(seams.flatMap((pages) => pages.slice(1).map((p) => `${p - 1}-${p}`)));
    expect(joined.size).toBe(n - 1);
  });
});

describe('pages that are shown without being sealed (F65)', () => {
  it('are none unless every page is wanted', () => {
    const last = { pages: [], impressions: [item({ pages: [2] })] };
    const pages = sheets(3).map((s) => ({
      ...s,
      digest: new Uint8Array(32),
      widthPx: 1,
      heightPx: 1,
      source: 'document' as const,
    }));
    expect(pagesToShow({ ...last, pages }, 0)).toEqual([]);
    expect(pagesToShow({ ...last, pages, everyPage: true }, 0)).toEqual([0, 1]);
    expect(
      pagesToShow({ pages, impressions: [item({ pages: [1] }), item({ kind: 'seam', pages: [0, 1] })] }, 0),
    ).toEqual([0]);
    const whole = { ...last, pages, everyPage: true as const };
    const seen = (...order: number[]) =>
      wereShown(
        whole,
        0,
        order.map((page) => ({ page, copy: 0 })),
      );
    expect(seen(0, 1)).toBe(true);
    for (const order of [[], [0], [1, 0], [0, 1, 1]]) expect(seen(...order)).toBe(false);
    expect(
      wereShown(whole, 0, [
        { page: 0, copy: 1 },
        { page: 1, copy: 1 },
      ]),
    ).toBe(false);
    // Of a copy that only one seal goes on, other pages are left.
    const uneven = [item({ pages: [2], copies: 2 }), item({ pages: [0], copies: 1 })];
    expect([0, 1].map((copy) => pagesToShow({ pages, impressions: uneven, everyPage: true }, copy))).toEqual([
      [1],
      [0, 1],
    ]);
  });
});
