import { expect, it } from 'vitest';
import { gaussian } from '../image/blur.ts';
import type { Field } from '../image/raster.ts';
import { explainInk } from './explain.ts';
import type { InkModel } from './ink-model.ts';

const WIDTH = 240;
const HEIGHT = 180;

/** Strokes like those of print, 4 pixels wide. */
function strokes(): Field {
  const data = new Float32Array(WIDTH * HEIGHT);
  for (let y = 30; y < 150; y++)
    for (let x = 30; x < 210; x++)
      if ((x % 18 < 4 && y % 26 < 18) || (y % 26 < 4 && x % 18 < 12)) data[y * WIDTH + x] = 0.95;
  return { width: WIDTH, height: HEIGHT, data };
}

function modelOf(ink: Field): InkModel {
  const bytes = (field: Field) => Uint8Array.from(field.data, (v) => Math.round(250 * v));
  return { width: WIDTH, height: HEIGHT, sharp: bytes(gaussian(ink, 0.8)), soft: bytes(gaussian(ink, 2)) };
}

const model = modelOf(strokes());
const printed = (gain: number, blur: number): Field => {
  const soft = gaussian(strokes(), blur);
  return { ...soft, data: soft.data.map((v) => gain * v + 0.01) };
};

it('leaves next to nothing over of the same print, paler and less sharp', () => {
  const { residual } = explainInk(model, printed(0.7, 1.3));
  expect(Math.max(...residual.data.map(Math.abs))).toBeLessThan(0.06);
});

it('leaves over what was added, and what is missing', () => {
  const photo = printed(0.8, 1.2);
  for (let y = 84; y < 94; y++) for (let x = 98; x < 102; x++) photo.data[y * WIDTH + x] = 0.7;
  for (let y = 50; y < 76; y++) for (let x = 52; x < 62; x++) photo.data[y * WIDTH + x] = 0;
  const { residual } = explainInk(model, photo);
  const within = (x: number, y: number) => residual.data[y * WIDTH + x] ?? 0;
  expect(Math.max(...[85, 88, 91].map((y) => within(100, y)))).toBeGreaterThan(0.2);
  expect(Math.min(...[54, 56].map((x) => within(x, 60)))).toBeLessThan(-0.2);
});

it('takes bare paper as it is', () => {
  const bare = { width: WIDTH, height: HEIGHT, data: new Float32Array(WIDTH * HEIGHT) };
  const { residual } = explainInk(modelOf(bare), bare);
  expect(new Set(residual.data)).toEqual(new Set([0]));
});
