import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Point, straightening } from './straighten.ts';

/** Applies a CSS matrix3d to a point of the plane. */
function apply(css: string, [x, y]: Point): Point {
  const m = css.slice('matrix3d('.length, -1).split(', ').map(Number);
  const at = (i: number) => m[i] ?? 0;
  const w = at(3) * x + at(7) * y + at(15);
  return [(at(0) * x + at(4) * y + at(12)) / w, (at(1) * x + at(5) * y + at(13)) / w];
}

describe('straightening a photograph', () => {
  it('lays every corner of the page on the corner of the rectangle', () => {
    const jitter = fc.integer({ min: -120, max: 120 });
    fc.assert(
      fc.property(fc.array(jitter, { minLength: 8, maxLength: 8 }), (j) => {
        const at = (i: number) => j[i] ?? 0;
        const corners: Point[] = [
          [400 + at(0), 300 + at(1)],
          [1800 + at(2), 300 + at(3)],
          [1800 + at(4), 2300 + at(5)],
          [400 + at(6), 2300 + at(7)],
        ];
        const css = straightening(corners, 827, 1169) ?? '';
        const wanted: Point[] = [
          [0, 0],
          [827, 0],
          [827, 1169],
          [0, 1169],
        ];
        corners.forEach((corner, i) => {
          const [x, y] = apply(css, corner);
          expect(x).toBeCloseTo(wanted[i]?.[0] ?? -1, 3);
          expect(y).toBeCloseTo(wanted[i]?.[1] ?? -1, 3);
        });
      }),
    );
  });

  it('gives nothing for corners that lie on one line', () => {
    const line: Point[] = [
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
    ];
    expect(straightening(line, 10, 10)).toBeUndefined();
  });
});
