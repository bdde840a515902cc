import { expect, it } from 'vitest';
import type { Field } from '../image/raster.ts';
import { findGlyphs } from '../ink/glyphs.ts';
import type { InkModel } from '../ink/ink-model.ts';
import { fitGlyphs } from './odd-glyphs.ts';

const [width, height] = [400, 300];

/** An E of 12x18 pixels, or an F: the foot is missing. */
function draw(data: Uint8Array, x: number, y: number, letter: 'E' | 'F') {
  const bar = (x0: number, y0: number, w: number, h: number) => {
    for (let py = y0; py < y0 + h; py++) data.fill(200, py * width + x0, py * width + x0 + w);
  };
  bar(x, y, 4, 18);
  bar(x, y, 12, 4);
  bar(x, y + 7, 10, 4);
  if (letter === 'E') bar(x, y + 14, 12, 4);
}

const places = Array.from(
  { length: 24 },
  (_, i) => [60 + 24 * (i % 8), 80 + 50 * Math.floor(i / 8)] as const,
);

function page(odd?: number): Uint8Array {
  const data = new Uint8Array(width * height);
  for (const [i, [x, y]] of places.entries()) draw(data, x, y, i === odd ? 'F' : 'E');
  return data;
}

const approved: InkModel = { width, height, sharp: page(), soft: page() };
const glyphs = findGlyphs(approved);
const touched: Field = { width, height, data: new Float32Array(width * height).fill(1) };

/** A photo of a page: a little noise, and moved. */
function photoOf(data: Uint8Array, dx = 0, dy = 0): Field {
  const out = new Float32Array(width * height);
  for (let p = 0; p < out.length; p++)
    out[p] = (data[p - dy * width - dx] ?? 0) / 250 + 0.02 * Math.sin(p * 12.9898);
  return { width, height, data: out };
}

it('finds each letter by itself', () => {
  expect(glyphs).toHaveLength(24);
  expect(glyphs[0]).toEqual([60, 80, 12, 18]);
});

it('puts the letter that lost a bar first, far before all others', () => {
  const [first, second] = fitGlyphs(approved, photoOf(page(11)), touched, glyphs);
  expect(first?.box).toEqual(glyphs[11]);
  expect(first?.oddness).toBeGreaterThan(5);
  expect(second?.oddness).toBeLessThan(2);
});

it('finds nothing odd where all of the print lies 6 pixels off', () => {
  for (const { oddness, misfit } of fitGlyphs(approved, photoOf(page(), 6, 0), touched, glyphs).slice(
    0,
    20,
  )) {
    expect(misfit).toBeLessThan(0.1);
    expect(oddness).toBeLessThan(2);
  }
});

it('says nothing of what was taken out of the comparison', () => {
  const z: Field = { width, height, data: Float32Array.from(touched.data) };
  const [x, y, w, h] = glyphs[11] ?? [0, 0, 0, 0];
  for (let py = y; py < y + h; py++) z.data.fill(0, py * width + x, py * width + x + w);
  const fits = fitGlyphs(approved, photoOf(page(11)), z, glyphs);
  expect(fits).toHaveLength(23);
  expect(fits[0]?.oddness).toBeLessThan(2);
});
