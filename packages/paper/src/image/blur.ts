import { kernels } from '../kernels/kernels.ts';
import { floatsAt, intsAt, leaving, putFloats, room } from '../kernels/room.ts';
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

/** One half of a normalised kernel, the middle first. */
function halfKernel(sigma: number): Float32Array {
  const r = Math.max(1, Math.ceil(sigma * 2.6));
  const half = Array.from({ length: r + 1 }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)));
  const total = half.reduce((sum, k, i) => sum + (i === 0 ? k : 2 * k), 0);
  return Float32Array.from(half, (k) => k / total);
}

/** Where a blur takes its rows from and where it leaves them. */
export interface RowStream {
  readonly width: number;
  readonly height: number;
  /** Writes row `y` into `line` from `at` on; asked once for each row, downwards. */
  read(y: number, line: Float32Array, at: number): void;
  /** Takes the blurred row `y`; rows above `y + r` have been read by then. */
  write(y: number, row: Float32Array): void;
}

/** Gaussian blur of rows as they come, by a separable kernel; edges repeat. Meant for a sigma of a few pixels. */
export function gaussianRows(stream: RowStream, sigma: number): void {
  const { width, height } = stream;
  const kernel = halfKernel(sigma);
  const r = kernel.length - 1;
  const count = 2 * r + 1;
  const blurred = new Float32Array(width);
  const line = new Float32Array(width + 2 * r);
  leaving(() => {
    const weights = putFloats(kernel);
    const lineAt = room(4 * line.length);
    const ring = room(4 * count * width);
    const rows = room(4 * count);
    const out = room(4 * width);
    let read = 0;
    for (let y = 0; y < height; y++) {
      const last = Math.min(height - 1, y + r);
      for (; read <= last; read++) {
        stream.read(read, line, r);
        line.fill(line[r] ?? 0, 0, r);
        line.fill(line[width + r - 1] ?? 0, width + r);
        floatsAt(lineAt, line.length).set(line);
        kernels.blurRow(lineAt, weights, r, width, ring + 4 * (read % count) * width);
      }
      const list = intsAt(rows, count);
      for (let i = -r; i <= r; i++)
        list[r + i] = ring + 4 * (Math.min(height - 1, Math.max(0, y + i)) % count) * width;
      kernels.blurColumns(rows, weights, r, width, out);
      blurred.set(floatsAt(out, width));
      stream.write(y, blurred);
    }
  });
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
