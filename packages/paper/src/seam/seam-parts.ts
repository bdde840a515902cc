import { cropField } from '../image/crop.ts';
import { type Field, mmToPx } from '../image/raster.ts';
import { drawSpecimen } from '../impression/impression.ts';
import { type Specimen, shrinkField } from '../impression/specimen.ts';

/** Ink from which a pixel is of the seal, and pixels of a column or row that make it inked. */
const INKED = { level: 0.13, line: 2 };
/** Least ink of a part: less is a speck. */
const LEAST_PX = 60;

/** The part of an impression that one sheet bears, cut to its columns. */
export interface InkPart {
  readonly sheet: number;
  /** Seal ink, all rows of the band. */
  readonly ink: Field;
  /** Rows between which ink was found. */
  readonly top: number;
  readonly bottom: number;
}

/** Cuts the inked columns out of a sheet's right margin, up to the sheet's edge; undefined where there is no ink. */
export function partOf(band: Field, sheet: number): InkPart | undefined {
  const { width, height, data } = band;
  const columns = new Uint32Array(width);
  const rows = new Uint32Array(height);
  let inked = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((data[y * width + x] ?? 0) < INKED.level) continue;
      columns[x] = (columns[x] ?? 0) + 1;
      rows[y] = (rows[y] ?? 0) + 1;
      inked++;
    }
  }
  const left = columns.findIndex((n) => n >= INKED.line);
  const top = rows.findIndex((n) => n >= INKED.line);
  const bottom = rows.findLastIndex((n) => n >= INKED.line);
  // A part that does not come near the edge is another seal on the page.
  const right = columns.findLastIndex((n) => n >= INKED.line);
  if (inked < LEAST_PX || left < 0 || top < 0 || width - right > mmToPx(30)) return undefined;
  return { sheet, ink: cropField(band, left, 0, width - left, height), top, bottom };
}

/** Where a part lies on the impression: its first column from the impression's left edge, in pixels. */
export interface PlacedPart {
  readonly part: InkPart;
  readonly from: number;
  readonly score: number;
}

/** All parts laid on the specimen. */
export interface PlacedParts {
  readonly angleDeg: number;
  readonly placed: readonly PlacedPart[];
  readonly score: number;
}

/** Rows about the middle of the impression. */
function slab({ ink }: InkPart, middle: number, half: number): Field {
  return cropField(ink, 0, Math.round(middle - half), ink.width, 2 * half);
}

function correlationAt(drawn: Field, part: Field, dx: number, dy: number): number {
  let n = 0;
  let sa = 0;
  let sb = 0;
  let saa = 0;
  let sbb = 0;
  let sab = 0;
  for (let y = 0; y < part.height; y++) {
    const sy = y + dy;
    if (sy < 0 || sy >= drawn.height) continue;
    for (let x = 0; x < part.width; x++) {
      const sx = x + dx;
      const a = sx >= 0 && sx < drawn.width ? (drawn.data[sy * drawn.width + sx] ?? 0) : 0;
      const b = part.data[y * part.width + x] ?? 0;
      n++;
      sa += a;
      sb += b;
      saa += a * a;
      sbb += b * b;
      sab += a * b;
    }
  }
  if (n < 4) return 0;
  return (sab - (sa * sb) / n) / Math.sqrt(Math.max((saa - (sa * sa) / n) * (sbb - (sb * sb) / n), 1e-9));
}

function turned(ink: Field, side: number, angleDeg: number): Field {
  const middle = (side - 1) / 2;
  const data = drawSpecimen(ink, side, side, { x: middle, y: middle, angleDeg, scale: 1 });
  return { width: side, height: side, data };
}

/** The best place of each part on the specimen turned by an angle, at `1/k` of the size. */
function placeAll(
  specimen: Specimen,
  ink: Field,
  k: number,
  angleDeg: number,
  slabs: readonly Field[],
  near?: readonly { from: number; dy: number }[],
): { from: number; dy: number; score: number }[] {
  const half = (slabs[0]?.height ?? 0) / 2;
  const side = 2 * half;
  const drawn = turned(ink, side, angleDeg);
  const left = half - specimen.diameter / 2 / k;
  const slackY = Math.max(1, Math.round(mmToPx(1.6) / k));
  return slabs.map((part, i) => {
    const guess = near?.[i];
    const from = guess ? Math.round(left + guess.from / k) - 2 : Math.round(left) - 1;
    const to = guess ? from + 4 : Math.round(left + specimen.diameter / k) + 1;
    const y0 = guess ? Math.round(guess.dy / k) - 1 : -slackY;
    const y1 = guess ? y0 + 2 : slackY;
    let best = { from: 0, dy: 0, score: -2 };
    for (let dy = y0; dy <= y1; dy++) {
      for (let dx = from; dx <= to; dx++) {
        const score = correlationAt(drawn, part, dx, dy);
        if (score > best.score) best = { from: (dx - left) * k, dy: dy * k, score };
      }
    }
    return best;
  });
}

/** Lays each part by itself on the specimen, all turned alike: what belongs where is then a matter of numbers. */
export function placeParts(specimen: Specimen, parts: readonly InkPart[]): PlacedParts | undefined {
  if (parts.length === 0) return undefined;
  const middle = (Math.min(...parts.map((p) => p.top)) + Math.max(...parts.map((p) => p.bottom))) / 2;
  const half = Math.ceil((specimen.diameter * 0.56) / 16) * 16;
  const full = parts.map((p) => slab(p, middle, half));
  const weight = parts.map((p) => Math.min(p.ink.width, specimen.diameter / 2));
  const total = (found: readonly { score: number }[]) =>
    found.reduce((sum, f, i) => sum + f.score * (weight[i] ?? 1), 0) / weight.reduce((a, b) => a + b, 0);
  const levels = [
    { k: 8, ink: shrinkField(specimen.quarter, 2) },
    { k: 4, ink: specimen.quarter },
    { k: 2, ink: specimen.half },
  ];
  let candidates = Array.from({ length: 72 }, (_, i) => ({
    angleDeg: i * 5,
    near: undefined as readonly { from: number; dy: number }[] | undefined,
  }));
  let best:
    | { angleDeg: number; found: { from: number; dy: number; score: number }[]; score: number }
    | undefined;
  for (const { k, ink } of levels) {
    const slabs = full.map((f) => shrinkField(f, k));
    const tried = candidates
      .map(({ angleDeg, near }) => {
        const found = placeAll(specimen, ink, k, angleDeg, slabs, near);
        return { angleDeg, found, score: total(found) };
      })
      .sort((a, b) => b.score - a.score);
    best = tried[0];
    if (!best) return undefined;
    // The four best angles of a level are followed finer; from the second level on also the places are known roughly.
    const step = k === 8 ? 2.5 : k === 4 ? 1 : 0;
    candidates = tried
      .slice(0, k === 8 ? 4 : 1)
      .flatMap(({ angleDeg, found }) =>
        [-1, 0, 1].map((s) => ({ angleDeg: angleDeg + s * step, near: k === 8 ? undefined : found })),
      );
  }
  if (!best) return undefined;
  const { angleDeg, found, score } = best;
  return {
    angleDeg: ((angleDeg + 540) % 360) - 180,
    placed: parts.map((part, i) => ({ part, from: found[i]?.from ?? 0, score: found[i]?.score ?? 0 })),
    score,
  };
}
