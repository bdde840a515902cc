import fc from 'fast-check';
import { expect, it } from 'vitest';
import { boxBlur, boxBlurInPlace, gaussian } from './blur.ts';
import type { Field } from './raster.ts';

const fields = fc
  .record({ width: fc.integer({ min: 1, max: 23 }), height: fc.integer({ min: 1, max: 23 }) })
  .chain(({ width, height }) =>
    fc
      .array(fc.float({ min: -2, max: 2, noNaN: true }), {
        minLength: width * height,
        maxLength: width * height,
      })
      .map((values): Field => ({ width, height, data: Float32Array.from(values) })),
  );

function at({ width, height, data }: Field, x: number, y: number): number {
  const cx = Math.min(width - 1, Math.max(0, x));
  const cy = Math.min(height - 1, Math.max(0, y));
  return data[cy * width + cx] ?? Number.NaN;
}

function farthest(a: Field, b: Float32Array | number[]): number {
  return a.data.reduce((worst, v, p) => Math.max(worst, Math.abs(v - (b[p] ?? Number.NaN))), 0);
}

it('means each square of a field, the edge repeated outside', () => {
  fc.assert(
    fc.property(fields, fc.integer({ min: 1, max: 6 }), (field, r) => {
      const naive = Array.from(field.data, (_, p) => {
        const x = p % field.width;
        const y = Math.floor(p / field.width);
        let sum = 0;
        for (let j = -r; j <= r; j++) for (let i = -r; i <= r; i++) sum += at(field, x + i, y + j);
        return sum / (2 * r + 1) ** 2;
      });
      expect(farthest(boxBlur(field, r), naive)).toBeLessThan(1e-5);
    }),
    { numRuns: 60 },
  );
});

it('blurs in place to the same values', () => {
  fc.assert(
    fc.property(fields, fc.integer({ min: 1, max: 6 }), (field, r) => {
      const apart = boxBlur(field, r);
      expect([...boxBlurInPlace(field, r).data]).toEqual([...apart.data]);
    }),
    { numRuns: 30 },
  );
});

it('blurs by a kernel of weight one, alike along both axes', () => {
  fc.assert(
    fc.property(fields, fc.double({ min: 0.5, max: 4, noNaN: true }), (field, sigma) => {
      const blurred = gaussian(field, sigma);
      const turned = gaussian(transposed(field), sigma);
      expect(farthest(transposed(turned), blurred.data)).toBeLessThan(1e-5);
      const most = Math.max(...field.data);
      const least = Math.min(...field.data);
      for (const v of blurred.data) {
        expect(v).toBeLessThan(most + 1e-5);
        expect(v).toBeGreaterThan(least - 1e-5);
      }
    }),
    { numRuns: 60 },
  );
});

function transposed({ width, height, data }: Field): Field {
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) out[x * height + y] = data[y * width + x] ?? 0;
  return { width: height, height: width, data: out };
}
