import type { Point } from '@hufu/ui';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Grey, sheetCorners } from './sheet-corners.ts';

/** A bright turned rectangle with dark lines of print on a dark ground. */
function sheet(turnDeg: number, dx: number, dy: number): { picture: Grey; corners: Point[] } {
  const [width, height, w, h] = [300, 240, 120, 170];
  const a = (turnDeg * Math.PI) / 180;
  const [cx, cy] = [width / 2 + dx, height / 2 + dy];
  const values = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const u = (x - cx) * Math.cos(a) + (y - cy) * Math.sin(a);
      const v = -(x - cx) * Math.sin(a) + (y - cy) * Math.cos(a);
      const isOn = Math.abs(u) <= w / 2 && Math.abs(v) <= h / 2;
      const isPrint = isOn && Math.abs(u) < w / 3 && Math.abs(v) < h / 3 && Math.floor(v) % 8 === 0;
      values[y * width + x] = isPrint ? 60 : isOn ? 215 : 45 + ((x * 7 + y * 3) % 20);
    }
  const corner = (u: number, v: number): Point => [
    cx + u * Math.cos(a) - v * Math.sin(a),
    cy + u * Math.sin(a) + v * Math.cos(a),
  ];
  const corners = [
    corner(-w / 2, -h / 2),
    corner(w / 2, -h / 2),
    corner(w / 2, h / 2),
    corner(-w / 2, h / 2),
  ];
  return { picture: { width, height, values }, corners };
}

describe('corners of a sheet', () => {
  it('are found however the sheet lies within 15 degrees', () => {
    const range = fc.integer({ min: -15, max: 15 });
    fc.assert(
      fc.property(range, range, range, (turn, dx, dy) => {
        const { picture, corners } = sheet(turn, dx, dy);
        const found = sheetCorners(picture) ?? [];
        corners.forEach(([x, y], i) => {
          const [fx = 0, fy = 0] = found[i] ?? [];
          expect(Math.hypot(fx - x, fy - y)).toBeLessThan(6);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('are not invented where no sheet lies', () => {
    const width = 100;
    const values = new Uint8Array(width * width).map((_, i) => (i === 5050 ? 255 : 40 + (i % 9)));
    expect(sheetCorners({ width, height: width, values })).toBeNull();
  });
});
