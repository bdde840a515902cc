import { seeded } from '../random.ts';
import type { Curl } from './camera.ts';

/** The shape of a sheet that is not flat. */
export type Relief = {
  curled: boolean;
  /** Writes [height over the platen, its slope to the right, its slope downwards]. */
  at(xMm: number, yMm: number, out: Float64Array): void;
};

/** Height of the sheet over the platen and its slopes: curl, standing corners, folds and crumples added up. */
export function openRelief(curl: Curl, widthMm: number, heightMm: number): Relief {
  const folds = curl.folds ?? [];
  const crumple = openCrumple(curl, widthMm, heightMm);
  const curled =
    curl.waveMm > 0 || curl.cornersMm > 0 || curl.foldMm > 0 || folds.length > 0 || crumple !== undefined;
  const direction = (curl.directionDeg * Math.PI) / 180;
  const kx = (Math.cos(direction) * 2 * Math.PI) / 260;
  const ky = (Math.sin(direction) * 2 * Math.PI) / 260;
  const at = (x: number, y: number, out: Float64Array): void => {
    const wave = kx * x + ky * y + curl.phase;
    let height = (curl.waveMm / 2) * (1 + Math.cos(wave));
    let dx = -(curl.waveMm / 2) * Math.sin(wave) * kx;
    let dy = -(curl.waveMm / 2) * Math.sin(wave) * ky;
    const cx = (x - widthMm / 2) / (widthMm / 2);
    const cy = (y - heightMm / 2) / (heightMm / 2);
    const both = cx * cx * cy * cy;
    height += curl.cornersMm * both * both;
    dx += (curl.cornersMm * 4 * both * both) / (cx === 0 ? 1 : cx * (widthMm / 2));
    dy += (curl.cornersMm * 4 * both * both) / (cy === 0 ? 1 : cy * (heightMm / 2));
    if (curl.foldMm > 0) {
      const from = y - curl.foldAt * heightMm;
      const reach = 55;
      if (Math.abs(from) < reach) {
        height += curl.foldMm * (1 - Math.abs(from) / reach);
        dy -= (curl.foldMm / reach) * Math.sign(from) * 3;
      }
    }
    for (const fold of folds) {
      const down = fold.runs === 'down';
      const from = down ? x - fold.at * widthMm : y - fold.at * heightMm;
      if (Math.abs(from) >= fold.reachMm) continue;
      height += fold.heightMm * (1 - Math.abs(from) / fold.reachMm);
      const slope = -(fold.heightMm / fold.reachMm) * Math.sign(from);
      if (down) dx += slope;
      else dy += slope;
    }
    if (crumple !== undefined) {
      const bent = crumple(x, y);
      height += bent.height;
      dx += bent.dx;
      dy += bent.dy;
    }
    out[0] = height;
    out[1] = dx;
    out[2] = dy;
  };
  return { curled, at };
}

// A crease lattice finer than the camera's grid of light would only make noise.
const CELL_MM = 2;

/** Creases in all directions, drawn once on a lattice: facets between sharp ridges, rougher in some places than in others. */
function openCrumple(curl: Curl, widthMm: number, heightMm: number) {
  if (curl.crumple === undefined || curl.crumple.heightMm <= 0) return undefined;
  const random = seeded(`crumple/${curl.crumple.seed}`);
  const columns = Math.ceil(widthMm / CELL_MM) + 2;
  const rows = Math.ceil(heightMm / CELL_MM) + 2;
  const ridges = Array.from({ length: 14 }, () => ({
    angle: random.between(0, Math.PI),
    wavelength: random.between(28, 95),
    phase: random.next(),
    height: random.between(0.3, 1),
    x: random.between(0, widthMm),
    y: random.between(0, heightMm),
    reach: random.between(45, 130),
  }));
  const scale = curl.crumple.heightMm / 3;
  const field = new Float32Array(columns * rows);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const x = i * CELL_MM;
      const y = j * CELL_MM;
      let height = 0;
      for (const r of ridges) {
        const along = (x * Math.cos(r.angle) + y * Math.sin(r.angle)) / r.wavelength + r.phase;
        const near = Math.max(0, 1 - Math.hypot(x - r.x, y - r.y) / r.reach);
        height += r.height * near * (1 - Math.abs(2 * (along - Math.floor(along)) - 1));
      }
      field[j * columns + i] = height * scale;
    }
  }
  const value = (i: number, j: number): number => field[j * columns + i] ?? 0;
  return (xMm: number, yMm: number): { height: number; dx: number; dy: number } => {
    const x = Math.min(columns - 1.001, Math.max(0, xMm / CELL_MM));
    const y = Math.min(rows - 1.001, Math.max(0, yMm / CELL_MM));
    const i = Math.floor(x);
    const j = Math.floor(y);
    const fx = x - i;
    const fy = y - j;
    const [a, b, c, d] = [value(i, j), value(i + 1, j), value(i, j + 1), value(i + 1, j + 1)];
    return {
      height: (a * (1 - fx) + b * fx) * (1 - fy) + (c * (1 - fx) + d * fx) * fy,
      dx: ((b - a) * (1 - fy) + (d - c) * fy) / CELL_MM,
      dy: ((c - a) * (1 - fx) + (d - b) * fx) / CELL_MM,
    };
  };
}
