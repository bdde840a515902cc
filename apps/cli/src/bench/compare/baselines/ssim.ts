import type { GrayPicture, Rectified } from './rectify.ts';

const BLOCK = 16;
/** Each block may move so far, in pixels at 100 dpi: curled paper is not a plane. */
const REACH = 3;
// The usual constants for 8 bits (Wang et al. 2004): (0.01 · 255)² and (0.03 · 255)².
const C1 = 6.5025;
const C2 = 58.5225;

/** How unlike the most unlike block is, 0..1: one minus the structural similarity at 100 dpi, at the best small shift. */
export function ssimDifference({ approved, photo }: Rectified): number {
  if (!photo) return 1;
  const a = halved(approved);
  const b = halved(photo);
  let worst = 1;
  for (let y = REACH; y + BLOCK + REACH <= a.height; y += BLOCK / 2) {
    for (let x = REACH; x + BLOCK + REACH <= a.width; x += BLOCK / 2) {
      if (!hasPrint(a, x, y) && !hasPrint(b, x, y)) continue;
      let best = -1;
      for (let dy = -REACH; dy <= REACH; dy++)
        for (let dx = -REACH; dx <= REACH; dx++)
          best = Math.max(best, similarity(a, x, y, b, x + dx, y + dy));
      worst = Math.min(worst, best);
    }
  }
  return Math.min(1, Math.max(0, 1 - worst));
}

function halved({ width, height, data }: GrayPicture): GrayPicture {
  const w = width >> 1;
  const h = height >> 1;
  const out = new Uint8Array(w * h);
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const p = 2 * y * width + 2 * x;
      out[y * w + x] =
        ((data[p] ?? 0) + (data[p + 1] ?? 0) + (data[p + width] ?? 0) + (data[p + width + 1] ?? 0)) >> 2;
    }
  return { width: w, height: h, data: out };
}

function hasPrint({ width, data }: GrayPicture, x: number, y: number): boolean {
  let low = 255;
  let high = 0;
  for (let j = 0; j < BLOCK; j += 2)
    for (let i = 0; i < BLOCK; i += 2) {
      const v = data[(y + j) * width + x + i] ?? 0;
      if (v < low) low = v;
      if (v > high) high = v;
    }
  return high - low > 60;
}

function similarity(a: GrayPicture, ax: number, ay: number, b: GrayPicture, bx: number, by: number): number {
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
  for (let j = 0; j < BLOCK; j++) {
    let p = (ay + j) * a.width + ax;
    let q = (by + j) * b.width + bx;
    for (let i = 0; i < BLOCK; i++) {
      const u = a.data[p++] ?? 0;
      const v = b.data[q++] ?? 0;
      sa += u;
      sb += v;
      saa += u * u;
      sbb += v * v;
      sab += u * v;
    }
  }
  const n = BLOCK * BLOCK;
  const [ma, mb] = [sa / n, sb / n];
  const [va, vb, cov] = [saa / n - ma * ma, sbb / n - mb * mb, sab / n - ma * mb];
  return ((2 * ma * mb + C1) * (2 * cov + C2)) / ((ma * ma + mb * mb + C1) * (va + vb + C2));
}
