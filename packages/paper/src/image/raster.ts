import { kernels } from '../kernels/kernels.ts';
import { bytesAt, leaving, room } from '../kernels/room.ts';
import { borrowBytes } from './planes.ts';

/** Pixels per inch of every page inside this package. */
export const PAGE_DPI = 200;

/** One channel of whole numbers 0..255, row by row. */
export interface Gray {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Three channels, interleaved. */
export interface Rgb {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** One channel of real numbers. */
export interface Field {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Box in pixels: left, top, width, height. */
export type Box = readonly [x: number, y: number, w: number, h: number];

/** Pixels of the page at 200 dpi for a length on paper. */
export function mmToPx(mm: number): number {
  return (mm * PAGE_DPI) / 25.4;
}

/** Length on paper of a number of page pixels. */
export function pxToMm(px: number): number {
  return (px * 25.4) / PAGE_DPI;
}

/** Pixels that go through the kernels at a time: what they read and write stays in the processor's cache. */
const AT_A_TIME = 65536;

/** Brightness (BT.601 weights), what a grey printer would print. */
export function luma(image: Rgb): Gray {
  const n = image.width * image.height;
  const out = borrowBytes(n);
  leaving(() => {
    const rgb = room(3 * AT_A_TIME);
    const gray = room(AT_A_TIME);
    for (let at = 0; at < n; at += AT_A_TIME) {
      const count = Math.min(AT_A_TIME, n - at);
      bytesAt(rgb, 3 * count).set(image.data.subarray(3 * at, 3 * (at + count)));
      kernels.lumaOf(rgb, count, gray);
      out.set(bytesAt(gray, count), at);
    }
  });
  return { width: image.width, height: image.height, data: out };
}

/** One of the three channels. */
export function channel(image: Rgb, which: 0 | 1 | 2): Gray {
  const n = image.width * image.height;
  const out = borrowBytes(n);
  const { data } = image;
  for (let i = 0, j = which; i < n; i++, j += 3) out[i] = data[j] ?? 0;
  return { width: image.width, height: image.height, data: out };
}

/** Means of 2x2 or 3x3 pixels. */
function shrinkBy(k: 2 | 3, image: Gray): Gray {
  const means = k === 2 ? kernels.halveRows : kernels.thirdRows;
  const width = Math.floor(image.width / k);
  const height = Math.floor(image.height / k);
  const stride = image.width;
  const out = borrowBytes(width * height);
  const rows = Math.max(1, Math.floor(AT_A_TIME / Math.max(1, width)));
  leaving(() => {
    const from = room(k * rows * stride);
    const to = room(rows * width);
    for (let y = 0; y < height; y += rows) {
      const count = Math.min(rows, height - y);
      bytesAt(from, k * count * stride).set(image.data.subarray(k * y * stride, k * (y + count) * stride));
      means(from, stride, width, count, to);
      out.set(bytesAt(to, count * width), y * width);
    }
  });
  return { width, height, data: out };
}

/** Mean of each k by k block: the next coarser level of a pyramid. */
export function shrink(image: Gray, k: number): Gray {
  if (k <= 1) return image;
  if (k === 2 || k === 3) return shrinkBy(k, image);
  const width = Math.floor(image.width / k);
  const height = Math.floor(image.height / k);
  const out = borrowBytes(width * height);
  const sums = new Uint32Array(width);
  const { data } = image;
  const half = (k * k) >> 1;
  for (let y = 0; y < height; y++) {
    sums.fill(half);
    for (let dy = 0; dy < k; dy++) {
      let p = (y * k + dy) * image.width;
      for (let x = 0; x < width; x++) {
        let s = 0;
        for (let dx = 0; dx < k; dx++) s += data[p++] ?? 0;
        sums[x] = (sums[x] ?? 0) + s;
      }
    }
    const o = y * width;
    for (let x = 0; x < width; x++) out[o + x] = ((sums[x] ?? 0) / (k * k)) | 0;
  }
  return { width, height, data: out };
}

/** Mean of each k by k block of a picture in colour. */
export function shrinkRgb(image: Rgb, k: number): Rgb {
  const width = Math.floor(image.width / k);
  const height = Math.floor(image.height / k);
  const out = new Uint8Array(3 * width * height);
  const { data } = image;
  const stride = 3 * image.width;
  const half = (k * k) >> 1;
  for (let y = 0, o = 0; y < height; y++) {
    for (let x = 0; x < width; x++, o += 3) {
      let r = half;
      let g = half;
      let b = half;
      const from = y * k * stride + x * 3 * k;
      for (let row = from; row < from + k * stride; row += stride) {
        for (let p = row; p < row + 3 * k; p += 3) {
          r += data[p] ?? 0;
          g += data[p + 1] ?? 0;
          b += data[p + 2] ?? 0;
        }
      }
      out[o] = (r / (k * k)) | 0;
      out[o + 1] = (g / (k * k)) | 0;
      out[o + 2] = (b / (k * k)) | 0;
    }
  }
  return { width, height, data: out };
}

/** Quarter turns clockwise. */
export function quarterTurns(image: Rgb, turns: number): Rgb {
  const t = ((turns % 4) + 4) % 4;
  if (t === 0) return image;
  const { width, height, data } = image;
  const w = t % 2 ? height : width;
  const h = t % 2 ? width : height;
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const nx = t === 1 ? height - 1 - y : t === 2 ? width - 1 - x : y;
      const ny = t === 1 ? x : t === 2 ? height - 1 - y : width - 1 - x;
      const i = (y * width + x) * 3;
      const o = (ny * w + nx) * 3;
      out[o] = data[i] ?? 0;
      out[o + 1] = data[i + 1] ?? 0;
      out[o + 2] = data[i + 2] ?? 0;
    }
  }
  return { width: w, height: h, data: out };
}
