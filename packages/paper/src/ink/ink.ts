import { boxBlur, boxBlurInPlace } from '../image/blur.ts';
import { borrowFloats } from '../image/planes.ts';
import type { Field, Gray } from '../image/raster.ts';
import { kernels } from '../kernels/kernels.ts';
import { bytesAt, floatsAt, leaving, putBytes, putFloats, room } from '../kernels/room.ts';

const CELL = 8;

/** The brightest of each row's `r` neighbours on both sides, written transposed, so that two calls look both ways. */
function brightestAcross(src: Float32Array, w: number, h: number, r: number): Float32Array {
  const out = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    const row = y * w;
    for (let x = 0; x < w; x++) {
      const from = row + (x < r ? 0 : x - r);
      const to = row + (x + r < w ? x + r : w - 1);
      let best = src[from] ?? 0;
      for (let p = from + 1; p <= to; p++) {
        const v = src[p] ?? 0;
        if (v > best) best = v;
      }
      out[x * h + y] = best;
    }
  }
  return out;
}

/** Bridges what is darker than its surroundings and no wider than `2r` cells. */
function closed(cells: Float32Array, w: number, h: number, r: number): Float32Array {
  const widened = brightestAcross(brightestAcross(cells, w, h, r), h, w, r).map((v) => -v);
  return brightestAcross(brightestAcross(widened, w, h, r), h, w, r).map((v) => -v);
}

/**
 * Brightness of the bare paper, one value for each 8x8 cell.
 * A morphological closing bridges writing and bars up to 6 mm, yet keeps the edge of a shadow where it is.
 */
export function paperBrightness(image: Gray, bridgeCells = 3): Field {
  const cells = brightestOfCells(image);
  const { width: w, height: h } = cells;
  return boxBlurInPlace({ width: w, height: h, data: closed(cells.data, w, h, bridgeCells) }, 1);
}

/** The brightest 2x2 mean of each cell. */
function brightestOfCells(image: Gray): Field {
  const w = Math.ceil(image.width / CELL);
  const h = Math.ceil(image.height / CELL);
  const cells = new Float32Array(w * h);
  for (let cy = 0; cy < h; cy++) {
    for (let cx = 0; cx < w; cx++) {
      let best = 0;
      // The brightest 2x2 mean of the cell: a single bright noise pixel does not make paper.
      for (let y = cy * CELL; y < Math.min(cy * CELL + CELL, image.height) - 1; y += 2) {
        for (let x = cx * CELL; x < Math.min(cx * CELL + CELL, image.width) - 1; x += 2) {
          const p = y * image.width + x;
          const q = p + image.width;
          const s =
            (image.data[p] ?? 0) + (image.data[p + 1] ?? 0) + (image.data[q] ?? 0) + (image.data[q + 1] ?? 0);
          if (s > best) best = s;
        }
      }
      cells[cy * w + cx] = best / 4;
    }
  }
  return { width: w, height: h, data: cells };
}

/** Which cells of the approved page show bare paper, however much print and lens soften it: 1 or 0. */
export function bareCells(soft: Uint8Array, width: number, height: number): Field {
  const w = Math.ceil(width / CELL);
  const h = Math.ceil(height / CELL);
  const out = new Float32Array(w * h);
  for (let y = 0; y < height; y++) {
    const row = (y >> 3) * w;
    for (let x = 0; x < width; x++) if ((soft[y * width + x] ?? 0) < 10) out[row + (x >> 3)] = 1;
  }
  return { width: w, height: h, data: out };
}

/**
 * Brightness of the paper in a photo already drawn onto the page: measured where the approved page is bare,
 * carried over under print. Bars and tints of the approved page therefore divide out alike on both sides.
 */
