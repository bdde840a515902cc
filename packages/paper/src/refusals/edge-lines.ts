import type { Field } from '../image/raster.ts';

/** A thin dark line on paper that is bare as approved; pixels of the quarter picture (50 dpi). */
export interface EdgeLine {
  readonly runs: 'across' | 'down';
  /** Position at the middle of the picture, and how far it moves on with each pixel along the line. */
  readonly at: number;
  readonly slope: number;
  /** Where along the line it is seen. */
  readonly from: number;
  readonly to: number;
  /** Whether bare paper is seen beyond its ends: there it stops, and is not merely hidden by print. */
  readonly stopsBefore: boolean;
  readonly stopsAfter: boolean;
}

/** The least darkening that may belong to a shadow, the most that counts: print is darker and must not outweigh it. */
const DARKER = { least: 0.035, most: 0.14 };
/** Distance of the two sides that a line must be darker than: 1.5 mm. */
const BESIDE = 3;
/** Nothing is looked for within 6 mm of the rim. */
const RIM = 12;
/** Slopes tried: up to 12 degrees. */
const SLOPE = { most: 0.21, step: 0.007 };
/** Least length of a line (25 mm), share of it that must be dark, longest gap (4 mm), and lines followed. */
const LINE = { least: 49, share: 0.6, gap: 8, most: 6 };

/** Ink that a hairline leaves at 50 dpi: under coloured lamps it may come out no lighter than a shadow. */
const HAIRLINE = 0.02;

/** Where the approved page and its neighbourhood are bare: 1 or 0, at a quarter of the size. */
function bareness(approved: Field): Uint8Array {
  const { width, height, data } = approved;
  const out = new Uint8Array(width * height).fill(1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((data[y * width + x] ?? 0) < HAIRLINE) continue;
      for (let j = Math.max(0, y - 2); j <= Math.min(height - 1, y + 2); j++)
        out.fill(0, j * width + Math.max(0, x - 2), j * width + Math.min(width, x + 3));
    }
  }
  return out;
}

/** How much darker than both sides each pixel is, along rows or along columns. */
function ridges(found: Field, bare: Uint8Array, runs: EdgeLine['runs']): Float32Array {
  const { width, height, data } = found;
  const out = new Float32Array(width * height);
  const aside = runs === 'across' ? BESIDE * width : BESIDE;
  const along = runs === 'across' ? 1 : width;
  const mean = (p: number) => ((data[p - along] ?? 0) + (data[p] ?? 0) + (data[p + along] ?? 0)) / 3;
  for (let y = RIM; y < height - RIM; y++) {
    for (let x = RIM; x < width - RIM; x++) {
      const p = y * width + x;
      if (!bare[p]) continue;
      const v = mean(p) - Math.max(mean(p - aside), mean(p + aside));
      if (v > DARKER.least) out[p] = Math.min(DARKER.most, v);
    }
  }
  return out;
}

interface Candidate {
  readonly at: number;
  readonly slope: number;
  readonly weight: number;
}

/** The straight lines with most dark pixels on them. Sheets with few dark pixels cost next to nothing. */
function strongest(dark: Float32Array, width: number, height: number, runs: EdgeLine['runs']): Candidate[] {
  const across = runs === 'across';
  const span = across ? height : width;
  const middle = (across ? width : height) / 2;
  const slopes = Array.from(
    { length: 2 * Math.round(SLOPE.most / SLOPE.step) + 1 },
    (_, i) => -SLOPE.most + i * SLOPE.step,
  );
  const votes = slopes.map(() => new Float32Array(span));
  for (let p = 0; p < dark.length; p++) {
    const weight = dark[p] ?? 0;
    if (weight === 0) continue;
    const x = p % width;
    const y = (p - x) / width;
    const along = (across ? x : y) - middle;
    slopes.forEach((slope, i) => {
      const at = Math.round((across ? y : x) - slope * along);
      const row = votes[i];
      if (row && at >= 0 && at < span) row[at] = (row[at] ?? 0) + weight;
    });
  }
  const all: Candidate[] = [];
  votes.forEach((row, i) => {
    row.forEach((weight, at) => {
      if (weight > DARKER.least * LINE.least * LINE.share) all.push({ at, slope: slopes[i] ?? 0, weight });
    });
  });
  all.sort((a, b) => b.weight - a.weight);
  const kept: Candidate[] = [];
  for (const one of all) {
    const isNew = kept.every((k) => Math.abs(k.at - one.at) > 6 || Math.abs(k.slope - one.slope) > 0.1);
    if (isNew && kept.push(one) >= LINE.most) break;
  }
  return kept;
}

/** The longest stretch of a line that is dark wherever the approved page lets it be seen. */
function follow(
  dark: Float32Array,
  bare: Uint8Array,
  width: number,
  height: number,
  runs: EdgeLine['runs'],
  { at, slope }: Candidate,
): EdgeLine | undefined {
  const across = runs === 'across';
  const length = across ? width : height;
  let best: (Pick<EdgeLine, 'from' | 'to' | 'stopsBefore' | 'stopsAfter'> & { seen: number }) | undefined;
  let from = -1;
  let last = -1;
  let hits = 0;
  let seen = 0;
  let stopsBefore = false;
  const close = (stopsAfter: boolean) => {
    if (from >= 0 && hits >= LINE.share * seen && last - from >= LINE.least && seen > 0.5 * LINE.least)
      if (!best || seen > best.seen) best = { from, to: last, seen, stopsBefore, stopsAfter };
    from = -1;
    hits = 0;
    seen = 0;
  };
  let gap = 0;
  // Bare paper without the line, since the line was seen last or since the rim.
  let bareSince = 0;
  for (let t = RIM; t < length - RIM; t++) {
    const aside = Math.round(at + slope * (t - length / 2));
    let isBare = false;
    let isDark = false;
    for (let d = -1; d <= 1; d++) {
      const x = across ? t : aside + d;
      const y = across ? aside + d : t;
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      if (bare[y * width + x]) isBare = true;
      if ((dark[y * width + x] ?? 0) > 0) isDark = true;
    }
    if (isDark) {
      if (from < 0) {
        from = t;
        stopsBefore = bareSince > LINE.gap;
      }
      bareSince = 0;
      last = t;
      hits++;
      seen++;
      gap = 0;
    } else if (isBare) {
      bareSince++;
      if (from < 0) continue;
      gap++;
      seen++;
      if (gap > LINE.gap) {
        seen -= gap;
        close(true);
        gap = 0;
      }
    }
  }
  if (from >= 0) {
    seen -= gap;
    close(false);
  }
  if (!best) return undefined;
  const { seen: _, ...found } = best;
  return { runs, at, slope, ...found };
}

/** Finds straight thin shadows on paper that is bare as approved. Both fields are ink at a quarter of the size. */
export function findEdgeLines(approved: Field, found: Field): EdgeLine[] {
  const bare = bareness(approved);
  const { width, height } = approved;
  return (['across', 'down'] as const).flatMap((runs) => {
    const dark = ridges(found, bare, runs);
    return strongest(dark, width, height, runs).flatMap(
      (c) => follow(dark, bare, width, height, runs, c) ?? [],
    );
  });
}
