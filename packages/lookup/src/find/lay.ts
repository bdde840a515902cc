/** A place in the photo (pixels) and the place on the page (parts of the grid) that may be the same. */
export interface Pair {
  readonly photo: readonly [number, number];
  readonly page: readonly [number, number];
  /** Which mark of the paper it is; each counts once. */
  readonly slot: number;
}

/** How a photo lies on a page: photo pixels to parts of the grid, and the pairs that agree. */
export interface Laying {
  readonly toPage: (x: number, y: number) => [number, number];
  readonly agreeing: readonly Pair[];
  readonly slots: number;
}

const TRIES = 400;
/** A curled or crumpled sheet strays this far from one plane, in parts of the grid (3.3 × 4.6 mm). */
const TOLERANCE = 3;
/** Three pairs give a mapping at once, so only a fourth says anything. */
const LEAST = 4;

/** Seeks the one way to lay the photo on the page with which most pairs agree; undefined where too few do. */
export function layOnPage(pairs: readonly Pair[]): Laying | undefined {
  if (pairs.length < LEAST) return undefined;
  const next = countingRandom();
  let best: Pair[] = [];
  let bestSlots = 0;
  for (let i = 0; i < TRIES && bestSlots < pairs.length; i++) {
    const three = [next(pairs), next(pairs), next(pairs)];
    const map = affineOf(three);
    if (!map) continue;
    const agreeing = agreeingWith(pairs, map);
    const slots = slotsOf(agreeing);
    if (slots > bestSlots) {
      best = agreeing;
      bestSlots = slots;
    }
  }
  if (bestSlots < LEAST) return undefined;
  // A photo taken from the side needs the plane-to-plane mapping; a few rounds let it gather what the first one left out.
  let toPage = affineOf(best) ?? ((x: number, y: number): [number, number] => [x, y]);
  for (let round = 0; round < 3; round++) {
    const fitted = best.length >= 8 ? (perspectiveOf(best) ?? affineOf(best)) : affineOf(best);
    if (!fitted) break;
    const agreeing = agreeingWith(pairs, fitted);
    const slots = slotsOf(agreeing);
    if (slots < bestSlots) break;
    toPage = fitted;
    best = agreeing;
    bestSlots = slots;
  }
  return { toPage, agreeing: best, slots: bestSlots };
}

type Mapping = (x: number, y: number) => [number, number];

function slotsOf(pairs: readonly Pair[]): number {
  return new Set(pairs.map((p) => p.slot)).size;
}

function agreeingWith(pairs: readonly Pair[], map: Mapping): Pair[] {
  return pairs.filter((p) => {
    const [x, y] = map(p.photo[0], p.photo[1]);
    // Rows of the grid are higher than its columns are wide.
    return Math.hypot(x - p.page[0], (y - p.page[1]) * 1.4) < TOLERANCE;
  });
}

/** Least squares of page = A photo + t; undefined for mirrored or shrunk-away mappings and pairs on one line. */
function affineOf(pairs: readonly Pair[]): Mapping | undefined {
  const n = pairs.length;
  const mean = (pick: (p: Pair) => number) => pairs.reduce((s, p) => s + pick(p), 0) / n;
  const mx = mean((p) => p.photo[0]);
  const my = mean((p) => p.photo[1]);
  const mu = mean((p) => p.page[0]);
  const mv = mean((p) => p.page[1]);
  let [xx, xy, yy, xu, yu, xv, yv] = [0, 0, 0, 0, 0, 0, 0];
  for (const p of pairs) {
    const x = p.photo[0] - mx;
    const y = p.photo[1] - my;
    const u = p.page[0] - mu;
    const v = p.page[1] - mv;
    xx += x * x;
    xy += x * y;
    yy += y * y;
    xu += x * u;
    yu += y * u;
    xv += x * v;
    yv += y * v;
  }
  const d = xx * yy - xy * xy;
  // Points on one line, or three times the same: they say nothing about the other direction.
  if (d < 0.002 * (xx + yy) ** 2) return undefined;
  const a = (xu * yy - yu * xy) / d;
  const b = (yu * xx - xu * xy) / d;
  const c = (xv * yy - yv * xy) / d;
  const e = (yv * xx - xv * xy) / d;
  const turned = a * e - b * c;
  if (turned <= 0) return undefined;
  // A sheet is not stretched to three times its shape; the grid itself is 1.41 : 1.
  const stretch = (a * a + b * b + c * c + e * e) / (2 * turned);
  if (stretch > 1.9) return undefined;
  return (x, y) => [mu + a * (x - mx) + b * (y - my), mv + c * (x - mx) + e * (y - my)];
}

