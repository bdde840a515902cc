import { expect, it } from 'vitest';
import { cleanRim } from './clean-rim.ts';
import type { Rgb } from './raster.ts';

const [width, height] = [600, 800];

function page(shade: (x: number, y: number) => number): Rgb {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data.fill(shade(x, y), (y * width + x) * 3, (y * width + x) * 3 + 3);
  return { width, height, data };
}
const at = ({ data }: Rgb, x: number, y: number) => data[(y * width + x) * 3] ?? 0;

it('paints paper over the table that shows where a sheet curls', () => {
  const curled = page((x, y) => (x < 30 * Math.sin((Math.PI * y) / height) ? 50 : 220));
  const clean = cleanRim(curled);
  for (const y of [100, 400, 700]) for (const x of [0, 10, 31]) expect(at(clean, x, y)).toBe(220);
});

it('leaves a page alone that has no table at its rim, dark as it may be', () => {
  const text = page((x, y) => (x > 200 && y > 300 && y < 320 ? 30 : 230));
  expect(Buffer.from(cleanRim(text).data).equals(Buffer.from(text.data))).toBe(true);
  const bar = page((_, y) => (y < 160 ? 60 : 230));
  expect(at(cleanRim(bar), 300, 5)).toBe(60);
});
