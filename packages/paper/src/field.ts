import { type BlockMatch, median } from './correlate.ts';
import { solveLinear } from './homography.ts';
import { type Displacement, NODE_PX, noDisplacement } from './warp.ts';

interface Sample {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly weight: number;
}

type Affine = readonly [number, number, number];

/** Weighted least squares of v = a + b (x-cx) + c (y-cy), slopes held back by a ridge. */
function fitPlane(
  samples: readonly Sample[],
  weights: Float64Array,
  cx: number,
  cy: number,
  value: (s: Sample) => number,
  ridge: number,
  slopeRidge: number,
): Affine {
  let w0 = ridge;
  let wx = 0;
  let wy = 0;
  let wxx = slopeRidge;
  let wxy = 0;
  let wyy = slopeRidge;
  let v0 = 0;
  let vx = 0;
  let vy = 0;
  for (let i = 0; i < samples.length; i++) {
    const s = samples[i];
    const w = weights[i] ?? 0;
    if (!s || w < 1e-6) continue;
    const x = s.x - cx;
    const y = s.y - cy;
    const v = value(s) * w;
    w0 += w;
    wx += w * x;
    wy += w * y;
    wxx += w * x * x;
    wxy += w * x * y;
    wyy += w * y * y;
    v0 += v;
    vx += v * x;
    vy += v * y;
  }
  const r = solveLinear(
    [
      [w0, wx, wy],
      [wx, wxx, wxy],
      [wy, wxy, wyy],
    ],
    [v0, vx, vy],
  );
  return r ? [r[0] ?? 0, r[1] ?? 0, r[2] ?? 0] : [0, 0, 0];
}

function plane(p: Affine, x: number, y: number): number {
  return p[0] + p[1] * x + p[2] * y;
}

type Bowl = readonly number[];

/** Terms of the page-wide quadratic; lengths in units of 1000 px keep the system well conditioned. */
function terms(x: number, y: number): number[] {
  const u = x / 1000;
  const v = y / 1000;
  return [1, u, v, u * u, u * v, v * v];
}

function bowl(coefficients: Bowl, x: number, y: number): number {
  return terms(x, y).reduce((sum, t, i) => sum + t * (coefficients[i] ?? 0), 0);
}

/** Weighted least squares of a quadratic; few samples only move it as a whole. */
function fitBowl(
  samples: readonly Sample[],
  weights: Float64Array,
  cx: number,
  cy: number,
  value: (s: Sample) => number,
): Bowl {
  const a: number[][] = Array.from({ length: 6 }, (_, r) =>
    Array.from({ length: 6 }, (_, c): number => (r === c ? (r > 2 ? 0.5 : 0.02) : 0)),
  );
  const b = [0, 0, 0, 0, 0, 0];
  samples.forEach((s, i) => {
    const w = weights[i] ?? 0;
    if (w < 1e-6) return;
    const t = terms(s.x - cx, s.y - cy);
    const v = value(s) * w;
    for (let r = 0; r < 6; r++) {
      const row = a[r];
      if (!row) continue;
      b[r] = (b[r] ?? 0) + (t[r] ?? 0) * v;
      for (let c = 0; c < 6; c++) row[c] = (row[c] ?? 0) + w * (t[r] ?? 0) * (t[c] ?? 0);
    }
  });
  return solveLinear(a, b) ?? [0, 0, 0, 0, 0, 0];
}

/** Drops weights of samples that the fit leaves far behind (Tukey). */
function reweigh(
  samples: readonly Sample[],
  base: Float64Array,
  left: Float64Array,
  out: Float64Array,
): void {
  const some: number[] = [];
  for (let i = 0; i < samples.length; i++) if ((base[i] ?? 0) > 0.05) some.push(left[i] ?? 0);
  const scale = 4 * Math.max(0.35, 1.5 * median(some));
  for (let i = 0; i < samples.length; i++) {
    const u = (left[i] ?? 0) / scale;
    out[i] = u < 1 ? (base[i] ?? 0) * (1 - u * u) ** 2 : 0;
  }
}

/**
 * A smooth field through the block matches: one quadratic for the page, then local planes around each node.
 * `factor` takes pixels of the compared images to page pixels; `reachPx` is the radius of a local plane.
 */
