import fc from 'fast-check';
import { expect, it } from 'vitest';
import { noEquations, relax } from './membrane.ts';

/** Known shifts at some nodes of a grid; elsewhere nothing is known. */
function pinned(columns: number, rows: number, shift: (c: number, r: number) => [number, number], every = 7) {
  const e = noEquations(columns, rows);
  for (let r = 3; r < rows; r += every) {
    for (let c = 2; c < columns; c += every) {
      const i = r * columns + c;
      const [sx, sy] = shift(c, r);
      e.xx[i] = 50;
      e.yy[i] = 50;
      e.rx[i] = 50 * sx;
      e.ry[i] = 50 * sy;
    }
  }
  return e;
}

it('carries one shift to where nothing is known, over the whole page', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -8, max: 8, noNaN: true }),
      fc.double({ min: -8, max: 8, noNaN: true }),
      (x, y) => {
        const e = pinned(105, 148, () => [x, y], 40);
        const dx = new Float32Array(105 * 148);
        const dy = new Float32Array(105 * 148);
        relax(e, 1, dx, dy);
        for (let i = 0; i < dx.length; i += 11) {
          expect(dx[i]).toBeCloseTo(x, 1);
          expect(dy[i]).toBeCloseTo(y, 1);
        }
      },
    ),
    { numRuns: 10 },
  );
});

it('bends between nodes that tell different shifts, and starts from what is known already', () => {
  const shift = (c: number, r: number): [number, number] => [c * 0.03, r * r * 0.0004];
  const e = pinned(105, 148, shift);
  const dx = new Float32Array(105 * 148);
  const dy = new Float32Array(105 * 148);
  relax(e, 1, dx, dy);
  const inside = [20 * 105 + 40, 70 * 105 + 60, 120 * 105 + 80];
  for (const i of inside) {
    const [x, y] = shift(i % 105, Math.floor(i / 105));
    expect(dx[i]).toBeCloseTo(x, 1);
    expect(dy[i]).toBeCloseTo(y, 1);
  }
  const again = dx.slice();
  relax(e, 1, again, dy);
  expect(Math.max(...again.map((v, i) => Math.abs(v - (dx[i] ?? 0))))).toBeLessThan(0.05);
});
