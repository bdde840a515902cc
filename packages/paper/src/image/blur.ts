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

/** One half of a normalised kernel, the middle first. */
function halfKernel(sigma: number): Float64Array {
  const r = Math.max(1, Math.ceil(sigma * 2.6));
  const kernel = Float64Array.from({ length: r + 1 }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)));
  const total = kernel.reduce((sum, k, i) => sum + (i === 0 ? k : 2 * k), 0);
  return kernel.map((k) => k / total);
}

/** Gaussian blur by a separable kernel; edges repeat. Meant for small sigma (a few pixels). */
export function gaussian(field: Field, sigma: number): Field {
  const { width, height, data: src } = field;
  if (sigma < 0.2) return field;
  const kernel = halfKernel(sigma);
  const r = kernel.length - 1;
  const middle = kernel[0] ?? 0;
  const tmp = new Float32Array(width * height);
  const out = new Float32Array(width * height);
  const line = new Float32Array(width + 2 * r);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    line.set(src.subarray(row, row + width), r);
    line.fill(src[row] ?? 0, 0, r);
    line.fill(src[row + width - 1] ?? 0, width + r);
    for (let x = 0, p = r; x < width; x++, p++) {
      let s = middle * (line[p] ?? 0);
      for (let i = 1; i <= r; i++) s += (kernel[i] ?? 0) * ((line[p - i] ?? 0) + (line[p + i] ?? 0));
      tmp[row + x] = s;
    }
  }
  // Column pass row by row, which keeps memory access linear.
  const sums = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) sums[x] = middle * (tmp[row + x] ?? 0);
    for (let i = 1; i <= r; i++) {
      const k = kernel[i] ?? 0;
      const above = Math.max(0, y - i) * width;
      const below = Math.min(height - 1, y + i) * width;
      for (let x = 0; x < width; x++)
        sums[x] = (sums[x] ?? 0) + k * ((tmp[above + x] ?? 0) + (tmp[below + x] ?? 0));
    }
    out.set(sums, row);
  }
  return { width, height, data: out };
}
