import { camera, openView } from '@hufu/paper-world';
import type { Lens } from './optics.ts';

/** From a pixel of the overhead picture to the platen (millimetres from its centre), as a 3x3 matrix row by row, for a picture of this width. */
export interface Calibration {
  readonly width: number;
  readonly matrix: readonly number[];
}

/** Measures what a service engineer would measure with a grid laid on the platen. */
export function calibrate(lens: Lens, megapixels: number): Calibration {
  const flat = { waveMm: 0, directionDeg: 0, phase: 0, cornersMm: 0, foldMm: 0, foldAt: 0.5 };
  const at = {
    ...camera(lens.preset, lens.seed),
    megapixels,
    curl: flat,
    pose: { xMm: 0, yMm: 0, thetaDeg: 0 },
  };
  const grid = { widthMm: 210, heightMm: 297 };
  const view = openView(at, grid);
  const pairs: { from: { x: number; y: number }; to: { x: number; y: number } }[] = [];
  for (let row = -3; row <= 3; row++)
    for (let col = -2; col <= 2; col++) {
      const to = { x: col * 45, y: row * 42 };
      pairs.push({ from: view.find(to.x + grid.widthMm / 2, to.y + grid.heightMm / 2), to });
    }
  return { width: view.width, matrix: fitHomography(pairs) };
}

/** Least squares of the eight parameters (the last element is 1), by the normal equations. */
function fitHomography(
  pairs: readonly { from: { x: number; y: number }; to: { x: number; y: number } }[],
): number[] {
  const ata = Array.from({ length: 8 }, () => new Array<number>(9).fill(0));
  // Pixels are scaled to about one, or the equations lose digits.
  const s = 1 / 1000;
  const add = (row: number[], value: number) => {
    for (let i = 0; i < 8; i++) {
      const line = ata[i];
      if (!line) continue;
      for (let j = 0; j < 8; j++) line[j] = (line[j] ?? 0) + (row[i] ?? 0) * (row[j] ?? 0);
      line[8] = (line[8] ?? 0) + (row[i] ?? 0) * value;
    }
  };
  for (const { from, to } of pairs) {
    const x = from.x * s;
    const y = from.y * s;
    add([x, y, 1, 0, 0, 0, -x * to.x, -y * to.x], to.x);
    add([0, 0, 0, x, y, 1, -x * to.y, -y * to.y], to.y);
  }
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = solve(ata);
  return [a * s, b * s, c, d * s, e * s, f, g * s, h * s, 1];
}

/** Gauss with pivoting on an 8x9 matrix. */
function solve(rows: number[][]): number[] {
  const n = rows.length;
  for (let i = 0; i < n; i++) {
    let p = i;
    for (let r = i + 1; r < n; r++) if (Math.abs(rows[r]?.[i] ?? 0) > Math.abs(rows[p]?.[i] ?? 0)) p = r;
    const pivot = rows[p];
    const here = rows[i];
    if (!pivot || !here) continue;
    rows[i] = pivot;
    rows[p] = here;
    for (let r = 0; r < n; r++) {
      const row = rows[r];
      if (r === i || !row) continue;
      const k = (row[i] ?? 0) / (pivot[i] ?? 1);
      for (let c = i; c <= n; c++) row[c] = (row[c] ?? 0) - k * (pivot[c] ?? 0);
    }
  }
  return rows.map((row, i) => (row[n] ?? 0) / (row[i] ?? 1));
}
