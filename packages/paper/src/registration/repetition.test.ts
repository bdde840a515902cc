import { expect, it } from 'vitest';
import type { Field } from '../image/raster.ts';
import { fitDisplacement } from './field.ts';
import { repetition } from './repetition.ts';

const SIDE = 120;
const SIZE = 32;

function plane(ink: (x: number, y: number) => number): Field {
  const data = new Float32Array(SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) for (let x = 0; x < SIDE; x++) data[y * SIDE + x] = ink(x, y);
  return { width: SIDE, height: SIDE, data };
}

/** A line of dashes whose period is no whole number of pixels, drawn with soft ends. */
const dashed = (at: number) => Math.max(0, Math.min(1, 1.5 * Math.sin((2 * Math.PI * at) / 4.36) + 0.3));

it('lets dashes and dots say nothing along their line', () => {
  expect(
    repetition(
      plane((x, y) => (y === 60 ? dashed(x) : 0)),
      44,
      44,
      SIZE,
    ),
  ).toEqual({ x: true, y: false });
  expect(
    repetition(
      plane((x, y) => (x === 60 ? dashed(y) : 0)),
      44,
      44,
      SIZE,
    ),
  ).toEqual({ x: false, y: true });
});

it('lets a rule, a corner of a table and blots of ink speak', () => {
  const rule = plane((_, y) => (y === 60 ? 1 : 0));
  const corner = plane((x, y) => (y === 60 || x === 55 ? 1 : 0));
  let state = 7;
  const blots = plane(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 29 === 0 ? 1 : 0;
  });
  for (const page of [rule, corner, blots])
    expect(repetition(page, 44, 44, SIZE)).toEqual({ x: false, y: false });
});

it('lays no field through blocks that slipped by a dash', () => {
  const block = { dy: 0, score: 0.95, bendY: 0.5 };
  const matches = Array.from({ length: 80 }, (_, i) => {
    const [x, y] = [100 + 150 * (i % 10), 100 + 250 * Math.floor(i / 10)];
    const isDashed = y === 600;
    return { ...block, x, y, dx: isDashed ? 17 : 1, bendX: isDashed ? 0 : 0.5 };
  });
  const field = fitDisplacement(matches, 1, 1654, 2339, 1.5, 0.4);
  for (const dx of field.dx) expect(dx).toBeCloseTo(1, 1);
});
