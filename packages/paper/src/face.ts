import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createContext, runInContext } from 'node:vm';
import sharp from 'sharp';
import { decodePicture } from './image/decode.ts';
import type { Box } from './image/raster.ts';

/** Faces found in a picture; nobody is identified. */
export interface FaceReport {
  readonly faces: readonly { readonly box: Box; readonly score: number }[];
}

/** One weak classifier: up to three weighted rectangles [x, y, w, h, weight] in a 20x20 window. */
interface Weak {
  readonly features: readonly (readonly number[])[];
  readonly threshold: number;
  readonly left_val: number;
  readonly right_val: number;
}

interface Cascade {
  readonly size: readonly number[];
  readonly complexClassifiers: readonly {
    readonly simpleClassifiers: readonly Weak[];
    readonly threshold: number;
  }[];
}

const require = createRequire(import.meta.url);
let loaded: Cascade | undefined;

/** The frontal-face cascade of OpenCV as the package jsfeat ships it: a script that fills in a global. */
function cascade(): Cascade {
  if (!loaded) {
    const holder: { frontalface?: Cascade } = {};
    const source = readFileSync(require.resolve('jsfeat/cascades/frontalface.js'), 'utf8');
    runInContext(source, createContext({ jsfeat: { haar: holder } }));
    if (!holder.frontalface) throw new Error('jsfeat ships no frontal-face cascade');
    loaded = holder.frontalface;
  }
  return loaded;
}

interface Hit {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** Finds 20x20 windows that pass every stage, at one size of the picture. */
function scan(
  gray: Uint8Array,
  width: number,
  height: number,
  faces: Cascade,
  scale: number,
  hits: Hit[],
): void {
  const side = faces.size[0] ?? 20;
  const w1 = width + 1;
  const sum = new Float64Array(w1 * (height + 1));
  const square = new Float64Array(w1 * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    let row2 = 0;
    for (let x = 0; x < width; x++) {
      const v = gray[y * width + x] ?? 0;
      row += v;
      row2 += v * v;
      const o = (y + 1) * w1 + x + 1;
      sum[o] = (sum[o - w1] ?? 0) + row;
      square[o] = (square[o - w1] ?? 0) + row2;
    }
  }
  const area = side * side;
  const over = (table: Float64Array, o: number, w: number, h: number) =>
    (table[o] ?? 0) - (table[o + w] ?? 0) - (table[o + h * w1] ?? 0) + (table[o + h * w1 + w] ?? 0);
  for (let y = 0; y + side < height; y++) {
    for (let x = 0; x + side < width; x++) {
      const o = y * w1 + x;
      const mean = over(sum, o, side, side) / area;
      const variance = over(square, o, side, side) / area - mean * mean;
      // Flat windows hold no face.
      if (variance < 60) continue;
      const deviation = Math.sqrt(variance);
      let passed = true;
      for (const stage of faces.complexClassifiers) {
        let total = 0;
        for (const weak of stage.simpleClassifiers) {
          let value = 0;
          for (const f of weak.features) {
            value += over(sum, o + (f[1] ?? 0) * w1 + (f[0] ?? 0), f[2] ?? 0, f[3] ?? 0) * (f[4] ?? 0);
          }
          total += value / area < weak.threshold * deviation ? weak.left_val : weak.right_val;
        }
        if (total < stage.threshold) {
          passed = false;
          break;
        }
      }
      if (passed) hits.push({ x: x * scale, y: y * scale, side: side * scale });
    }
  }
}

/** Windows that agree on a face; single hits are chance. */
function group(hits: readonly Hit[], least: number): { x: number; y: number; side: number; count: number }[] {
  const groups: { x: number; y: number; side: number; count: number }[] = [];
  for (const h of hits) {
    const g = groups.find(
      (c) =>
        Math.abs(c.x / c.count - h.x) < 0.25 * h.side &&
        Math.abs(c.y / c.count - h.y) < 0.25 * h.side &&
        Math.abs(Math.log(c.side / c.count / h.side)) < 0.35,
    );
    if (g) {
      g.x += h.x;
      g.y += h.y;
      g.side += h.side;
      g.count++;
    } else groups.push({ x: h.x, y: h.y, side: h.side, count: 1 });
  }
  const strong = groups
    .filter((g) => g.count >= least)
    .map((g) => ({ x: g.x / g.count, y: g.y / g.count, side: g.side / g.count, count: g.count }))
    .sort((a, b) => b.count - a.count);
  // A head with its shoulders often passes as a larger face around the true one.
  return strong.filter(
    (g, i) =>
      !strong.slice(0, i).some((s) => {
        const dx = Math.abs(s.x + s.side / 2 - g.x - g.side / 2);
        const dy = Math.abs(s.y + s.side / 2 - g.y - g.side / 2);
        return Math.max(dx, dy) < 0.5 * Math.max(s.side, g.side);
      }),
  );
}

/** Longest side at which faces are sought: a face of 1/20 of it is still found. */
const WORK_SIDE = 400;
/** A true face passes in dozens of neighbouring windows and sizes; a stain on paper in a handful. */
const LEAST_HITS = 18;

/** Finds frontal faces in a photo. It answers whether a face is there and where, never whose. */
export async function detectFace(jpeg: Uint8Array): Promise<FaceReport> {
  const { image } = await decodePicture(jpeg);
  const start = Math.min(1, WORK_SIDE / Math.max(image.width, image.height));
  const hits: Hit[] = [];
  const faces = cascade();
  for (let k = start; Math.min(image.width, image.height) * k > 24; k /= 1.15) {
    const width = Math.round(image.width * k);
    const height = Math.round(image.height * k);
    const gray = await sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
      .resize(width, height, { fit: 'fill', kernel: 'linear' })
      .grayscale()
      .raw()
      .toBuffer();
    scan(gray, width, height, faces, 1 / k, hits);
  }
  return {
    faces: group(hits, LEAST_HITS).map((g) => ({
      box: [Math.round(g.x), Math.round(g.y), Math.round(g.side), Math.round(g.side)] as const,
      score: Math.round((1 - Math.exp(-g.count / 20)) * 1000) / 1000,
    })),
  };
}
