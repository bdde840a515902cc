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

const SWEEPS = 70;
const OVER_RELAXATION = 1.85;

/** A membrane through what the nodes say, by successive over-relaxation; in the unit of the equations; from what `dx` and `dy` hold. */
export function relax(e: Equations, stiffness: number, dx: Float32Array, dy: Float32Array): void {
  const { columns, rows } = e;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const i = r * columns + c;
        let n = 0;
        let sx = 0;
        let sy = 0;
        if (c > 0) {
          n++;
          sx += dx[i - 1] ?? 0;
          sy += dy[i - 1] ?? 0;
        }
        if (c < columns - 1) {
          n++;
          sx += dx[i + 1] ?? 0;
          sy += dy[i + 1] ?? 0;
        }
        if (r > 0) {
          n++;
          sx += dx[i - columns] ?? 0;
          sy += dy[i - columns] ?? 0;
        }
        if (r < rows - 1) {
          n++;
          sx += dx[i + columns] ?? 0;
          sy += dy[i + columns] ?? 0;
        }
        const a = (e.xx[i] ?? 0) + n * stiffness;
        const b = e.xy[i] ?? 0;
        const d = (e.yy[i] ?? 0) + n * stiffness;
        const px = (e.rx[i] ?? 0) + stiffness * sx;
        const py = (e.ry[i] ?? 0) + stiffness * sy;
        const det = a * d - b * b;
        const x = (d * px - b * py) / det;
        const y = (a * py - b * px) / det;
        dx[i] = (dx[i] ?? 0) + OVER_RELAXATION * (x - (dx[i] ?? 0));
        dy[i] = (dy[i] ?? 0) + OVER_RELAXATION * (y - (dy[i] ?? 0));
      }
    }
  }
}
