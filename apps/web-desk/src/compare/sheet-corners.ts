import type { Point } from '@hufu/ui';

/** A grey picture, row by row. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array | Uint8ClampedArray;
}

/** Less of the picture than this is no sheet of paper. */
const leastPart = 0.08;

/**
 * The corners (upper left, upper right, lower right, lower left) of a bright sheet on a dark platen. Only for the eye:
 * it lays pictures over each other where the machine gave no corners. The verdicts never rest on it.
 */
export function sheetCorners(picture: Grey): Point[] | null {
  const { width, height, values } = picture;
  const bright = threshold(values);
  const sheet = largestPart(picture, bright);
  if (sheet.length < leastPart * width * height) return null;
  // Of a quadrilateral turned by less than 45°, each corner is extreme along its own diagonal.
  const extreme = (along: (x: number, y: number) => number): Point => {
    let best = sheet[0] ?? 0;
    let most = Number.NEGATIVE_INFINITY;
    for (const i of sheet) {
      const value = along(i % width, Math.floor(i / width));
      if (value > most) {
        most = value;
        best = i;
      }
    }
    return [best % width, Math.floor(best / width)];
  };
  return [
    extreme((x, y) => -x - y),
    extreme((x, y) => x - y),
    extreme((x, y) => x + y),
    extreme((x, y) => y - x),
  ];
}

/** Otsu's threshold: the brightness that best parts the picture into two. */
function threshold(values: Grey['values']): number {
  const counts = new Array<number>(256).fill(0);
  for (const v of values) counts[v] = (counts[v] ?? 0) + 1;
  const total = values.length;
  const sum = counts.reduce((s, n, v) => s + n * v, 0);
  let below = 0;
  let sumBelow = 0;
  let best = 127;
  let most = -1;
  for (let v = 0; v < 255; v++) {
    below += counts[v] ?? 0;
    sumBelow += v * (counts[v] ?? 0);
    if (below === 0 || below === total) continue;
    const apart = sumBelow / below - (sum - sumBelow) / (total - below);
    const score = below * (total - below) * apart * apart;
    if (score > most) {
      most = score;
      best = v;
    }
  }
  return best;
}

/** Indexes of the largest connected bright part. */
function largestPart({ width, height, values }: Grey, bright: number): number[] {
  const seen = new Uint8Array(width * height);
  let largest: number[] = [];
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] || (values[start] ?? 0) <= bright) continue;
    const part = [start];
    seen[start] = 1;
    for (let at = 0; at < part.length; at++) {
      const i = part[at] ?? 0;
      const x = i % width;
      for (const n of [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width]) {
        if (n < 0 || n >= seen.length || seen[n] || (values[n] ?? 0) <= bright) continue;
        seen[n] = 1;
        part.push(n);
      }
    }
    if (part.length > largest.length) largest = part;
  }
  return largest;
}
