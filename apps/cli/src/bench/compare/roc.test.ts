import fc from 'fast-check';
import { expect, it } from 'vitest';
import { detectedAt, rocOf } from './roc.ts';

it('a score that parts both kinds has an area of one, a score that knows nothing one half', () => {
  const parted = rocOf([0.1, 0.2, 0.3], [0.7, 0.8]);
  expect(parted.area).toBe(1);
  expect(detectedAt(parted.points, 0)).toBe(1);
  expect(rocOf([0.5, 0.5], [0.5, 0.5]).area).toBe(0.5);
});

it('the area is the chance that an altered sheet scores above an honest one, ties counting half', () => {
  const scores = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 25 });
  fc.assert(
    fc.property(scores, scores, (honest, altered) => {
      let wins = 0;
      for (const h of honest) for (const a of altered) wins += a > h ? 1 : a === h ? 0.5 : 0;
      expect(rocOf(honest, altered).area).toBeCloseTo(wins / (honest.length * altered.length), 3);
    }),
  );
});

it('nothing on one side gives no curve', () => {
  expect(rocOf([], [1])).toEqual({ area: null, points: [] });
});
