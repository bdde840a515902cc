import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { InkModel } from './ink-model.ts';
import { noNormal, ORIGIN, STRIDE, solveSymmetric, UNIT, WINDOW, windowMoments } from './window-moments.ts';

const WIDTH = 64;
const HEIGHT = 52;
const bytes = fc.uint8Array({ minLength: WIDTH * HEIGHT, maxLength: WIDTH * HEIGHT });

/** The normal equations of one window, term by term. */
function naive(model: InkModel, photo: Float32Array, x0: number, y0: number) {
  const { sharp, soft, width } = model;
  const m = new Float64Array(25);
  const b = new Float64Array(5);
  for (let j = 0; j < WINDOW; j++) {
    for (let i = 0; i < WINDOW; i++) {
      const p = (y0 + j) * width + x0 + i;
      const both = (q: number) => (sharp[q] ?? 0) + (soft[q] ?? 0);
      const row = [
        0.5 * UNIT * both(p),
        UNIT * ((soft[p] ?? 0) - (sharp[p] ?? 0)),
        0.25 * UNIT * (both(p + 1) - both(p - 1)),
        0.25 * UNIT * (both(p + width) - both(p - width)),
        1,
      ];
      row.forEach((u, r) => {
        b[r] = (b[r] ?? 0) + u * (photo[p] ?? 0);
        row.forEach((v, c) => {
          m[r * 5 + c] = (m[r * 5 + c] ?? 0) + u * v;
        });
      });
    }
  }
  return { m, b };
}

it('sums each window as if it were summed alone, in whatever order the windows come downwards', () => {
  fc.assert(
    fc.property(bytes, bytes, bytes, fc.array(fc.nat(4), { maxLength: 8 }), (sharp, soft, ink, steps) => {
      const model = { width: WIDTH, height: HEIGHT, sharp, soft };
      const photo = Float32Array.from(ink, (v) => v / 255);
      const moments = windowMoments(model, { width: WIDTH, height: HEIGHT, data: photo });
      const normal = noNormal();
      let y = ORIGIN;
      for (const step of steps) {
        const x = ORIGIN + ((step * 7) % 6) * STRIDE;
        if (step === 4) y = Math.min(y + STRIDE, ORIGIN + 4 * STRIDE);
        moments.read(x, y, normal);
        const expected = naive(model, photo, x, y);
        for (let r = 0; r < 5; r++) {
          expect(normal.b[r]).toBeCloseTo(expected.b[r] ?? Number.NaN, 9);
          for (let c = r; c < 5; c++)
            expect(normal.m[r * 5 + c]).toBeCloseTo(expected.m[r * 5 + c] ?? Number.NaN, 9);
        }
      }
    }),
    { numRuns: 30 },
  );
});

it('solves what a solution was multiplied into', () => {
  const numbers = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(numbers, { minLength: 25, maxLength: 25 }),
      fc.array(numbers, { minLength: 5, maxLength: 5 }),
      fc.constantFrom(0 as const, 1 as const),
      (a, wanted, from) => {
        const at = (r: number, c: number) => a[r * 5 + c] ?? 0;
        const m = new Float64Array(25);
        for (let r = 0; r < 5; r++)
          for (let c = 0; c < 5; c++) {
            let v = r === c ? 1 : 0;
            for (let k = 0; k < 5; k++) v += at(k, r) * at(k, c);
            m[r * 5 + c] = v;
          }
        const b = Float64Array.from({ length: 5 }, (_, r) => {
          let v = 0;
          for (let c = from; c < 5; c++) v += (m[r * 5 + c] ?? 0) * (wanted[c] ?? 0);
          return v;
        });
        solveSymmetric(m, b, from);
        for (let r = from; r < 5; r++) expect(b[r]).toBeCloseTo(wanted[r] ?? 0, 6);
      },
    ),
    { numRuns: 100 },
  );
});
