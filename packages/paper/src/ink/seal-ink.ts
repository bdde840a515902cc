import { borrowFloats, giveBack } from '../image/planes.ts';
import type { Box, Field, Gray } from '../image/raster.ts';
import { shrinkField } from '../impression/specimen.ts';
import { inkOf, inkRows } from './ink.ts';

/** Ink of the sheet apart by colour. */
export interface SealInk {
  /** Coloured ink of a seal: strong in green and blue, weak in red. */
  readonly seal: Field;
  /** Black ink: what the red channel shows, less the trace the seal leaves there. */
  readonly text: Field;
}

/** Takes seal ink and text apart. `papers` holds the bare paper's brightness in red, green and blue. */
export function separateInk(red: Gray, green: Gray, blue: Gray, papers: readonly Field[]): SealInk {
  const [redPaper, greenPaper, bluePaper] = papers;
  if (!redPaper || !greenPaper || !bluePaper) throw new Error('a photo has three channels');
  const { width, height } = red;
  const rows = inkRows(width, redPaper.width);
  const seal = borrowFloats(width * height);
  const text = borrowFloats(width * height);
  const g = new Float32Array(width);
  const b = new Float32Array(width);
  const ratios: number[] = [];
  for (let y = 0; y < height; y++) {
    const row = y * width;
    rows.row(red.data, redPaper, y, text, row);
    rows.row(green.data, greenPaper, y, g, 0);
    rows.row(blue.data, bluePaper, y, b, 0);
    for (let x = 0, p = row; x < width; x++, p++) {
      const s = ((g[x] ?? 0) + (b[x] ?? 0)) / 2 - (text[p] ?? 0);
      seal[p] = s;
      if (s > 0.35 && ratios.length < 20000 && p % 3 === 0) ratios.push((text[p] ?? 0) / s);
    }
  }
  ratios.sort((a, c) => a - c);
  // The lower quarter: where text lies under the seal the ratio is larger.
  const trace = ratios.length > 200 ? Math.max(0, Math.min(0.6, ratios[ratios.length >> 2] ?? 0)) : 0.15;
  for (let p = 0; p < text.length; p++) {
    const s = seal[p] ?? 0;
    if (s > 0) text[p] = (text[p] ?? 0) - trace * s;
  }
  return { seal: { width, height, data: seal }, text: { width, height, data: text } };
}

/** A patch of coloured ink about as large as a seal. */
export interface SealBlob {
  /** In page pixels. */
  readonly box: Box;
  /** Sum of seal ink in page pixels. */
  readonly mass: number;
}

/** Finds patches of coloured ink that were not there before; `known` is the same page's seal ink at a quarter of the size, earlier or as approved. */
export function findSealBlobs(seal: Field, known: readonly Field[], joinPx: number): SealBlob[] {
  const k = 4;
  const now = shrinkField(seal, k);
  const { width, height, data } = now;
  const fresh = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let before = 0;
      for (const o of known) {
        for (let dy = -2; dy <= 2; dy++) {
          for (let dx = -2; dx <= 2; dx++) {
            const yy = Math.min(height - 1, Math.max(0, y + dy));
            const xx = Math.min(width - 1, Math.max(0, x + dx));
            before = Math.max(before, o.data[yy * o.width + xx] ?? 0);
          }
        }
      }
      const v = data[y * width + x] ?? 0;
      // Faint as it may be, what was there (a dark brown bar) is taken off; below this it is noise.
      fresh[y * width + x] = before > 0.04 ? Math.max(0, v - 1.3 * before) : v;
    }
  }
  const level = 0.07;
  const seen = new Uint8Array(width * height);
  const reach = Math.max(1, Math.round(joinPx / k));
  const blobs: SealBlob[] = [];
  const rim = 5;
  for (let start = 0; start < fresh.length; start++) {
    if (seen[start] || (fresh[start] ?? 0) < level) continue;
    const stack = [start];
    seen[start] = 1;
    let minX = width,
      maxX = 0,
      minY = height,
      maxY = 0,
      mass = 0,
      cells = 0;
    for (let p = stack.pop(); p !== undefined; p = stack.pop()) {
      const x = p % width;
      const y = (p - x) / width;
      if (x < rim || y < rim || x >= width - rim || y >= height - rim) continue;
      minX = Math.min(minX, x);
      maxX = Math.max(maxX, x);
      minY = Math.min(minY, y);
      maxY = Math.max(maxY, y);
      mass += fresh[p] ?? 0;
      cells++;
      for (let yy = Math.max(0, y - reach); yy <= Math.min(height - 1, y + reach); yy++) {
        for (let xx = Math.max(0, x - reach); xx <= Math.min(width - 1, x + reach); xx++) {
          const q = yy * width + xx;
          if (!seen[q] && (fresh[q] ?? 0) >= level) {
            seen[q] = 1;
            stack.push(q);
          }
        }
      }
    }
    if (cells > 0) {
      blobs.push({
        box: [minX * k, minY * k, (maxX - minX + 1) * k, (maxY - minY + 1) * k],
        mass: mass * k * k,
      });
    }
  }
  return blobs.sort((a, b) => b.mass - a.mass);
}

/** Seal ink of a coloured page or photo, whatever its size, by plain local brightness. */
export function plainSealInk(red: Gray, green: Gray, blue: Gray): Field {
  const r = inkOf(red);
  const g = inkOf(green);
  const b = inkOf(blue);
  for (let p = 0; p < r.data.length; p++) {
    r.data[p] = Math.max(0, ((g.data[p] ?? 0) + (b.data[p] ?? 0)) / 2 - (r.data[p] ?? 0));
  }
  giveBack(g.data, b.data);
  return r;
}

function contains(outer: Box, x: number, y: number, gap: number): boolean {
  return (
    x > outer[0] - gap && y > outer[1] - gap && x < outer[0] + outer[2] + gap && y < outer[1] + outer[3] + gap
  );
}

/** Joins what belongs to one impression: the star to its ring, a character to its neighbours. */
export function joinBlobs(blobs: readonly SealBlob[], gap: number): SealBlob[] {
  const out: SealBlob[] = [];
  for (const blob of [...blobs].sort((a, b) => b.box[2] * b.box[3] - a.box[2] * a.box[3])) {
    const x = blob.box[0] + blob.box[2] / 2;
    const y = blob.box[1] + blob.box[3] / 2;
    const i = out.findIndex((o) => contains(o.box, x, y, gap));
    const host = out[i];
    if (!host) {
      out.push(blob);
      continue;
    }
    const left = Math.min(host.box[0], blob.box[0]);
    const top = Math.min(host.box[1], blob.box[1]);
    const right = Math.max(host.box[0] + host.box[2], blob.box[0] + blob.box[2]);
    const bottom = Math.max(host.box[1] + host.box[3], blob.box[1] + blob.box[3]);
    out[i] = { box: [left, top, right - left, bottom - top], mass: host.mass + blob.mass };
  }
  return out;
}
