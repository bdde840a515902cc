/** A point in pixels. */
export type Point = readonly [x: number, y: number];

/**
 * CSS `matrix3d` that lays a photograph so that the page's corners in it (upper left, upper right, lower right, lower
 * left) come to lie on the corners of a rectangle of the given size. Undefined when the corners span no area.
 */
export function straightening(corners: readonly Point[], width: number, height: number): string | undefined {
  const h = homography(corners, [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ]);
  if (!h) return undefined;
  const [h0 = 0, h1 = 0, h2 = 0, h3 = 0, h4 = 0, h5 = 0, h6 = 0, h7 = 0] = h;
  const m = [h0, h3, 0, h6, h1, h4, 0, h7, 0, 0, 1, 0, h2, h5, 0, 1];
  return `matrix3d(${m.map((n) => Number(n.toPrecision(12))).join(', ')})`;
}

/** The eight numbers of the homography that takes four points to four others; undefined when they span no area. */
export function homography(from: readonly Point[], to: readonly Point[]): number[] | undefined {
  const rows: number[][] = [];
  for (const i of [0, 1, 2, 3]) {
    const [p, q] = [from[i], to[i]];
    if (!p || !q) return undefined;
    const [[x, y], [u, v]] = [p, q];
    // Unknowns h0..h7: two equations for each point.
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u]);
    rows.push([0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  }
  return solve(rows);
}

/** Gaussian elimination with pivots over eight equations; each row ends with its right side. */
function solve(rows: number[][]): number[] | undefined {
  const n = rows.length;
  for (let col = 0; col < n; col++) {
    let best = col;
    for (let r = col + 1; r < n; r++)
      if (Math.abs(rows[r]?.[col] ?? 0) > Math.abs(rows[best]?.[col] ?? 0)) best = r;
    const pivotRow = rows[best];
    const pivot = pivotRow?.[col] ?? 0;
    const other = rows[col];
    if (!pivotRow || !other || Math.abs(pivot) < 1e-9) return undefined;
    rows[best] = other;
    rows[col] = pivotRow.map((v) => v / pivot);
    for (let r = 0; r < n; r++) {
      const row = rows[r];
      const factor = row?.[col] ?? 0;
      if (r === col || !row || factor === 0) continue;
      rows[r] = row.map((v, i) => v - factor * (rows[col]?.[i] ?? 0));
    }
  }
  return rows.map((row) => row[n] ?? 0);
}
