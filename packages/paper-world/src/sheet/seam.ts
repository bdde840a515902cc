import type { Seed } from '../random.ts';
import { type Ink, press } from './press.ts';
import type { Seal } from './seal.ts';
import { pixelsPerMm, type Sheet } from './sheet.ts';

/** Sheets fanned to the right, the first on top: each of the others shows a strip of its right margin. */
export type Fan = { stepMm: number; yMm: number; angleDeg: number };

/** What a seal across the seam (骑缝章) leaves: the fan as a camera sees it, and each sheet with its part of the impression. */
export type Seam = { fanned: Sheet; sheets: Sheet[] };

/** Light that is left right beside an edge, and how far its shadow reaches. */
const SHADOW = { keep: 0.72, mm: 1.2 };

/** Lays sheets of one size into a fan; with their shadows each edge can be seen on the sheet below it. */
export function fanOut(sheets: readonly Sheet[], stepMm: number, withShadows = false): Sheet {
  const first = top(sheets);
  const step = Math.round(stepMm * pixelsPerMm(first));
  const width = first.width + step * (sheets.length - 1);
  const fanned: Sheet = {
    ...first,
    width,
    widthMm: width / pixelsPerMm(first),
    rgba: new Uint8Array(width * first.height * 4),
  };
  // The lowest first: what lies over it is drawn over it.
  const shadowPx = Math.round(SHADOW.mm * pixelsPerMm(first));
  for (let i = sheets.length - 1; i >= 0; i--) {
    const sheet = sheets[i] ?? first;
    for (let y = 0; y < first.height; y++)
      fanned.rgba.set(
        sheet.rgba.subarray(y * first.width * 4, (y + 1) * first.width * 4),
        (y * width + i * step) * 4,
      );
    const edge = i * step + first.width;
    if (!withShadows) continue;
    for (let y = 0; y < first.height; y++) {
      for (let x = edge; x < Math.min(width, edge + shadowPx); x++) {
        const keep = SHADOW.keep + (1 - SHADOW.keep) * ((x - edge) / shadowPx);
        for (let c = 0; c < 3; c++) {
          const p = (y * width + x) * 4 + c;
          fanned.rgba[p] = (fanned.rgba[p] ?? 0) * keep;
        }
      }
    }
  }
  return fanned;
}

/** Presses one seal over the right edges of all sheets, its centre in the middle of the strips. */
export async function pressSeam(
  sheets: readonly Sheet[],
  seal: Pick<Seal, 'specimenPng' | 'diameterMm'>,
  fan: Fan,
  ink: Partial<Ink> = {},
  seed: Seed = 0,
): Promise<Seam> {
  const first = top(sheets);
  const scale = pixelsPerMm(first);
  const step = Math.round(fan.stepMm * scale);
  const shown = (step * (sheets.length - 1)) / scale;
  // Half of the impression falls on the first sheet's margin, the other half on the strips.
  const centre = {
    xMm: first.widthMm + (shown - seal.diameterMm / 2) / 2,
    yMm: fan.yMm,
    angleDeg: fan.angleDeg,
  };
  const fanned = await press(fanOut(sheets, fan.stepMm), seal, centre, ink, seed);
  const parted = sheets.map((sheet, i): Sheet => {
    const rgba = sheet.rgba.slice();
    const from = i === 0 ? 0 : first.width - step;
    for (let y = 0; y < first.height; y++) {
      const at = (y * fanned.width + i * step + from) * 4;
      rgba.set(fanned.rgba.subarray(at, at + (first.width - from) * 4), (y * first.width + from) * 4);
    }
    return { ...sheet, rgba };
  });
  return { fanned, sheets: parted };
}

function top(sheets: readonly Sheet[]): Sheet {
  const first = sheets[0];
  if (first === undefined || sheets.some((one) => one.width !== first.width || one.height !== first.height))
    throw new RangeError('a fan needs sheets of one size');
  return first;
}
