import { type Homography, project } from './homography.ts';
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

/** What a warp delivers: the page as the photo shows it, and where the photo shows nothing (255 = outside). */
export interface Warped {
  readonly image: Gray;
  readonly outside: number;
}

const STEP = 8;

/** Where one row of up to eight pixels of the page lies in the photo: from (px, py) on, (sx, sy) for each pixel. */
type VisitRun = (at: number, count: number, px: number, py: number, sx: number, sy: number) => void;

/** Walks a page at `1/factor` of 200 dpi in runs. Positions are exact every 8 pixels and linear between. */
function eachRun(
  mapping: Mapping,
  shrunk: number,
  factor: number,
  width: number,
  height: number,
  visit: VisitRun,
): void {
  const cols = Math.ceil(width / STEP) + 1;
  const top = { x: new Float32Array(cols), y: new Float32Array(cols) };
  const bottom = { x: new Float32Array(cols), y: new Float32Array(cols) };
  const locate = (row: number, into: typeof top) => {
    for (let c = 0; c < cols; c++) {
      const [x, y] = pageToPhoto(mapping, (c * STEP + 0.5) * factor - 0.5, (row + 0.5) * factor - 0.5);
      into.x[c] = (x + 0.5) / shrunk - 0.5;
      into.y[c] = (y + 0.5) / shrunk - 0.5;
    }
  };
  locate(0, bottom);
  for (let y0 = 0; y0 < height; y0 += STEP) {
    top.x.set(bottom.x);
    top.y.set(bottom.y);
    locate(y0 + STEP, bottom);
    const ny = Math.min(STEP, height - y0);
    for (let j = 0; j < ny; j++) {
      const t = j / STEP;
      const row = (y0 + j) * width;
      for (let c = 0; c < cols - 1; c++) {
        const ax = top.x[c] ?? 0;
        const ay = top.y[c] ?? 0;
        const bx = top.x[c + 1] ?? 0;
        const by = top.y[c + 1] ?? 0;
        const px = ax + ((bottom.x[c] ?? 0) - ax) * t;
        const py = ay + ((bottom.y[c] ?? 0) - ay) * t;
        const sx = (bx + ((bottom.x[c + 1] ?? 0) - bx) * t - px) / STEP;
        const sy = (by + ((bottom.y[c + 1] ?? 0) - by) * t - py) / STEP;
        const x0 = c * STEP;
        visit(row + x0, Math.min(STEP, width - x0), px, py, sx, sy);
      }
    }
  }
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
): Warped {
  const width = Math.floor(pageWidth / factor);
  const height = Math.floor(pageHeight / factor);
  const out = new Uint8Array(width * height);
  const src = photo.data;
  const sw = photo.width;
  const maxX = photo.width - 1.001;
  const maxY = photo.height - 1.001;
  let outside = 0;
  eachRun(mapping, shrunk, factor, width, height, (at, count, startX, startY, sx, sy) => {
    let px = startX;
    let py = startY;
    for (let o = at; o < at + count; o++, px += sx, py += sy) {
      if (px < 0 || py < 0 || px > maxX || py > maxY) {
        out[o] = fill;
        outside++;
        continue;
      }
      const ix = px | 0;
      const iy = py | 0;
      const fx = px - ix;
      const fy = py - iy;
      const p = iy * sw + ix;
      const a = (src[p] ?? 0) + ((src[p + 1] ?? 0) - (src[p] ?? 0)) * fx;
      const q = p + sw;
      const b = (src[q] ?? 0) + ((src[q + 1] ?? 0) - (src[q] ?? 0)) * fx;
      out[o] = (a + (b - a) * fy + 0.5) | 0;
    }
  });
  return { image: { width, height, data: out }, outside };
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
  const width = Math.floor(pageWidth / factor);
  const height = Math.floor(pageHeight / factor);
  const red = new Uint8Array(width * height);
  const green = new Uint8Array(width * height);
  const blue = new Uint8Array(width * height);
  const src = photo.data;
  const stride = 3 * photo.width;
  const maxX = photo.width - 1.001;
  const maxY = photo.height - 1.001;
  eachRun(mapping, shrunk, factor, width, height, (at, count, startX, startY, sx, sy) => {
    let px = startX;
    let py = startY;
    for (let o = at; o < at + count; o++, px += sx, py += sy) {
      if (px < 0 || py < 0 || px > maxX || py > maxY) {
        red[o] = fill;
        green[o] = fill;
        blue[o] = fill;
        continue;
      }
      const ix = px | 0;
      const iy = py | 0;
      const fx = px - ix;
      const fy = py - iy;
      const p = iy * stride + 3 * ix;
      const q = p + stride;
      const ra = (src[p] ?? 0) + ((src[p + 3] ?? 0) - (src[p] ?? 0)) * fx;
      const rb = (src[q] ?? 0) + ((src[q + 3] ?? 0) - (src[q] ?? 0)) * fx;
      red[o] = (ra + (rb - ra) * fy + 0.5) | 0;
      const ga = (src[p + 1] ?? 0) + ((src[p + 4] ?? 0) - (src[p + 1] ?? 0)) * fx;
      const gb = (src[q + 1] ?? 0) + ((src[q + 4] ?? 0) - (src[q + 1] ?? 0)) * fx;
      green[o] = (ga + (gb - ga) * fy + 0.5) | 0;
      const ba = (src[p + 2] ?? 0) + ((src[p + 5] ?? 0) - (src[p + 2] ?? 0)) * fx;
      const bb = (src[q + 2] ?? 0) + ((src[q + 5] ?? 0) - (src[q + 2] ?? 0)) * fx;
      blue[o] = (ba + (bb - ba) * fy + 0.5) | 0;
    }
  });
  const plane = (data: Uint8Array): Gray => ({ width, height, data });
  return [plane(red), plane(green), plane(blue)];
}
