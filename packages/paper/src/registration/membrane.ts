/** What is known about the shift of each node of a field: a quadratic form and its right side. */
export interface Equations {
  readonly columns: number;
  readonly rows: number;
  readonly xx: Float32Array;
  readonly xy: Float32Array;
  readonly yy: Float32Array;
  readonly rx: Float32Array;
  readonly ry: Float32Array;
}

/** Nodes of which nothing is known yet. */
export function noEquations(columns: number, rows: number): Equations {
  const none = () => new Float32Array(columns * rows);
  return { columns, rows, xx: none(), xy: none(), yy: none(), rx: none(), ry: none() };
}

const MOST_SWEEPS = 70;
const OVER_RELAXATION = 1.85;
/** A sweep that moves no node farther than this, in the unit of the equations, was the last. */
const STILL = 0.01;

/** Grids smaller than this are solved as they are. */
const SMALLEST = 12;

/** The same equations for a grid of half as many nodes each way: each stands for four, and shifts as one. */
function halved({ columns, rows, ...fine }: Equations): Equations {
  const coarse = noEquations(Math.ceil(columns / 2), Math.ceil(rows / 2));
  for (const part of ['xx', 'xy', 'yy', 'rx', 'ry'] as const) {
    const from = fine[part];
    const to = coarse[part];
    for (let r = 0; r < rows; r++) {
      const row = (r >> 1) * coarse.columns;
      for (let c = 0; c < columns; c++)
        to[row + (c >> 1)] = (to[row + (c >> 1)] ?? 0) + (from[r * columns + c] ?? 0);
    }
  }
  return coarse;
}

/** Draws a coarse field on a grid with twice as many nodes each way, straight between the coarse nodes. */
function doubled(
  coarse: Float32Array,
  coarseColumns: number,
  coarseRows: number,
  fine: Float32Array,
  columns: number,
): void {
  for (let p = 0; p < fine.length; p++) {
    const c = p % columns;
    const r = (p - c) / columns;
    const gx = Math.min(Math.max((c - 0.5) / 2, 0), coarseColumns - 1.001);
    const gy = Math.min(Math.max((r - 0.5) / 2, 0), coarseRows - 1.001);
    const i = (gy | 0) * coarseColumns + (gx | 0);
    const fx = gx - (gx | 0);
    const fy = gy - (gy | 0);
    const top = (coarse[i] ?? 0) * (1 - fx) + (coarse[i + 1] ?? 0) * fx;
    const bottom = (coarse[i + coarseColumns] ?? 0) * (1 - fx) + (coarse[i + coarseColumns + 1] ?? 0) * fx;
    fine[p] = top * (1 - fy) + bottom * fy;
  }
}

/**
 * A membrane through what the nodes say; in the unit of the equations. From what `dx` and `dy` hold; where that is
 * nothing, from the solution of a coarser grid, which tells in a few sweeps what would take hundreds to spread.
 */
export function relax(e: Equations, stiffness: number, dx: Float32Array, dy: Float32Array): void {
  const isNothing = !dx.some((v) => v !== 0) && !dy.some((v) => v !== 0);
  if (isNothing && Math.min(e.columns, e.rows) >= 2 * SMALLEST) {
    const coarse = halved(e);
    const cx = new Float32Array(coarse.xx.length);
    const cy = new Float32Array(coarse.xx.length);
    relax(coarse, stiffness, cx, cy);
    doubled(cx, coarse.columns, coarse.rows, dx, e.columns);
    doubled(cy, coarse.columns, coarse.rows, dy, e.columns);
  }
  sweep(e, stiffness, dx, dy);
}

/** Successive over-relaxation, from what `dx` and `dy` hold. */
function sweep(e: Equations, stiffness: number, dx: Float32Array, dy: Float32Array): void {
  const { columns, rows } = e;
  // A frame of zeros round the nodes, so that the inner loop needs no questions at the edge.
  const stride = columns + 2;
  const x = new Float64Array(stride * (rows + 2));
  const y = new Float64Array(stride * (rows + 2));
  // Each node's 2x2 system is solved once: the solution is linear in the sum of its neighbours.
  const solved = new Float64Array(5 * columns * rows);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const i = r * columns + c;
      const neighbours =
        (c > 0 ? 1 : 0) + (c < columns - 1 ? 1 : 0) + (r > 0 ? 1 : 0) + (r < rows - 1 ? 1 : 0);
      const a = (e.xx[i] ?? 0) + neighbours * stiffness;
      const b = e.xy[i] ?? 0;
      const d = (e.yy[i] ?? 0) + neighbours * stiffness;
      const det = a * d - b * b;
      const [rx, ry] = [e.rx[i] ?? 0, e.ry[i] ?? 0];
      const s = stiffness / det;
      solved.set([(d * rx - b * ry) / det, (a * ry - b * rx) / det, d * s, -b * s, a * s], 5 * i);
      x[(r + 1) * stride + c + 1] = dx[i] ?? 0;
      y[(r + 1) * stride + c + 1] = dy[i] ?? 0;
    }
  }
  for (let sweep = 0, farthest = Infinity; sweep < MOST_SWEEPS && farthest > STILL; sweep++) {
    farthest = 0;
    for (let r = 0, k = 0; r < rows; r++) {
      let p = (r + 1) * stride + 1;
      for (let c = 0; c < columns; c++, p++, k += 5) {
        const sx = (x[p - 1] ?? 0) + (x[p + 1] ?? 0) + (x[p - stride] ?? 0) + (x[p + stride] ?? 0);
        const sy = (y[p - 1] ?? 0) + (y[p + 1] ?? 0) + (y[p - stride] ?? 0) + (y[p + stride] ?? 0);
        const cross = solved[k + 3] ?? 0;
        const mx = (solved[k] ?? 0) + (solved[k + 2] ?? 0) * sx + cross * sy - (x[p] ?? 0);
        const my = (solved[k + 1] ?? 0) + cross * sx + (solved[k + 4] ?? 0) * sy - (y[p] ?? 0);
        x[p] = (x[p] ?? 0) + OVER_RELAXATION * mx;
        y[p] = (y[p] ?? 0) + OVER_RELAXATION * my;
        if (mx > farthest || -mx > farthest) farthest = mx < 0 ? -mx : mx;
        if (my > farthest || -my > farthest) farthest = my < 0 ? -my : my;
      }
    }
  }
  for (let r = 0; r < rows; r++) {
    const from = (r + 1) * stride + 1;
    dx.set(x.subarray(from, from + columns), r * columns);
    dy.set(y.subarray(from, from + columns), r * columns);
  }
}
