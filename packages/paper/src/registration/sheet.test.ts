import { expect, it } from 'vitest';
import { edgeSupport, findSheet, type Quad } from './sheet.ts';

const [width, height] = [420, 560];
const sheet: Quad = [
  [60, 40],
  [370, 60],
  [350, 500],
  [40, 470],
];

function isInside(x: number, y: number): boolean {
  return sheet.every(([ax, ay], i) => {
    const [bx, by] = sheet[(i + 1) % 4] ?? [0, 0];
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0;
  });
}

/** A sheet on a table with a strong grain. */
function photo() {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const grain = 85 + 30 * Math.sin(x / 6 + 4 * Math.sin(y / 23));
      data.fill(isInside(x, y) ? 205 : grain, (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  return { width, height, data };
}

it('finds a sheet by its edge, not by the grain of the table beside it', async () => {
  const found = await findSheet(photo());
  expect(found).toBeDefined();
  found?.forEach(([x, y], i) => {
    expect(Math.hypot(x - (sheet[i]?.[0] ?? 0), y - (sheet[i]?.[1] ?? 0))).toBeLessThan(6);
  });
});

it('is told all round by the outline of a sheet, and by half of one that leaves it', () => {
  const { data } = photo();
  const gray = { width, height, data: data.filter((_, i) => i % 3 === 0) };
  expect(edgeSupport(gray, sheet)).toBeGreaterThan(0.95);
  const strayed: Quad = [
    [58, 10],
    [372, 50],
    [380, 530],
    [20, 480],
  ];
  expect(edgeSupport(gray, strayed)).toBeLessThan(0.6);
});