export function fitDisplacement(
  matches: readonly BlockMatch[],
  factor: number,
  width: number,
  height: number,
  reachPx: number,
  minScore: number,
): Displacement {
  const out = noDisplacement(width, height);
  const samples: Sample[] = [];
  for (const m of matches) {
    if (m.score < minScore) continue;
    samples.push({
      x: m.x * factor,
      y: m.y * factor,
      dx: m.dx * factor,
      dy: m.dy * factor,
      weight: m.score * m.score,
    });
  }
  if (samples.length < 4) return out;
  const cx = width / 2;
  const cy = height / 2;
  const base = Float64Array.from(samples, (s) => s.weight);
  const weights = Float64Array.from(base);
  const left = new Float64Array(samples.length);
  let px: Bowl = [];
  let py: Bowl = [];
  for (let pass = 0; pass < 4; pass++) {
    px = fitBowl(samples, weights, cx, cy, (s) => s.dx);
    py = fitBowl(samples, weights, cx, cy, (s) => s.dy);
    for (let i = 0; i < samples.length; i++) {
      const s = samples[i];
      if (s) left[i] = Math.hypot(s.dx - bowl(px, s.x - cx, s.y - cy), s.dy - bowl(py, s.x - cx, s.y - cy));
    }
    reweigh(samples, base, left, weights);
  }
  const rest = samples.map((s) => ({
    ...s,
    dx: s.dx - bowl(px, s.x - cx, s.y - cy),
    dy: s.dy - bowl(py, s.x - cx, s.y - cy),
  }));
  // A wide plane varies little from node to node: it is fitted at every step-th one and drawn straight between.
  const step = Math.max(1, Math.floor(reachPx / 64));
  const columns = Math.ceil((out.columns - 1) / step) + 1;
  const rows = Math.ceil((out.rows - 1) / step) + 1;
  const coarseX = new Float32Array(columns * rows);
  const coarseY = new Float32Array(columns * rows);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const [qx, qy] = localShift(rest, c * step * NODE_PX, r * step * NODE_PX, reachPx);
      coarseX[r * columns + c] = qx;
      coarseY[r * columns + c] = qy;
    }
  }
  for (let r = 0; r < out.rows; r++) {
    const r0 = Math.min(Math.floor(r / step), Math.max(0, rows - 2));
    const fy = r / step - r0;
    for (let c = 0; c < out.columns; c++) {
      const c0 = Math.min(Math.floor(c / step), Math.max(0, columns - 2));
      const fx = c / step - c0;
      const i = r0 * columns + c0;
      const mix = (a: Float32Array) =>
        ((a[i] ?? 0) * (1 - fx) + (a[i + 1] ?? 0) * fx) * (1 - fy) +
        ((a[i + columns] ?? 0) * (1 - fx) + (a[i + columns + 1] ?? 0) * fx) * fy;
      const x = c * NODE_PX - cx;
      const y = r * NODE_PX - cy;
      out.dx[r * out.columns + c] = bowl(px, x, y) + mix(coarseX);
      out.dy[r * out.columns + c] = bowl(py, x, y) + mix(coarseY);
    }
  }
  return out;
}

/** What the samples around a point say beyond the page's quadratic, by robust local planes. */
function localShift(rest: readonly Sample[], x: number, y: number, reachPx: number): [number, number] {
  const picked: Sample[] = [];
  const weights: number[] = [];
  for (const s of rest) {
    const d = ((s.x - x) ** 2 + (s.y - y) ** 2) / (reachPx * reachPx);
    if (d > 6) continue;
    weights.push(s.weight * Math.exp(-d));
    picked.push(s);
  }
  if (picked.length < 3) return [0, 0];
  const base = Float64Array.from(weights);
  const w = Float64Array.from(base);
  const left = new Float64Array(picked.length);
  let qx: Affine = [0, 0, 0];
  let qy: Affine = [0, 0, 0];
  for (let pass = 0; pass < 2; pass++) {
    qx = fitPlane(picked, w, x, y, (s) => s.dx, 0.3, 0.3 * reachPx * reachPx);
    qy = fitPlane(picked, w, x, y, (s) => s.dy, 0.3, 0.3 * reachPx * reachPx);
    if (pass === 1) break;
    picked.forEach((s, i) => {
      left[i] = Math.hypot(s.dx - plane(qx, s.x - x, s.y - y), s.dy - plane(qy, s.x - x, s.y - y));
    });
    reweigh(picked, base, left, w);
  }
  return [qx[0], qy[0]];
}

/** The sum of two small displacements: `second` was measured on the page as `first` had drawn it. */
export function addDisplacement(first: Displacement, second: Displacement): Displacement {
  return {
    columns: first.columns,
    rows: first.rows,
    dx: first.dx.map((v, i) => v + (second.dx[i] ?? 0)),
    dy: first.dy.map((v, i) => v + (second.dy[i] ?? 0)),
  };
}
