import type { Field } from './raster.ts';

/** Mean over a (2r+1)-wide window along one row; edges repeat. */
function boxRow(
  src: Float32Array,
  from: number,
  width: number,
  r: number,
  out: Float32Array,
  to: number,
): void {
  const norm = 1 / (2 * r + 1);
  const first = src[from] ?? 0;
  const last = src[from + width - 1] ?? 0;
  let sum = first * r;
  for (let x = 0; x < r; x++) sum += x < width ? (src[from + x] ?? 0) : last;
  for (let x = 0; x < width; x++) {
    sum += x + r < width ? (src[from + x + r] ?? 0) : last;
    out[to + x] = sum * norm;
    sum -= x >= r ? (src[from + x - r] ?? 0) : first;
  }
}

/** Mean over a (2r+1) square, written over the field itself; edges repeat. */
export function boxBlurInPlace(field: Field, r: number): Field {
  const { width, height, data } = field;
  const rows = 2 * r + 1;
  const norm = 1 / rows;
  // Rows blurred along themselves, as many as the window is high; the first is kept for what repeats at the top.
  const ring = new Float32Array(rows * width);
  const first = new Float32Array(width);
  const sums = new Float64Array(width);
  let read = 0;
  const blurredRow = (y: number): number => {
    const at = Math.min(y, height - 1);
    for (; read <= at; read++) boxRow(data, read * width, width, r, ring, (read % rows) * width);
    return (at % rows) * width;
  };
  const top = blurredRow(0);
  first.set(ring.subarray(top, top + width));
  for (let x = 0; x < width; x++) sums[x] = (first[x] ?? 0) * r;
  for (let y = 0; y < r; y++) {
    const row = blurredRow(y);
    for (let x = 0; x < width; x++) sums[x] = (sums[x] ?? 0) + (ring[row + x] ?? 0);
  }
  for (let y = 0; y < height; y++) {
    const entering = blurredRow(y + r);
    const out = y * width;
    for (let x = 0; x < width; x++) {
      const s = (sums[x] ?? 0) + (ring[entering + x] ?? 0);
      sums[x] = s;
      data[out + x] = s * norm;
    }
    if (y >= r) {
      const leaving = ((y - r) % rows) * width;
      for (let x = 0; x < width; x++) sums[x] = (sums[x] ?? 0) - (ring[leaving + x] ?? 0);
    } else for (let x = 0; x < width; x++) sums[x] = (sums[x] ?? 0) - (first[x] ?? 0);
  }
  return field;
}

/** Mean over a (2r+1) square; edges repeat. */
export function boxBlur({ width, height, data }: Field, r: number): Field {
  return boxBlurInPlace({ width, height, data: data.slice() }, r);
}

/** Taps on each side for which the sums are written out: loops over so few cost more than the sums. */
const TAPS = 5;

/** One half of a normalised kernel, the middle first; at least `TAPS` on each side, though the outer ones be nothing. */
interface HalfKernel {
  readonly radius: number;
  readonly weights: Float64Array;
  readonly k0: number;
  readonly k1: number;
  readonly k2: number;
  readonly k3: number;
  readonly k4: number;
  readonly k5: number;
}

function halfKernel(sigma: number): HalfKernel {
  const r = Math.max(1, Math.ceil(sigma * 2.6));
  const half = Float64Array.from({ length: r + 1 }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)));
  const total = half.reduce((sum, k, i) => sum + (i === 0 ? k : 2 * k), 0);
  const weights = new Float64Array(Math.max(TAPS, r) + 1);
  weights.set(half.map((k) => k / total));
  const [k0 = 0, k1 = 0, k2 = 0, k3 = 0, k4 = 0, k5 = 0] = weights;
  return { radius: weights.length - 1, weights, k0, k1, k2, k3, k4, k5 };
}

/** Weighted sums of `width` pixels of a line that has as many more on each side as the kernel has taps. */
function blurLine(
  line: Float32Array,
  kernel: HalfKernel,
  width: number,
  out: Float32Array,
  to: number,
): void {
  const { radius: r, weights, k0, k1, k2, k3, k4, k5 } = kernel;
  for (let x = 0, p = r; x < width; x++, p++) {
    out[to + x] =
      k0 * (line[p] ?? 0) +
      k1 * ((line[p - 1] ?? 0) + (line[p + 1] ?? 0)) +
      k2 * ((line[p - 2] ?? 0) + (line[p + 2] ?? 0)) +
      k3 * ((line[p - 3] ?? 0) + (line[p + 3] ?? 0)) +
      k4 * ((line[p - 4] ?? 0) + (line[p + 4] ?? 0)) +
      k5 * ((line[p - 5] ?? 0) + (line[p + 5] ?? 0));
  }
  for (let i = TAPS + 1; i <= r; i++) {
    const k = weights[i] ?? 0;
    for (let x = 0, p = r - i, q = r + i; x < width; x++, p++, q++)
      out[to + x] = (out[to + x] ?? 0) + k * ((line[p] ?? 0) + (line[q] ?? 0));
  }
}

