/** Plane-to-plane mapping, row by row, the last entry 1. */
export type Homography = readonly [number, number, number, number, number, number, number, number, number];

/** Where a point goes. */
export function project(h: Homography, x: number, y: number): [number, number] {
  const w = h[6] * x + h[7] * y + h[8];
  return [(h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w];
}

/** The mapping back. */
export function invert(h: Homography): Homography {
  const [a, b, c, d, e, f, g, i, j] = h;
  const w = a * e - b * d;
  return [
    (e * j - f * i) / w,
    (c * i - b * j) / w,
    (b * f - c * e) / w,
    (f * g - d * j) / w,
    (a * j - c * g) / w,
    (c * d - a * f) / w,
    (d * i - e * g) / w,
    (b * g - a * i) / w,
    1,
  ];
}

/** a after b. */
export function compose(a: Homography, b: Homography): Homography {
  const m = (r: 0 | 3 | 6, c: 0 | 1 | 2) => {
    const b0 = c === 0 ? b[0] : c === 1 ? b[1] : b[2];
    const b1 = c === 0 ? b[3] : c === 1 ? b[4] : b[5];
    const b2 = c === 0 ? b[6] : c === 1 ? b[7] : b[8];
    const a0 = r === 0 ? a[0] : r === 3 ? a[3] : a[6];
    const a1 = r === 0 ? a[1] : r === 3 ? a[4] : a[7];
    const a2 = r === 0 ? a[2] : r === 3 ? a[5] : a[8];
    return a0 * b0 + a1 * b1 + a2 * b2;
  };
  const w = m(6, 2) || 1;
  return [
    m(0, 0) / w,
    m(0, 1) / w,
    m(0, 2) / w,
    m(3, 0) / w,
    m(3, 1) / w,
    m(3, 2) / w,
    m(6, 0) / w,
    m(6, 1) / w,
    1,
  ];
}

/** Local enlargement at a point: photo pixels for one page pixel. */
export function localScale(h: Homography, x: number, y: number): number {
  const [x0, y0] = project(h, x, y);
  const [x1, y1] = project(h, x + 1, y);
  const [x2, y2] = project(h, x, y + 1);
  return Math.sqrt(Math.abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)));
}

/** Solves a small dense linear system in place by elimination with pivoting; undefined when singular. */
export function solveLinear(a: number[][], b: number[]): number[] | undefined {
  const n = b.length;
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(a[r]?.[c] ?? 0) > Math.abs(a[pivot]?.[c] ?? 0)) pivot = r;
    const prow = a[pivot];
    const crow = a[c];
    if (!prow || !crow || Math.abs(prow[c] ?? 0) < 1e-12) return undefined;
    a[pivot] = crow;
    a[c] = prow;
    const t = b[pivot] ?? 0;
    b[pivot] = b[c] ?? 0;
    b[c] = t;
    const d = prow[c] ?? 1;
    for (let r = c + 1; r < n; r++) {
      const row = a[r];
      if (!row) return undefined;
      const f = (row[c] ?? 0) / d;
      if (f === 0) continue;
      for (let k = c; k < n; k++) row[k] = (row[k] ?? 0) - f * (prow[k] ?? 0);
      b[r] = (b[r] ?? 0) - f * (b[c] ?? 0);
    }
  }
  for (let r = n - 1; r >= 0; r--) {
    const row = a[r];
    if (!row) return undefined;
    let s = b[r] ?? 0;
    for (let k = r + 1; k < n; k++) s -= (row[k] ?? 0) * (b[k] ?? 0);
    b[r] = s / (row[r] ?? 1);
  }
  return b;
}

/** The mapping that takes four points to four points. */
export function fromFourPoints(
  from: readonly (readonly [number, number])[],
  to: readonly (readonly [number, number])[],
): Homography | undefined {
  const a: number[][] = [];
  const b: number[] = [];
  for (let i = 0; i < 4; i++) {
    const p = from[i];
    const q = to[i];
    if (!p || !q) return undefined;
    a.push(
      [p[0], p[1], 1, 0, 0, 0, -q[0] * p[0], -q[0] * p[1]],
      [0, 0, 0, p[0], p[1], 1, -q[1] * p[0], -q[1] * p[1]],
    );
    b.push(q[0], q[1]);
  }
  const s = solveLinear(a, b);
  if (!s) return undefined;
  const [h0 = 0, h1 = 0, h2 = 0, h3 = 0, h4 = 0, h5 = 0, h6 = 0, h7 = 0] = s;
  return [h0, h1, h2, h3, h4, h5, h6, h7, 1];
}
