import type { Field } from '../image/raster.ts';
import { type Displacement, NODE_PX, noDisplacement } from '../image/warp.ts';
import { type Equations, noEquations, relax } from './membrane.ts';

/** How much neighbouring nodes may differ, in page pixels: a crumple or fold strains the picture by about 1 %. */
const STRAIN_PX = 0.15;
/** Residuals of neighbouring pixels go together; so many pixels at 200 dpi count as one observation. */
const REDUNDANCY = 8;
/** Residual that printing and optics leave even on a well-fitted page. */
const NOISE = 0.03;
/** No step goes farther than this many pixels of the level it was measured on. */
const LONGEST_STEP = 2;

/** Sums over 3x3 nodes. */
function widen(values: Float32Array, columns: number, rows: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      let s = 0;
      for (let j = Math.max(0, r - 1); j <= Math.min(rows - 1, r + 1); j++)
        for (let i = Math.max(0, c - 1); i <= Math.min(columns - 1, c + 1); i++)
          s += values[j * columns + i] ?? 0;
      out[r * columns + c] = s;
    }
  }
  return out;
}

/** Which pixels of a row belong to each column of nodes: from one entry to the next. */
function runsOf(pixels: number, nodes: number, factor: number): Int32Array {
  const starts = new Int32Array(nodes + 1).fill(pixels - 1);
  for (let x = pixels - 2; x >= 1; x--)
    starts[Math.min(nodes - 1, Math.round(((x + 0.5) * factor - 0.5) / NODE_PX))] = x;
  for (let c = nodes - 1; c >= 0; c--) starts[c] = Math.min(starts[c] ?? 0, starts[c + 1] ?? 0);
  return starts;
}

/**
 * What each node's surroundings say about its shift (Lucas and Kanade 1981), with the ink's local gain taken out.
 * A rule tells nothing about a shift along itself, and here it claims nothing.
 */
function observe(page: Field, drawn: Field, factor: number, columns: number, rows: number): Equations {
  const n = columns * rows;
  const same = new Float32Array(n);
  const cross = new Float32Array(n);
  const drawnSquare = new Float32Array(n);
  const pixels = new Float32Array(n);
  const { width, height } = page;
  const f = page.data;
  const g = drawn.data;
  const starts = runsOf(width, columns, factor);
  const rowOf = (y: number) => Math.min(rows - 1, Math.round(((y + 0.5) * factor - 0.5) / NODE_PX)) * columns;
  for (let y = 1; y < height - 1; y++) {
    const row = rowOf(y);
    for (let c = 0; c < columns; c++) {
      const from = y * width + (starts[c] ?? 0);
      const to = y * width + (starts[c + 1] ?? 0);
      let aa = 0;
      let ab = 0;
      let bb = 0;
      for (let p = from; p < to; p++) {
        const a = f[p] ?? 0;
        const b = g[p] ?? 0;
        aa += a * a;
        ab += a * b;
        bb += b * b;
      }
      const node = row + c;
      same[node] = (same[node] ?? 0) + aa;
      cross[node] = (cross[node] ?? 0) + ab;
      drawnSquare[node] = (drawnSquare[node] ?? 0) + bb;
      pixels[node] = (pixels[node] ?? 0) + to - from;
    }
  }
  const sameWide = widen(widen(same, columns, rows), columns, rows);
  const crossWide = widen(widen(cross, columns, rows), columns, rows);
  const gain = sameWide.map((s, i) => (s > 0.2 ? Math.max(0.1, Math.min(1.5, (crossWide[i] ?? 0) / s)) : 0));
  // Squared residual around each node, of the inked pixels mainly: the weight of what the node says.
  const left = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    const k = gain[i] ?? 0;
    left[i] = Math.max(0, (drawnSquare[i] ?? 0) - 2 * k * (cross[i] ?? 0) + k * k * (same[i] ?? 0));
  }
  const leftWide = widen(left, columns, rows);
  const pixelsWide = widen(pixels, columns, rows);
  const equations = noEquations(columns, rows);
  const { xx, xy, yy, rx, ry } = equations;
  for (let y = 1; y < height - 1; y++) {
    const row = rowOf(y);
    for (let c = 0; c < columns; c++) {
      const node = row + c;
      const k = gain[node] ?? 0;
      if (k === 0) continue;
      const to = y * width + (starts[c + 1] ?? 0);
      let sxx = 0;
      let sxy = 0;
      let syy = 0;
      let srx = 0;
      let sry = 0;
      for (let p = y * width + (starts[c] ?? 0); p < to; p++) {
        const gx = (f[p + 1] ?? 0) - (f[p - 1] ?? 0);
        const gy = (f[p + width] ?? 0) - (f[p - width] ?? 0);
        if (gx > -0.02 && gx < 0.02 && gy > -0.02 && gy < 0.02) continue;
        // The mean of both slopes makes the step second-order exact (Malis 2004).
        const hx = 0.25 * (k * gx + (g[p + 1] ?? 0) - (g[p - 1] ?? 0));
        const hy = 0.25 * (k * gy + (g[p + width] ?? 0) - (g[p - width] ?? 0));
        const e = k * (f[p] ?? 0) - (g[p] ?? 0);
        sxx += hx * hx;
        sxy += hx * hy;
        syy += hy * hy;
        srx += hx * e;
        sry += hy * e;
      }
      xx[node] = (xx[node] ?? 0) + sxx;
      xy[node] = (xy[node] ?? 0) + sxy;
      yy[node] = (yy[node] ?? 0) + syy;
      rx[node] = (rx[node] ?? 0) + srx;
      ry[node] = (ry[node] ?? 0) + sry;
    }
  }
  for (let i = 0; i < n; i++) {
    const variance = NOISE * NOISE + (3 * (leftWide[i] ?? 0)) / Math.max(1, pixelsWide[i] ?? 0);
    const w = 1 / (Math.max(1, REDUNDANCY / factor) * variance);
    xx[i] = (xx[i] ?? 0) * w;
    xy[i] = (xy[i] ?? 0) * w;
    yy[i] = (yy[i] ?? 0) * w;
    rx[i] = (rx[i] ?? 0) * w;
    ry[i] = (ry[i] ?? 0) * w;
  }
  return equations;
}

/**
 * One small correction of the field: how the drawn page still lies beside the approved one, node by node.
 * `factor` is how much smaller than 200 dpi both are.
 */
export function flowStep(
  page: Field,
  drawn: Field,
  factor: number,
  pageWidth: number,
  pageHeight: number,
): Displacement {
  const out = noDisplacement(pageWidth, pageHeight);
  const { columns, rows } = out;
  const equations = observe(page, drawn, factor, columns, rows);
  const dx = new Float32Array(columns * rows);
  const dy = new Float32Array(columns * rows);
  relax(equations, (factor / STRAIN_PX) ** 2, dx, dy);
  const clamp = (v: number) => factor * Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, v));
  for (let i = 0; i < dx.length; i++) {
    out.dx[i] = clamp(dx[i] ?? 0);
    out.dy[i] = clamp(dy[i] ?? 0);
  }
  return out;
}
