import { expect, it } from 'vitest';
import type { Field } from '../image/raster.ts';
import { isLitBeside } from './crease.ts';

const size = 64;
const bare = {
  width: size,
  height: size,
  sharp: new Uint8Array(size * size),
  soft: new Uint8Array(size * size),
};
/** A stroke down the middle whose profile is the same in each row. */
const stroke = (profile: readonly number[]): Field => {
  const data = new Float32Array(size * size);
  for (let y = 8; y < size - 8; y++) for (const [i, v] of profile.entries()) data[y * size + 30 + i] = v;
  return { width: size, height: size, data };
};
const box = [28, 8, 10, size - 16] as const;

it('a crease has a bright side, also where it is as dark as a pen', () => {
  expect(isLitBeside(bare, stroke([-0.05, -0.08, 0.2, 0.4, 0.2]), box)).toBe(true);
  expect(isLitBeside(bare, stroke([0.2, 0.4, 0.2, -0.08, -0.05]), box)).toBe(true);
});

it('a stroke of a pen has none, but for what sharpening leaves', () => {
  expect(isLitBeside(bare, stroke([0.3, 0.6, 0.3]), box)).toBe(false);
  expect(isLitBeside(bare, stroke([-0.02, 0.3, 0.6, 0.3, -0.02]), box)).toBe(false);
});
