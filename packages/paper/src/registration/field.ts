import { solveLinear } from '../image/homography.ts';
import { type Displacement, displacementAt, NODE_PX, noDisplacement } from '../image/warp.ts';
import { type BlockMatch, median } from './correlate.ts';
import { noEquations, relax } from './membrane.ts';

interface Sample {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly weight: number;
  /** 1 / variance, page pixels. */
  readonly sureX: number;
  readonly sureY: number;
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
  sure: (s: Sample) => number,
): Bowl {
  const a: number[][] = Array.from({ length: 6 }, (_, r) =>
    Array.from({ length: 6 }, (_, c): number => (r === c ? (r > 2 ? 0.5 : 0.02) : 0)),
  );
  const b = [0, 0, 0, 0, 0, 0];
  samples.forEach((s, i) => {
    const w = weights[i] ?? 0;
    if (w < 1e-6 || sure(s) === 0) return;
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

/** How far samples may stray from the membrane, page pixels, one round of weighing after the other. */
const DOUBT = [12, 6, 3];

/**
 * A field through the block matches: one quadratic for the page, then a membrane that may bend `strainPx` from node to node.
 * `factor` takes pixels of the compared images to page pixels. A block with a rule alone says nothing along the rule.
 */
export function fitDisplacement(
  matches: readonly BlockMatch[],
  factor: number,
  width: number,
  height: number,
  strainPx: number,
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
      sureX: sureness(m.bendX) / (factor * factor),
      sureY: sureness(m.bendY) / (factor * factor),
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
    px = fitBowl(
      samples,
      weights,
      cx,
      cy,
      (s) => s.dx,
      (s) => s.sureX,
    );
    py = fitBowl(
      samples,
      weights,
      cx,
      cy,
      (s) => s.dy,
      (s) => s.sureY,
    );
    for (let i = 0; i < samples.length; i++) {
      const s = samples[i];
      if (!s) continue;
      const [x, y] = [s.x - cx, s.y - cy];
      left[i] = Math.hypot(s.sureX && s.dx - bowl(px, x, y), s.sureY && s.dy - bowl(py, x, y));
    }
    reweigh(samples, base, left, weights);
  }
  const rest = samples.map((s) => ({
    ...s,
    dx: s.dx - bowl(px, s.x - cx, s.y - cy),
    dy: s.dy - bowl(py, s.x - cx, s.y - cy),
  }));
  stretch(rest, out, 1 / (strainPx * strainPx));
  for (let r = 0; r < out.rows; r++) {
    for (let c = 0; c < out.columns; c++) {
      const i = r * out.columns + c;
      const x = c * NODE_PX - cx;
      const y = r * NODE_PX - cy;
      out.dx[i] = (out.dx[i] ?? 0) + bowl(px, x, y);
      out.dy[i] = (out.dy[i] ?? 0) + bowl(py, x, y);
    }
  }
  return out;
}

/** How exactly a peak of correlation tells a place, as 1 / variance in pixels of its level. */
function sureness(bend: number): number {
  return Math.min(100, Math.max(0, bend) * 400);
}

/** Lays a membrane through the samples; those that their surroundings contradict lose their say by and by. */
function stretch(samples: readonly Sample[], out: Displacement, stiffness: number): void {
  const trust = samples.map((s) => s.weight);
  for (const doubt of DOUBT) {
    const e = noEquations(out.columns, out.rows);
    samples.forEach((s, i) => {
      const gx = Math.min(Math.max(s.x / NODE_PX, 0), out.columns - 1.001);
      const gy = Math.min(Math.max(s.y / NODE_PX, 0), out.rows - 1.001);
      const c = Math.floor(gx);
      const r = Math.floor(gy);
      for (const [k, share] of [
        [r * out.columns + c, (1 - gx + c) * (1 - gy + r)],
        [r * out.columns + c + 1, (gx - c) * (1 - gy + r)],
        [(r + 1) * out.columns + c, (1 - gx + c) * (gy - r)],
        [(r + 1) * out.columns + c + 1, (gx - c) * (gy - r)],
      ] as const) {
        const w = share * (trust[i] ?? 0);
        e.xx[k] = (e.xx[k] ?? 0) + w * s.sureX;
        e.yy[k] = (e.yy[k] ?? 0) + w * s.sureY;
        e.rx[k] = (e.rx[k] ?? 0) + w * s.sureX * s.dx;
        e.ry[k] = (e.ry[k] ?? 0) + w * s.sureY * s.dy;
      }
    });
    relax(e, stiffness, out.dx, out.dy);
    samples.forEach((s, i) => {
      const [x, y] = displacementAt(out, s.x, s.y);
      // Only the well-told directions count.
      const far =
        ((s.dx - x) ** 2 * s.sureX + (s.dy - y) ** 2 * s.sureY) / Math.max(1e-6, Math.max(s.sureX, s.sureY));
      trust[i] = s.weight / (1 + far / (doubt * doubt)) ** 2;
    });
  }
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
