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

const STEP = 8;

/** Positions are whole numbers of 1/65536 of a pixel while a run of pixels is drawn. */
const ONE = 65536;
/** Ten bits of a position weigh the neighbours of a pixel. */
const WEIGHT = 1024;
const TO_WEIGHT = 6;
const ROUND = 1 << 19;
/** Farther away than this nothing of a photo lies. */
const FAR = 16000;

/** Where the runs of one row lie in a photo: their first pixel, the step to the next one, and whether all are inside. */
interface Runs {
  readonly count: number;
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly stepX: Int32Array;
  readonly stepY: Int32Array;
  readonly isInside: Uint8Array;
  /** Moves on to row `y`; rows are asked for downwards. */
  moveTo(y: number): void;
}

/** Runs of eight pixels. Positions are exact at every eighth pixel of every eighth row and linear between. */
function runsOf(photo: Size, shrunk: number, mapping: Mapping, width: number, factor: number): Runs {
  const count = Math.ceil(width / STEP);
  const line = () => ({ x: new Float32Array(count + 1), y: new Float32Array(count + 1) });
  let [top, bottom] = [line(), line()];
  const locate = (row: number, into: typeof top) => {
    const pageY = (row + 0.5) * factor - 0.5;
    for (let c = 0; c <= count; c++) {
      const [x, y] = pageToPhoto(mapping, (c * STEP + 0.5) * factor - 0.5, pageY);
      into.x[c] = Math.max(-FAR, Math.min(FAR, (x + 0.5) / shrunk - 0.5));
      into.y[c] = Math.max(-FAR, Math.min(FAR, (y + 0.5) / shrunk - 0.5));
    }
  };
  const ints = () => new Int32Array(count);
  const runs = { x: ints(), y: ints(), stepX: ints(), stepY: ints(), isInside: new Uint8Array(count) };
  const maxX = photo.width - 1.01;
  const maxY = photo.height - 1.01;
  const within = (x: number, y: number) => x >= 0.01 && y >= 0.01 && x <= maxX && y <= maxY;
  return {
    count,
    ...runs,
    moveTo(y) {
      if (y % STEP === 0) {
        [top, bottom] = [bottom, top];
        if (y === 0) locate(0, top);
        locate(y + STEP, bottom);
      }
      const t = (y % STEP) / STEP;
      let ax = (top.x[0] ?? 0) + ((bottom.x[0] ?? 0) - (top.x[0] ?? 0)) * t;
      let ay = (top.y[0] ?? 0) + ((bottom.y[0] ?? 0) - (top.y[0] ?? 0)) * t;
      for (let c = 0; c < count; c++) {
        const bx = (top.x[c + 1] ?? 0) + ((bottom.x[c + 1] ?? 0) - (top.x[c + 1] ?? 0)) * t;
        const by = (top.y[c + 1] ?? 0) + ((bottom.y[c + 1] ?? 0) - (top.y[c + 1] ?? 0)) * t;
        runs.x[c] = Math.round(ax * ONE);
        runs.y[c] = Math.round(ay * ONE);
        runs.stepX[c] = Math.round(((bx - ax) * ONE) / STEP);
        runs.stepY[c] = Math.round(((by - ay) * ONE) / STEP);
        runs.isInside[c] = within(ax, ay) && within(bx, by) ? 1 : 0;
        ax = bx;
        ay = by;
      }
    },
  };
}

/** A picture's size. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Draws pixels of a run that lie inside the photo, each between its four neighbours. */
function drawRun(
  src: Uint8Array,
  stride: number,
  out: Uint8Array,
  from: number,
  to: number,
  x: number,
  y: number,
  stepX: number,
  stepY: number,
): void {
  let px = x | 0;
  let py = y | 0;
  for (let o = from; o < to; o++) {
    const fx = (px >> TO_WEIGHT) & (WEIGHT - 1);
    const fy = (py >> TO_WEIGHT) & (WEIGHT - 1);
    const p = (Math.imul(py >> 16, stride) + (px >> 16)) | 0;
    const q = (p + stride) | 0;
    const a = Math.imul(src[p] ?? 0, WEIGHT - fx) + Math.imul(src[p + 1] ?? 0, fx);
    const b = Math.imul(src[q] ?? 0, WEIGHT - fx) + Math.imul(src[q + 1] ?? 0, fx);
    out[o] = (Math.imul(a, WEIGHT - fy) + Math.imul(b, fy) + ROUND) >> 20;
    px = (px + stepX) | 0;
    py = (py + stepY) | 0;
  }
}

