import { describe, expect, it } from 'vitest';
import { localShifts, shiftAt } from './local-shifts.ts';
import type { Grey } from './sheet-corners.ts';

const [width, height] = [240, 320];
/** Lines of strokes that do not repeat, as print is. */
const printed = (x: number, y: number) => {
  if (x < 20 || x > 220 || y % 16 > 9) return 255;
  return Math.sin(x * 0.9 + Math.floor(y / 16) * 7) + Math.sin(x * 0.37 + y * 1.3) > 0.6 ? 30 : 255;
};
const draw = (at: (x: number, y: number) => number): Grey => ({
  width,
  height,
  values: Uint8Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))),
});

describe('local shifts', () => {
  it('follow a sheet that curls, also where it has no ink', () => {
    const curl = (y: number) => (y / height) * 5;
    const page = draw((x, y) => printed(x, y));
    // What the page has at x lies at x + curl in the photograph, under dimmer light.
    const photo = draw((x, y) => printed(Math.round(x - curl(y)), y - 2) * 0.7);
    const grid = localShifts(page, photo);
    for (const [x, y] of [
      [60, 60],
      [120, 160],
      [180, 260],
    ] as const) {
      const [dx, dy] = shiftAt(grid, x, y);
      expect(Math.abs(dx - curl(y))).toBeLessThan(1);
      expect(Math.abs(dy - 2)).toBeLessThan(1);
    }
    const [, margin] = shiftAt(grid, 5, 160);
    expect(Math.abs(margin - 2)).toBeLessThan(1.2);
  });

  it('are nothing where the photograph is blank', () => {
    const grid = localShifts(
      draw(printed),
      draw(() => 200),
    );
    expect([...grid.x, ...grid.y].every((v) => v === 0)).toBe(true);
  });
});
