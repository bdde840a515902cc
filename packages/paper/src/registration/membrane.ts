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
const STILL = 0.003;

/**
 * A membrane through what the nodes say, by successive over-relaxation; in the unit of the equations; from what `dx`
 * and `dy` hold.
 */
export function relax(e: Equations, stiffness: number, dx: Float32Array, dy: Float32Array): void {
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
