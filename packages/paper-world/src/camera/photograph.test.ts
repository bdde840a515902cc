import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { blankSheet, pixelsPerMm, type Sheet } from '../sheet/sheet.ts';
import { camera, plainCamera } from './camera.ts';
import { openView, platenToSheet, sheetToPlaten } from './geometry.ts';
import { photograph } from './photograph.ts';
import { photographOfScreen } from './photograph-of-screen.ts';

const A4 = { widthMm: 210, heightMm: 297 };

/** A sheet with a dark square of 4 mm, and where its middle really is after rounding to pixels. */
function withDot(xMm: number, yMm: number): { sheet: Sheet; middle: [number, number] } {
  const sheet = blankSheet(1, { dpi: 200 });
  const scale = pixelsPerMm(sheet);
  const [left, top, side] = [
    Math.round((xMm - 2) * scale),
    Math.round((yMm - 2) * scale),
    Math.round(4 * scale),
  ];
  for (let y = top; y < top + side; y++) {
    sheet.rgba.subarray((y * sheet.width + left) * 4, (y * sheet.width + left + side) * 4).fill(10);
  }
  return { sheet, middle: [(left + side / 2) / scale, (top + side / 2) / scale] };
}

async function darkCentre(jpeg: Uint8Array, near: { x: number; y: number }) {
  const size = 120;
  const left = Math.round(near.x - size / 2);
  const top = Math.round(near.y - size / 2);
  const cut = await sharp(jpeg)
    .extract({ left, top, width: size, height: size })
    .greyscale()
    .raw()
    .toBuffer();
  const brightest = Math.max(...cut);
  let sum = 0;
  let sx = 0;
  let sy = 0;
  cut.forEach((value, i) => {
    const weight = value < brightest * 0.5 ? 1 : 0;
    sum += weight;
    sx += weight * (i % size);
    sy += weight * Math.floor(i / size);
  });
  return { x: left + sx / sum + 0.5, y: top + sy / sum + 0.5, sum };
}

describe('a photograph', () => {
  it('repeats itself for the same seed and differs for another', async () => {
    const sheet = blankSheet(1, { dpi: 100 });
    const one = await photograph(sheet, camera('m3', 4), 1);
    const two = await photograph(sheet, camera('m3', 4), 1);
    const other = await photograph(sheet, camera('m3', 4), 2);
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(true);
    expect(Buffer.from(one).equals(Buffer.from(other))).toBe(false);
  });

  it.each([
    ['plain', plainCamera({ megapixels: 3, pose: { xMm: 4, yMm: -3, thetaDeg: 2 } })],
    ['machine', camera('m', 3, { megapixels: 3, shadows: [] })],
    ['phone', camera('p', 5, { megapixels: 3, shadows: [] })],
  ])('of the %s camera shows a printed mark where the geometry says', async (_, used) => {
    for (const [x, y] of [
      [30, 40],
      [180, 60],
      [100, 250],
    ] as const) {
      const { sheet, middle } = withDot(x, y);
      const jpeg = await photograph(sheet, used, 1);
      const expected = openView(used, A4).find(...middle);
      const found = await darkCentre(jpeg, expected);
      expect(found.sum).toBeGreaterThan(200);
      expect(Math.hypot(found.x - expected.x, found.y - expected.y)).toBeLessThan(0.5);
    }
  });

  it('of an empty platen has no paper in it', async () => {
    const bright = async (jpeg: Uint8Array): Promise<number> =>
      (await sharp(jpeg).stats()).channels[1]?.mean ?? 0;
    const used = camera('m3', 1);
    expect(await bright(await photograph(null, used, 1))).toBeLessThan(
      (await bright(await photograph(blankSheet(1), used, 1))) * 0.7,
    );
  });

  it.each([0, 0.3, 0.45, 0.6, 1, 4])(
    'at a blur of %s px is as bright as a sharp one, only less detailed',
    async (blurPx) => {
      const { sheet } = withDot(100, 100);
      const stats = async (px: number) =>
        (await sharp(await photograph(sheet, plainCamera({ megapixels: 3, blurPx: px }), 1)).stats())
          .channels[1];
      const [sharpest, blurred] = [await stats(0), await stats(blurPx)];
      expect(Math.abs((sharpest?.mean ?? 0) - (blurred?.mean ?? 0))).toBeLessThan(2);
      expect(blurred?.stdev ?? 0).toBeLessThanOrEqual((sharpest?.stdev ?? 0) + 0.1);
    },
  );

  it('of a frozen camera is the old picture, whatever lies there now', async () => {
    const old = await photograph(null, camera('m3', 1), 1);
    const again = await photograph(blankSheet(2, { dpi: 100 }), camera('m3', 1, { frozen: old }), 2);
    expect(Buffer.from(again).equals(Buffer.from(old))).toBe(true);
  });

  it('of a screen is not the photograph of the sheet', async () => {
    const sheet = blankSheet(1, { dpi: 150 });
    const used = camera('m3', 1);
    const [screen, paper] = await Promise.all([
      photographOfScreen(sheet, used, 1),
      photograph(sheet, used, 1),
    ]);
    const sharpness = async (jpeg: Uint8Array): Promise<number> =>
      (await sharp(jpeg).extract({ left: 700, top: 900, width: 128, height: 128 }).stats()).channels[1]
        ?.stdev ?? 0;
    expect(await sharpness(screen)).toBeGreaterThan((await sharpness(paper)) + 1);
  });
});

describe('the geometry', () => {
  it('finds the pixel that looks at a point, for any camera', () => {
    const part = fc.double({ min: 0.05, max: 0.95, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom('m' as const, 'p' as const),
        part,
        part,
        (seed, preset, u, v) => {
          const view = openView(camera(preset, seed), A4);
          const pixel = view.find(u * 210, v * 297);
          const back = new Float64Array(4);
          view.look(pixel.x, pixel.y, back);
          expect(Math.hypot((back[0] ?? 0) - u * 210, (back[1] ?? 0) - v * 297)).toBeLessThan(0.1);
        },
      ),
      { numRuns: 200, seed: 1 },
    );
  });

  it('finds the pixel on a folded and on a crumpled sheet as well', () => {
    const folds = [
      { runs: 'across', at: 0.5, heightMm: 3, reachMm: 40 },
      { runs: 'down', at: 0.4, heightMm: 2, reachMm: 50 },
    ] as const;
    for (const bent of [{ folds }, { crumple: { heightMm: 2, seed: 1 } }]) {
      const used = camera('m', 2);
      const view = openView({ ...used, curl: { ...used.curl, ...bent } }, A4);
      const back = new Float64Array(4);
      for (const [x, y] of [
        [30, 60],
        [110, 140],
        [180, 250],
      ] as const) {
        const pixel = view.find(x, y);
        view.look(pixel.x, pixel.y, back);
        expect(Math.hypot((back[0] ?? 0) - x, (back[1] ?? 0) - y)).toBeLessThan(0.15);
      }
    }
  });

  it('goes from platen to sheet and back', () => {
    const pose = { xMm: 5, yMm: -8, thetaDeg: 7 };
    const there = platenToSheet(pose, A4, { xMm: 31, yMm: 47 });
    const back = sheetToPlaten(pose, A4, there);
    expect(back.xMm).toBeCloseTo(31, 9);
    expect(back.yMm).toBeCloseTo(47, 9);
  });
});