/** Least squares of the plane-to-plane mapping in centred coordinates. */
function perspectiveOf(pairs: readonly Pair[]): Mapping | undefined {
  const n = pairs.length;
  const mx = pairs.reduce((s, p) => s + p.photo[0], 0) / n;
  const my = pairs.reduce((s, p) => s + p.photo[1], 0) / n;
  const scale = Math.max(1, pairs.reduce((s, p) => s + Math.hypot(p.photo[0] - mx, p.photo[1] - my), 0) / n);
  const m = Array.from({ length: 8 }, () => new Float64Array(9));
  const add = (row: readonly number[], value: number) => {
    for (let i = 0; i < 8; i++) {
      const target = m[i];
      if (!target) continue;
      for (let j = 0; j < 8; j++) target[j] = (target[j] ?? 0) + (row[i] ?? 0) * (row[j] ?? 0);
      target[8] = (target[8] ?? 0) + (row[i] ?? 0) * value;
    }
  };
  for (const p of pairs) {
    const x = (p.photo[0] - mx) / scale;
    const y = (p.photo[1] - my) / scale;
    const u = p.page[0] / 32 - 1;
    const v = p.page[1] / 32 - 1;
    add([x, y, 1, 0, 0, 0, -u * x, -u * y], u);
    add([0, 0, 0, x, y, 1, -v * x, -v * y], v);
  }
  // A little is added to the two terms of perspective, so that pairs in one corner do not bend the page.
  for (const i of [6, 7]) {
    const row = m[i];
    if (row) row[i] = (row[i] ?? 0) + 0.02 * n;
  }
  const h = solve(m);
  if (!h) return undefined;
  const at = (i: number) => h[i] ?? 0;
  return (px, py) => {
    const x = (px - mx) / scale;
    const y = (py - my) / scale;
    const w = at(6) * x + at(7) * y + 1;
    return [((at(0) * x + at(1) * y + at(2)) / w + 1) * 32, ((at(3) * x + at(4) * y + at(5)) / w + 1) * 32];
  };
}

/** Elimination with pivoting over eight rows of nine. */
function solve(m: Float64Array[]): number[] | undefined {
  const n = m.length;
  for (let c = 0; c < n; c++) {
    let top = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(m[r]?.[c] ?? 0) > Math.abs(m[top]?.[c] ?? 0)) top = r;
    const pivot = m[top];
    const moved = m[c];
    if (pivot && moved) [m[c], m[top]] = [pivot, moved];
    if (!pivot || Math.abs(pivot[c] ?? 0) < 1e-9) return undefined;
    for (let r = 0; r < n; r++) {
      const row = m[r];
      if (!row || r === c) continue;
      const f = (row[c] ?? 0) / (pivot[c] ?? 1);
      for (let k = c; k <= n; k++) row[k] = (row[k] ?? 0) - f * (pivot[k] ?? 0);
    }
  }
  return m.map((row, i) => (row[n] ?? 0) / (row[i] ?? 1));
}

/** Picks one of a list; the same sequence each time, so that the same photo gives the same answer. */
function countingRandom(): <T>(list: readonly T[]) => T {
  let state = 0x9e3779b9;
  return (list) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const picked = list[Math.floor((state / 2 ** 32) * list.length)];
    if (picked === undefined) throw new RangeError('nothing to pick from');
    return picked;
  };
}
