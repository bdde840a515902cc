import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differencesOf, type Region, stepTo } from './differences.ts';

const region = (x: number, y: number, kind: Region['kind'] = 'changed'): Region => ({
  page: 0,
  box: [x, y, 40, 20],
  kind,
  before: null,
  after: null,
});

describe('differences of a comparison', () => {
  it('stand once each, in reading order, without the impression', () => {
    const found = differencesOf([
      [region(300, 500), region(10, 100)],
      [region(304, 497), region(900, 900, 'impression')],
    ]);
    expect(found.map((r) => r.box.slice(0, 2))).toEqual([
      [10, 100],
      [300, 500],
    ]);
  });

  it('are walked round and round, each once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.constantFrom(1 as const, -1 as const), (n, by) => {
        const seen = new Set<number>();
        let at: number | null = null;
        for (let i = 0; i < n; i++) {
          at = stepTo(at, by, n);
          seen.add(at ?? -1);
        }
        expect([...seen].sort((a, b) => a - b)).toEqual([...Array(n).keys()]);
      }),
    );
    expect(stepTo(null, 1, 0)).toBeNull();
  });
});
