import type { Field } from './raster.ts';

/** Mean over a (2r+1)-wide window along the rows, written transposed, so that two calls blur both ways. */
function boxTransposed(src: Float32Array, width: number, height: number, r: number, out: Float32Array): void {
  const norm = 1 / (2 * r + 1);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const first = src[row] ?? 0;
    const last = src[row + width - 1] ?? 0;
    let sum = first * r;
    for (let x = 0; x < r; x++) sum += x < width ? (src[row + x] ?? 0) : last;
    for (let x = 0; x < width; x++) {
      sum += x + r < width ? (src[row + x + r] ?? 0) : last;
      out[x * height + y] = sum * norm;
      sum -= x - r >= 0 ? (src[row + x - r] ?? 0) : first;
    }
  }
}

/** Mean over a (2r+1) square; edges repeat. */
export function boxBlur(field: Field, r: number): Field {
  const { width, height } = field;
  const a = new Float32Array(width * height);
  const b = new Float32Array(width * height);
  boxTransposed(field.data, width, height, r, a);
  boxTransposed(a, height, width, r, b);
  return { width, height, data: b };
}

/** Gaussian blur by a separable kernel; edges repeat. Meant for small sigma (a few pixels). */
export function gaussian(field: Field, sigma: number): Field {
  const { width, height } = field;
  if (sigma < 0.2) return field;
  const r = Math.max(1, Math.ceil(sigma * 2.6));
  const kernel = new Float64Array(2 * r + 1);
  let total = 0;
  for (let i = -r; i <= r; i++) {
    const k = Math.exp(-(i * i) / (2 * sigma * sigma));
    kernel[i + r] = k;
    total += k;
  }
  for (let i = 0; i < kernel.length; i++) kernel[i] = (kernel[i] ?? 0) / total;
  const tmp = new Float32Array(width * height);
  const out = new Float32Array(width * height);
  const src = field.data;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      let s = 0;
      if (x >= r && x < width - r) {
        for (let i = 0, p = row + x - r; i < kernel.length; i++, p++) s += (kernel[i] ?? 0) * (src[p] ?? 0);
      } else {
        for (let i = -r; i <= r; i++) {
          const q = Math.min(width - 1, Math.max(0, x + i));
          s += (kernel[i + r] ?? 0) * (src[row + q] ?? 0);
        }
      }
      tmp[row + x] = s;
    }
  }
  // Column pass row by row: the accumulators are the output row itself, which keeps memory access linear.
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let i = -r; i <= r; i++) {
      const k = kernel[i + r] ?? 0;
      const q = Math.min(height - 1, Math.max(0, y + i)) * width;
      for (let x = 0; x < width; x++) out[row + x] = (out[row + x] ?? 0) + k * (tmp[q + x] ?? 0);
    }
  }
  return { width, height, data: out };
}
