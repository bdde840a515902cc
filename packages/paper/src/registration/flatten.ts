import { fromFourPoints, type Homography } from '../image/homography.ts';
import { mmToPx, type Rgb } from '../image/raster.ts';
import { noDisplacement, warpChannels } from '../image/warp.ts';
import type { Quad } from './sheet.ts';

/** Sheets in use, short side by long side in millimetres. */
const SHEETS: readonly (readonly [number, number])[] = [
  [210, 297],
  [215.9, 279.4],
  [148, 210],
  [297, 420],
  [184, 260],
];

/** Pixel size at 200 dpi of the sheet whose shape is nearest; A4 when the shape says nothing. */
export function sheetSize(width: number, height: number): { width: number; height: number } {
  const ratio = Math.max(width, height) / Math.min(width, height);
  let best = SHEETS[0] ?? [210, 297];
  // A4 wins ties with A5 and A3, which have its shape.
  for (const s of SHEETS) {
    if (Math.abs(s[1] / s[0] - ratio) < Math.abs(best[1] / best[0] - ratio) - 0.02) best = s;
  }
  const short = Math.round(mmToPx(best[0]));
  const long = Math.round(mmToPx(best[1]));
  return width <= height ? { width: short, height: long } : { width: long, height: short };
}

function side(a: readonly [number, number], b: readonly [number, number]): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** The four ways a page of this size can lie in a quadrangle of the photo. */
export function layIntoQuad(quad: Quad, width: number, height: number): Homography[] {
  const corners = [
    [0, 0],
    [width - 1, 0],
    [width - 1, height - 1],
    [0, height - 1],
  ] as const;
  const upright = side(quad[0], quad[1]) < side(quad[1], quad[2]) === width < height;
  const ways: Homography[] = [];
  for (const turn of upright ? [0, 2, 1, 3] : [1, 3, 0, 2]) {
    const to = [0, 1, 2, 3].map((i) => quad[(i + turn) % 4] ?? quad[0]);
    const h = fromFourPoints(corners, to);
    if (h) ways.push(h);
  }
  return ways;
}

/** Cuts the sheet out of a photo and draws it flat at 200 dpi, the way up it was photographed. */
export function flattenSheet(photo: Rgb, quad: Quad): Rgb | undefined {
  const { width, height } = sheetSize(
    side(quad[0], quad[1]) + side(quad[2], quad[3]),
    side(quad[1], quad[2]) + side(quad[3], quad[0]),
  );
  const homography = fromFourPoints(
    [
      [0, 0],
      [width - 1, 0],
      [width - 1, height - 1],
      [0, height - 1],
    ],
    quad,
  );
  if (!homography) return undefined;
  const mapping = { homography, displacement: noDisplacement(width, height) };
  const data = new Uint8Array(width * height * 3);
  warpChannels(photo, 1, mapping, width, height, 1, 255).forEach((plane, c) => {
    for (let i = 0, j = c; i < plane.data.length; i++, j += 3) data[j] = plane.data[i] ?? 0;
  });
  return { width, height, data };
}