export function guidedPaper(image: Gray, pagePaper: Field, bare: Field): Field {
  const cells = brightestOfCells(image);
  const { width: w, height: h } = cells;
  let light: Float32Array = new Float32Array(w * h);
  let weight: Float32Array = new Float32Array(w * h);
  for (let i = 0; i < light.length; i++) {
    const b = bare.data[i] ?? 0;
    light[i] = (b * (cells.data[i] ?? 0)) / Math.max(16, pagePaper.data[i] ?? 255);
    weight[i] = b;
  }
  // Unknown cells take the mean of ever wider surroundings; known ones are smoothed over 3 mm only.
  const known = weight;
  light = boxBlur({ width: w, height: h, data: light }, 1).data;
  weight = boxBlur({ width: w, height: h, data: weight }, 1).data;
  const out = new Float32Array(w * h);
  let wideLight = light;
  let wideWeight = weight;
  for (let i = 0; i < out.length; i++)
    if ((weight[i] ?? 0) > 0.2) out[i] = (light[i] ?? 0) / (weight[i] ?? 1);
  for (let radius = 2; radius <= 64 && out.includes(0); radius *= 2) {
    wideLight = boxBlur({ width: w, height: h, data: wideLight }, radius).data;
    wideWeight = boxBlur({ width: w, height: h, data: wideWeight }, radius).data;
    for (let i = 0; i < out.length; i++) {
      if (out[i] === 0 && (wideWeight[i] ?? 0) > 0.04) out[i] = (wideLight[i] ?? 0) / (wideWeight[i] ?? 1);
    }
  }
  for (let i = 0; i < out.length; i++) {
    const l = out[i] || (known[i] ? (light[i] ?? 1) : 1);
    out[i] = l * (pagePaper.data[i] ?? 255);
  }
  return { width: w, height: h, data: out };
}

/** Turns rows of brightness into rows of ink, one image after the other of the same size. */
export interface InkRows {
  /** Ink of row `y` of an image before `paper`, written to `out` from `at` on. */
  row(data: Uint8Array, paper: Field, y: number, out: Float32Array, at: number): void;
}

/** Brightness below which paper is not taken to be darker. */
const DARKEST = 8;
/** Ink is never less than this: a glare is brighter than the paper around it. */
const LEAST = -0.2;

/** Prepares for images `width` wide, over paper known for `columns` cells a row. */
export function inkRows(width: number, columns: number): InkRows {
  const padded = (width + 3) & ~3;
  // Which cell's middle lies left of each four columns, and how near each is to the next one.
  const left = new Int32Array(padded / 4);
  const near = new Float32Array(padded);
  for (let x = 0; x < padded; x++) {
    const gx = Math.min(Math.max((x + 0.5) / CELL - 0.5, 0), columns - 1);
    const cell = Math.min(gx | 0, Math.max(columns - 2, 0));
    if (x % 4 === 0) left[x / 4] = cell;
    near[x] = gx - cell;
  }
  const cells = new Uint8Array(left.buffer);
  // One cell more than there are: what lies right of the last is the last.
  const line = new Float32Array(columns + 1);
  return {
    row(data, paper, y, out, at) {
      const gy = Math.min(Math.max((y + 0.5) / CELL - 0.5, 0), paper.height - 1);
      const y0 = Math.min(gy | 0, Math.max(paper.height - 2, 0));
      const fy = gy - y0;
      const r0 = y0 * columns;
      const r1 = Math.min(y0 + 1, paper.height - 1) * columns;
      for (let c = 0; c < columns; c++)
        line[c] = (paper.data[r0 + c] ?? 0) * (1 - fy) + (paper.data[r1 + c] ?? 0) * fy;
      line[columns] = line[columns - 1] ?? 0;
      leaving(() => {
        const bytes = room(padded);
        const to = room(4 * padded);
        const lineAt = putFloats(line);
        const nearAt = putFloats(near);
        const leftAt = putBytes(cells);
        bytesAt(bytes, width).set(data.subarray(y * width, (y + 1) * width));
        kernels.inkRow(bytes, lineAt, leftAt, nearAt, width, DARKEST, LEAST, to);
        out.set(floatsAt(to, width), at);
      });
    },
  };
}

/** Ink: 0 on bare paper, 1 where no light comes back; lighting and tint are divided out. */
export function inkOf(image: Gray, paper: Field = paperBrightness(image)): Field {
  const { width, height, data } = image;
  const out = borrowFloats(width * height);
  const rows = inkRows(width, paper.width);
  for (let y = 0; y < height; y++) rows.row(data, paper, y, out, y * width);
  return { width, height, data: out };
}