/** Weighted sums down the columns: `rows` tells where each of the rows begins in the ring, from the topmost on. */
function blurColumns(
  ring: Float32Array,
  rows: Int32Array,
  kernel: HalfKernel,
  width: number,
  sums: Float64Array,
): void {
  const { radius: r, weights, k0, k1, k2, k3, k4, k5 } = kernel;
  const m = rows[r] ?? 0;
  const a1 = rows[r - 1] ?? 0;
  const b1 = rows[r + 1] ?? 0;
  const a2 = rows[r - 2] ?? 0;
  const b2 = rows[r + 2] ?? 0;
  const a3 = rows[r - 3] ?? 0;
  const b3 = rows[r + 3] ?? 0;
  const a4 = rows[r - 4] ?? 0;
  const b4 = rows[r + 4] ?? 0;
  const a5 = rows[r - 5] ?? 0;
  const b5 = rows[r + 5] ?? 0;
  for (let x = 0; x < width; x++) {
    sums[x] =
      k0 * (ring[m + x] ?? 0) +
      k1 * ((ring[a1 + x] ?? 0) + (ring[b1 + x] ?? 0)) +
      k2 * ((ring[a2 + x] ?? 0) + (ring[b2 + x] ?? 0)) +
      k3 * ((ring[a3 + x] ?? 0) + (ring[b3 + x] ?? 0)) +
      k4 * ((ring[a4 + x] ?? 0) + (ring[b4 + x] ?? 0)) +
      k5 * ((ring[a5 + x] ?? 0) + (ring[b5 + x] ?? 0));
  }
  for (let i = TAPS + 1; i <= r; i++) {
    const k = weights[i] ?? 0;
    const above = rows[r - i] ?? 0;
    const below = rows[r + i] ?? 0;
    for (let x = 0; x < width; x++)
      sums[x] = (sums[x] ?? 0) + k * ((ring[above + x] ?? 0) + (ring[below + x] ?? 0));
  }
}

/** Where a blur takes its rows from and where it leaves them. */
export interface RowStream {
  readonly width: number;
  readonly height: number;
  /** Writes row `y` into `line` from `at` on; asked once for each row, downwards. */
  read(y: number, line: Float32Array, at: number): void;
  /** Takes the blurred row `y`; rows above `y + r` have been read by then. */
  write(y: number, row: Float64Array): void;
}

/** Gaussian blur of rows as they come, by a separable kernel; edges repeat. Meant for a sigma of a few pixels. */
export function gaussianRows(stream: RowStream, sigma: number): void {
  const { width, height } = stream;
  const kernel = halfKernel(sigma);
  const r = kernel.radius;
  const count = 2 * r + 1;
  const ring = new Float32Array(count * width);
  const rows = new Int32Array(count);
  const line = new Float32Array(width + 2 * r);
  const sums = new Float64Array(width);
  let read = 0;
  for (let y = 0; y < height; y++) {
    const last = Math.min(height - 1, y + r);
    for (; read <= last; read++) {
      stream.read(read, line, r);
      line.fill(line[r] ?? 0, 0, r);
      line.fill(line[width + r - 1] ?? 0, width + r);
      blurLine(line, kernel, width, ring, (read % count) * width);
    }
    for (let i = -r; i <= r; i++) rows[r + i] = (Math.min(height - 1, Math.max(0, y + i)) % count) * width;
    blurColumns(ring, rows, kernel, width, sums);
    stream.write(y, sums);
  }
}

/** Gaussian blur into a field of its own; meant for a sigma of a few pixels. */
export function gaussian(field: Field, sigma: number): Field {
  const { width, height, data } = field;
  if (sigma < 0.2) return field;
  const out = new Float32Array(width * height);
  gaussianRows(
    {
      width,
      height,
      read: (y, line, at) => line.set(data.subarray(y * width, y * width + width), at),
      write: (y, row) => out.set(row, y * width),
    },
    sigma,
  );
  return { width, height, data: out };
}
