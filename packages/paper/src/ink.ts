import { boxBlur } from './blur.ts';
import type { Field, Gray } from './raster.ts';

const CELL = 8;

function extreme(src: Float32Array, w: number, h: number, r: number, max: boolean): Float32Array {
  const pick = max ? Math.max : Math.min;
  const tmp = new Float32Array(w * h);
  const out = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      let v = src[y * w + x] ?? 0;
      for (let k = Math.max(0, x - r); k <= Math.min(w - 1, x + r); k++) v = pick(v, src[y * w + k] ?? 0);
      tmp[y * w + x] = v;
    }
  }
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      let v = tmp[y * w + x] ?? 0;
      for (let k = Math.max(0, y - r); k <= Math.min(h - 1, y + r); k++) v = pick(v, tmp[k * w + x] ?? 0);
      out[y * w + x] = v;
    }
  }
  return out;
}

/**
 * Brightness of the bare paper, one value for each 8x8 cell.
 * A morphological closing bridges writing and bars up to 6 mm, yet keeps the edge of a shadow where it is.
 */
export function paperBrightness(image: Gray): Field {
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
          const s = (image.data[p] ?? 0) + (image.data[p + 1] ?? 0) + (image.data[q] ?? 0) + (image.data[q + 1] ?? 0);
          if (s > best) best = s;
        }
      }
      cells[cy * w + cx] = best / 4;
    }
  }
  const closed = extreme(extreme(cells, w, h, 3, true), w, h, 3, false);
  return boxBlur({ width: w, height: h, data: closed }, 1);
}

/** Ink: 0 on bare paper, 1 where no light comes back; lighting and tint are divided out. */
export function inkOf(image: Gray, paper: Field = paperBrightness(image)): Field {
  const { width, height, data } = image;
  const out = new Float32Array(width * height);
  const inverse = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    const gy = Math.min(Math.max((y + 0.5) / CELL - 0.5, 0), paper.height - 1);
    const y0 = Math.min(gy | 0, Math.max(paper.height - 2, 0));
    const fy = gy - y0;
    const r0 = y0 * paper.width;
    const r1 = Math.min(y0 + 1, paper.height - 1) * paper.width;
    for (let x = 0; x < width; x++) {
      const gx = Math.min(Math.max((x + 0.5) / CELL - 0.5, 0), paper.width - 1);
      const x0 = Math.min(gx | 0, Math.max(paper.width - 2, 0));
      const fx = gx - x0;
      const x1 = Math.min(x0 + 1, paper.width - 1);
      const a = (paper.data[r0 + x0] ?? 0) * (1 - fx) + (paper.data[r0 + x1] ?? 0) * fx;
      const b = (paper.data[r1 + x0] ?? 0) * (1 - fx) + (paper.data[r1 + x1] ?? 0) * fx;
      inverse[x] = 1 / Math.max(8, a * (1 - fy) + b * fy);
    }
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const v = 1 - (data[row + x] ?? 0) * (inverse[x] ?? 0);
      out[row + x] = v < -0.2 ? -0.2 : v;
    }
  }
  return { width, height, data: out };
}
