import { kernels } from '../kernels/kernels.ts';
import { bytesAt, intsAt, leaving, putBytes, room } from '../kernels/room.ts';
import { type Homography, project } from './homography.ts';
import { borrowBytes } from './planes.ts';
import type { Gray, Rgb } from './raster.ts';

/** Spacing of the nodes of a displacement field, in page pixels. */
export const NODE_PX = 16;

/** Smooth displacement on the page, before the homography: photo = H(page + displacement). */
export interface Displacement {
  readonly columns: number;
  readonly rows: number;
  readonly dx: Float32Array;
  readonly dy: Float32Array;
}

/** How the page lies in the photo. */
export interface Mapping {
  readonly homography: Homography;
  readonly displacement: Displacement;
}

/** A field that moves nothing. */
export function noDisplacement(width: number, height: number): Displacement {
  const columns = Math.ceil(width / NODE_PX) + 1;
  const rows = Math.ceil(height / NODE_PX) + 1;
  return { columns, rows, dx: new Float32Array(columns * rows), dy: new Float32Array(columns * rows) };
}

/** The displacement at a point of the page. */
export function displacementAt(d: Displacement, x: number, y: number): [number, number] {
  const gx = Math.min(Math.max(x / NODE_PX, 0), d.columns - 1.001);
  const gy = Math.min(Math.max(y / NODE_PX, 0), d.rows - 1.001);
  const ix = Math.floor(gx);
  const iy = Math.floor(gy);
  const fx = gx - ix;
  const fy = gy - iy;
  const i = iy * d.columns + ix;
  const mix = (a: Float32Array) =>
    ((a[i] ?? 0) * (1 - fx) + (a[i + 1] ?? 0) * fx) * (1 - fy) +
    ((a[i + d.columns] ?? 0) * (1 - fx) + (a[i + d.columns + 1] ?? 0) * fx) * fy;
  return [mix(d.dx), mix(d.dy)];
}

/** Where a point of the page lies in the photo. */
export function pageToPhoto(m: Mapping, x: number, y: number): [number, number] {
  const [dx, dy] = displacementAt(m.displacement, x, y);
  return project(m.homography, x + dx, y + dy);
}

/** Positions are exact at every eighth pixel of every eighth row and linear between. */
const STEP = 8;
/** They are whole numbers of 1/65536 of a pixel. */
const ONE = 65536;
/** Farther away than this nothing of a photo lies. */
const FAR = 16000;

/** A picture's size. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where the places of a row lie in the photo: addresses of their x and y. */
interface Line {
  readonly x: number;
  readonly y: number;
}

/** What draws a strip of eight rows: where its first row lies in the photo and the one below it, and how many there are. */
type DrawStrip = (top: Line, bottom: Line, runs: number, row: number, rows: number) => void;

/** Goes over the page in strips of eight rows. */
function strips(mapping: Mapping, shrunk: number, { width, height }: Size, factor: number, draw: DrawStrip) {
  const runs = Math.ceil(width / STEP);
  const line = (): Line => ({ x: room(4 * (runs + 1)), y: room(4 * (runs + 1)) });
  const whole = (v: number) => Math.round(Math.max(-FAR, Math.min(FAR, (v + 0.5) / shrunk - 0.5)) * ONE);
  const locate = (row: number, into: Line) => {
    const xs = intsAt(into.x, runs + 1);
    const ys = intsAt(into.y, runs + 1);
    const pageY = (row + 0.5) * factor - 0.5;
    for (let c = 0; c <= runs; c++) {
      const [x, y] = pageToPhoto(mapping, (c * STEP + 0.5) * factor - 0.5, pageY);
      xs[c] = whole(x);
      ys[c] = whole(y);
    }
  };
  let [top, bottom] = [line(), line()];
  locate(0, bottom);
  for (let y = 0; y < height; y += STEP) {
    [top, bottom] = [bottom, top];
    locate(y + STEP, bottom);
    draw(top, bottom, runs, y, Math.min(STEP, height - y));
  }
}

/** The last place in a photo that has a neighbour to its right, or below it. */
function lastOf(pixels: number): number {
  return (pixels - 1.001) * ONE;
}

/** Size of the page drawn at `1/factor`. */
function sizeAt(pageWidth: number, pageHeight: number, factor: number): Size {
  return { width: Math.floor(pageWidth / factor), height: Math.floor(pageHeight / factor) };
}

/**
 * Draws the page at `1/factor` of 200 dpi out of a photo that was itself shrunk by `shrunk`; pixels outside the photo
 * become `fill`.
 */
export function warpPage(
  photo: Gray,
  shrunk: number,
  mapping: Mapping,
  pageWidth: number,
  pageHeight: number,
  factor: number,
  fill = 0,
): { readonly image: Gray } {
  const size = sizeAt(pageWidth, pageHeight, factor);
  const { width } = size;
  const out = borrowBytes(width * size.height);
  const [maxX, maxY] = [lastOf(photo.width), lastOf(photo.height)];
  leaving(() => {
    const from = putBytes(photo.data);
    const to = room(STEP * width);
    strips(mapping, shrunk, size, factor, (a, b, runs, y, rows) => {
      kernels.drawRows(from, photo.width, maxX, maxY, a.x, a.y, b.x, b.y, runs, width, rows, fill, to);
      out.set(bytesAt(to, rows * width), y * width);
    });
  });
  return { image: { ...size, data: out } };
}

/** Draws the page's three channels in one go; the photo may have been shrunk, the page is drawn at `1/factor`. */
export function warpChannels(
  photo: Rgb,
  shrunk: number,
  mapping: Mapping,
  pageWidth: number,
  pageHeight: number,
  factor: number,
  fill = 0,
): [Gray, Gray, Gray] {
  const size = sizeAt(pageWidth, pageHeight, factor);
  const { width } = size;
  const gray = (): Gray => ({ ...size, data: borrowBytes(width * size.height) });
  const planes: [Gray, Gray, Gray] = [gray(), gray(), gray()];
  const stride = 3 * photo.width;
  const [maxX, maxY] = [lastOf(photo.width), lastOf(photo.height)];
  const apart = STEP * width;
  leaving(() => {
    const from = putBytes(photo.data);
    const to = room(3 * apart);
    strips(mapping, shrunk, size, factor, (a, b, runs, y, rows) => {
      kernels.drawRowsOfChannels(
        from,
        stride,
        maxX,
        maxY,
        a.x,
        a.y,
        b.x,
        b.y,
        runs,
        width,
        rows,
        fill,
        to,
        apart,
      );
      planes.forEach((plane, k) => {
        plane.data.set(bytesAt(to + k * apart, rows * width), y * width);
      });
    });
  });
  return planes;
}
