import { pageImage } from '@hufu/paper';
import sharp from 'sharp';
import type { Material } from '../bench-case.ts';
import type { Measured } from '../lane.ts';

/** One channel, row by row. */
export interface GrayPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The approved page and the photo laid on it: what every baseline is given. */
export interface Rectified {
  readonly approved: GrayPicture;
  /** Absent when the page was not found in the photo. */
  readonly photo: GrayPicture | undefined;
}

/** Lays the photo on the approved page at 200 dpi by the corners that our own registration found. */
export async function rectify(material: Material, { verdict }: Measured): Promise<Rectified> {
  const { approved: side } = material;
  const { data, width, height } = await pageImage(side.bytes, side.page ?? 1, side.name ?? '');
  const approved = { width, height, data: gray(data) };
  const corners = verdict?.pageInPhoto;
  if (!corners) return { approved, photo: undefined };
  const { data: pixels, info } = await sharp(material.photo)
    .autoOrient()
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const photo = { width: info.width, height: info.height, data: gray(pixels) };
  return { approved, photo: warp(photo, squareTo(corners), width, height) };
}

function gray(rgb: Uint8Array): Uint8Array {
  const out = new Uint8Array(rgb.length / 3);
  for (let i = 0; i < out.length; i++)
    out[i] = (77 * (rgb[3 * i] ?? 0) + 150 * (rgb[3 * i + 1] ?? 0) + 29 * (rgb[3 * i + 2] ?? 0)) >> 8;
  return out;
}

type Matrix = readonly [number, number, number, number, number, number, number, number];

/** The projective map from the unit square to four corners, clockwise (Heckbert 1989, section 2.2.3). */
function squareTo(corners: readonly (readonly [x: number, y: number])[]): Matrix {
  const [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = [0, 1, 2, 3].map((i) => corners[i] ?? [0, 0]) as [
    [number, number],
    [number, number],
    [number, number],
    [number, number],
  ];
  const [sx, sy] = [x0 - x1 + x2 - x3, y0 - y1 + y2 - y3];
  const [dx1, dx2, dy1, dy2] = [x1 - x2, x3 - x2, y1 - y2, y3 - y2];
  const d = dx1 * dy2 - dx2 * dy1;
  const g = (sx * dy2 - dx2 * sy) / d;
  const h = (dx1 * sy - sx * dy1) / d;
  return [x1 - x0 + g * x1, x3 - x0 + h * x3, x0, y1 - y0 + g * y1, y3 - y0 + h * y3, y0, g, h];
}

function warp(photo: GrayPicture, m: Matrix, width: number, height: number): GrayPicture {
  const out = new Uint8Array(width * height).fill(255);
  for (let y = 0; y < height; y++) {
    const v = y / height;
    for (let x = 0; x < width; x++) {
      const u = x / width;
      const w = m[6] * u + m[7] * v + 1;
      const px = (m[0] * u + m[1] * v + m[2]) / w;
      const py = (m[3] * u + m[4] * v + m[5]) / w;
      const ix = Math.floor(px);
      const iy = Math.floor(py);
      if (ix < 0 || iy < 0 || ix + 1 >= photo.width || iy + 1 >= photo.height) continue;
      const fx = px - ix;
      const fy = py - iy;
      const p = iy * photo.width + ix;
      const top = (photo.data[p] ?? 0) * (1 - fx) + (photo.data[p + 1] ?? 0) * fx;
      const low = (photo.data[p + photo.width] ?? 0) * (1 - fx) + (photo.data[p + photo.width + 1] ?? 0) * fx;
      out[y * width + x] = top * (1 - fy) + low * fy + 0.5;
    }
  }
  return { width, height, data: out };
}
