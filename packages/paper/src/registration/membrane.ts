import { kernels } from '../kernels/kernels.ts';
import { doublesAt, leaving, room } from '../kernels/room.ts';

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

/** What a node says and how it answers its neighbours, as the kernel wants it. */
const ANSWER = 6;

/** Successive over-relaxation, from what `dx` and `dy` hold. */
function sweep(e: Equations, stiffness: number, dx: Float32Array, dy: Float32Array): void {
  const { columns, rows } = e;
  const stride = 2 * (columns + 2);
  leaving(() => {
    const field = room(8 * stride * (rows + 2));
    const solved = room(8 * ANSWER * columns * rows);
    // A frame of zeros round the nodes, so that the inner loop needs no questions at the edge.
    const xy = doublesAt(field, stride * (rows + 2)).fill(0);
    const answers = doublesAt(solved, ANSWER * columns * rows);
    for (let r = 0, i = 0; r < rows; r++) {
      for (let c = 0, p = (r + 1) * stride + 2; c < columns; c++, i++, p += 2) {
        const neighbours =
          (c > 0 ? 1 : 0) + (c < columns - 1 ? 1 : 0) + (r > 0 ? 1 : 0) + (r < rows - 1 ? 1 : 0);
        // Each node's 2x2 system is solved once: the solution is linear in the sum of its neighbours.
        const a = (e.xx[i] ?? 0) + neighbours * stiffness;
        const b = e.xy[i] ?? 0;
        const d = (e.yy[i] ?? 0) + neighbours * stiffness;
        const det = a * d - b * b;
        const [rx, ry] = [e.rx[i] ?? 0, e.ry[i] ?? 0];
        const s = stiffness / det;
        const k = ANSWER * i;
        answers[k] = (d * rx - b * ry) / det;
        answers[k + 1] = (a * ry - b * rx) / det;
        answers[k + 2] = d * s;
        answers[k + 3] = -b * s;
        answers[k + 4] = -b * s;
        answers[k + 5] = a * s;
        xy[p] = dx[i] ?? 0;
        xy[p + 1] = dy[i] ?? 0;
      }
    }
    kernels.relaxField(field, solved, columns, rows, OVER_RELAXATION, STILL, MOST_SWEEPS);
    for (let r = 0, i = 0; r < rows; r++) {
      for (let c = 0, p = (r + 1) * stride + 2; c < columns; c++, i++, p += 2) {
        dx[i] = xy[p] ?? 0;
        dy[i] = xy[p + 1] ?? 0;
      }
    }
  });
}
