import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field } from '../image/raster.ts';
import type { InkModel } from '../ink/ink-model.ts';
import { lostStrokes } from './lost-strokes.ts';

const SIZE = 160;
const RIM = 24;
const usual = { gain: 0.9, blur: 0, shiftX: 0, shiftY: 0, offset: 0 };

type Bar = readonly [x: number, y: number, w: number, h: number];

/** A grid of short bars, as strokes of print. */
const bars: readonly Bar[] = Array.from({ length: 16 }, (_, i) => [
  36 + 24 * (i % 4),
  36 + 24 * Math.floor(i / 4),
  4 + 2 * (i % 3),
  3,
]);

function inkOf(strokes: readonly Bar[], shift = 0): Field {
  const data = new Float32Array(SIZE * SIZE);
  for (const [x, y, w, h] of strokes)
    for (let j = y; j < y + h; j++) data.fill(1, j * SIZE + x + shift, j * SIZE + x + w + shift);
  return { width: SIZE, height: SIZE, data };
}

function modelOf(strokes: readonly Bar[]): InkModel {
  const sharp = Uint8Array.from(inkOf(strokes).data, (v) => 250 * v);
  return { width: SIZE, height: SIZE, sharp, soft: sharp };
}

function lostOn(photo: Field, z: Field = { ...photo, data: new Float32Array(SIZE * SIZE).fill(-1) }) {
  const pale = { ...photo, data: photo.data.map((v) => usual.gain * v) };
  return lostStrokes({ model: modelOf(bars), photo: pale, z, usualAt: () => usual }, RIM);
}

describe('strokes that are lost', () => {
  it('are none on a sheet that shows them all, though laid a pixel aside', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1, max: 1 }), (shift) => lostOn(inkOf(bars, shift)).length === 0),
    );
  });

  it('are each told where they were, with the ink they had', () => {
    fc.assert(
      fc.property(fc.nat({ max: bars.length - 1 }), (gone) => {
        const [found, ...others] = lostOn(inkOf(bars.filter((_, i) => i !== gone)));
        const [x, y, w, h] = bars[gone] ?? [0, 0, 0, 0];
        expect(found?.box).toEqual([x, y, w, h]);
        expect(found?.weight).toBeCloseTo(w * h, 5);
        expect(others).toEqual([]);
      }),
    );
  });

  it('weigh nothing where the whole neighbourhood lies half a millimetre aside', () => {
    expect(lostOn(inkOf(bars, 4)).reduce((sum, l) => sum + l.weight, 0)).toBe(0);
  });

  it('weigh nothing where strokes as thin and as dark fade all over the sheet, as a printer leaves out hairlines', () => {
    const hairlines: readonly Bar[] = Array.from({ length: 16 }, (_, i) => [
      36 + 24 * (i % 4),
      44 + 24 * Math.floor(i / 4),
      8,
      1,
    ]);
    const { data } = inkOf(hairlines);
    const print = modelOf(bars);
    const model = {
      ...print,
      sharp: print.sharp.map((v, p) => (data[p] ? 200 : v)),
      soft: print.soft.map((v, p) => (data[p] ? 60 : v)),
    };
    const photo = inkOf(bars.slice(1));
    const sheet = {
      photo: { ...photo, data: photo.data.map((v) => usual.gain * v) },
      z: { ...photo, data: new Float32Array(SIZE * SIZE).fill(-1) },
    };
    const [gone, ...hair] = lostStrokes({ ...sheet, model, usualAt: () => usual }, RIM);
    const [x, y, w, h] = bars[0] ?? [];
    expect(gone?.box).toEqual([x, y, w, h]);
    expect(gone?.weight).toBe((w ?? 0) * (h ?? 0));
    expect(hair.length).toBe(hairlines.length);
    expect(hair.every((l) => l.weight === 0)).toBe(true);
  });

  it('are not sought where a zone was taken out', () => {
    const z = { width: SIZE, height: SIZE, data: new Float32Array(SIZE * SIZE) };
    expect(lostOn(inkOf([]), z)).toEqual([]);
  });
});