/** How a drawing takes what lies in the photo and what does not. */
interface Brush {
  /** Draws the pixels `from`..`to` of the page; the first lies at (x, y), each next one a step on. */
  run(from: number, to: number, x: number, y: number, stepX: number, stepY: number): void;
  /** A pixel of the page that lies outside the photo. */
  outside(at: number): void;
}

/** Goes over the page row by row, in runs of eight pixels, one by one only where a run may leave the photo. */
function paint(
  photo: Size,
  shrunk: number,
  mapping: Mapping,
  { width, height }: Size,
  factor: number,
  brush: Brush,
): void {
  const maxX = (photo.width - 1.001) * ONE;
  const maxY = (photo.height - 1.001) * ONE;
  const runs = runsOf(photo, shrunk, mapping, width, factor);
  for (let y = 0; y < height; y++) {
    runs.moveTo(y);
    for (let c = 0; c < runs.count; c++) {
      let px = runs.x[c] ?? 0;
      let py = runs.y[c] ?? 0;
      const sx = runs.stepX[c] ?? 0;
      const sy = runs.stepY[c] ?? 0;
      const at = y * width + c * STEP;
      const end = y * width + Math.min(width, c * STEP + STEP);
      if (runs.isInside[c] === 1) {
        brush.run(at, end, px, py, sx, sy);
        continue;
      }
      for (let o = at; o < end; o++, px += sx, py += sy) {
        if (px < 0 || py < 0 || px > maxX || py > maxY) brush.outside(o);
        else brush.run(o, o + 1, px, py, 0, 0);
      }
    }
  }
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
  const out = borrowBytes(size.width * size.height);
  const { data, width: stride } = photo;
  paint(photo, shrunk, mapping, size, factor, {
    run: (from, to, x, y, stepX, stepY) => drawRun(data, stride, out, from, to, x, y, stepX, stepY),
    outside: (at) => {
      out[at] = fill;
    },
  });
  return { image: { ...size, data: out } };
}

/** Weighs one channel of four neighbours: the upper two from `p` on, the lower two from `q` on. */
function between(src: Uint8Array, p: number, q: number, fx: number, fy: number): number {
  const a = Math.imul(src[p] ?? 0, WEIGHT - fx) + Math.imul(src[p + 3] ?? 0, fx);
  const b = Math.imul(src[q] ?? 0, WEIGHT - fx) + Math.imul(src[q + 3] ?? 0, fx);
  return (Math.imul(a, WEIGHT - fy) + Math.imul(b, fy) + ROUND) >> 20;
}

/** The same run in three channels. */
function drawRunOfChannels(
  src: Uint8Array,
  stride: number,
  planes: Planes,
  from: number,
  to: number,
  x: number,
  y: number,
  stepX: number,
  stepY: number,
): void {
  const { red, green, blue } = planes;
  let px = x | 0;
  let py = y | 0;
  for (let o = from; o < to; o++) {
    const fx = (px >> TO_WEIGHT) & (WEIGHT - 1);
    const fy = (py >> TO_WEIGHT) & (WEIGHT - 1);
    const p = (Math.imul(py >> 16, stride) + Math.imul(px >> 16, 3)) | 0;
    const q = (p + stride) | 0;
    red[o] = between(src, p, q, fx, fy);
    green[o] = between(src, (p + 1) | 0, (q + 1) | 0, fx, fy);
    blue[o] = between(src, (p + 2) | 0, (q + 2) | 0, fx, fy);
    px = (px + stepX) | 0;
    py = (py + stepY) | 0;
  }
}

interface Planes {
  readonly red: Uint8Array;
  readonly green: Uint8Array;
  readonly blue: Uint8Array;
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
  const plane = () => borrowBytes(size.width * size.height);
  const planes: Planes = { red: plane(), green: plane(), blue: plane() };
  const { red, green, blue } = planes;
  const { data } = photo;
  const stride = 3 * photo.width;
  paint(photo, shrunk, mapping, size, factor, {
    run: (from, to, x, y, stepX, stepY) =>
      drawRunOfChannels(data, stride, planes, from, to, x, y, stepX, stepY),
    outside: (at) => {
      red[at] = fill;
      green[at] = fill;
      blue[at] = fill;
    },
  });
  const gray = (channel: Uint8Array): Gray => ({ ...size, data: channel });
  return [gray(red), gray(green), gray(blue)];
}
