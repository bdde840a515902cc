import { expect, it } from 'vitest';
import type { Field } from '../image/raster.ts';
import { correlateBlocks } from './correlate.ts';

const SIDE = 160;

/** Blots of ink on bare paper, the same each time, the whole moved by (dx, dy) and pale. */
function blots(dx = 0, dy = 0, gain = 1): Field {
  const data = new Float32Array(SIDE * SIDE);
  let state = 3;
  for (let k = 0; k < 500; k++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const x = (state >>> 8) % (SIDE - 6);
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const y = (state >>> 8) % (SIDE - 6);
    for (let j = 0; j < 3; j++)
      for (let i = 0; i < 2; i++) {
        const [px, py] = [x + i + dx, y + j + dy];
        if (px >= 0 && py >= 0 && px < SIDE && py < SIDE) data[py * SIDE + px] = gain;
      }
  }
  return { width: SIDE, height: SIDE, data };
}

const search = { size: 32, stride: 32, reach: 3, minContrast: 0.03 };

it('finds every block where it went, however pale', () => {
  const found = correlateBlocks(blots(), blots(2, -1, 0.4), search);
  expect(found.length).toBeGreaterThan(9);
  for (const b of found) {
    expect(b.score).toBeGreaterThan(0.9);
    expect(b.dx).toBeCloseTo(2, 0);
    expect(b.dy).toBeCloseTo(-1, 0);
  }
});

it('finds farther away only what was not found near', () => {
  const [far] = correlateBlocks(blots(), blots(7, 6), { ...search, farReach: 10 }).filter(
    (b) => b.x > 60 && b.x < 100 && b.y > 60 && b.y < 100,
  );
  expect(far?.score).toBeGreaterThan(0.9);
  expect(far?.dx).toBeCloseTo(7, 0);
  expect(far?.dy).toBeCloseTo(6, 0);
});

it('finds nothing of a page on bare paper', () => {
  const bare = { width: SIDE, height: SIDE, data: new Float32Array(SIDE * SIDE) };
  for (const b of correlateBlocks(blots(), bare, search)) expect(Math.abs(b.score)).toBeLessThan(0.01);
});
