import type { TextMap } from './text-map.ts';

/** A line of text in picture pixels: along u, its middle at v(u) = a + b u + c u², with unit vectors of both axes. */
export interface TextLine {
  readonly along: readonly [number, number];
  readonly from: number;
  readonly to: number;
  readonly middle: readonly [a: number, b: number, c: number];
  readonly height: number;
}

const THRESHOLD = 0.3;
const SURE = 0.5;
const SMALLEST_AREA = 14;
/** The model marks the core of a line; its full size is this much further out (area × ratio / circumference). */
const UNCLIP = 1.6;

interface Blob {
  readonly xs: number[];
  readonly ys: number[];
  readonly angle: number;
  readonly elongation: number;
}

/** The lines of a picture, and the angle at which most of the text runs (from -90 to 90 degrees, in radians). */
export interface TextLayout {
  readonly lines: readonly TextLine[];
  readonly angle: number;
}

/** Lines as the map shows them, all read in the one direction in which most of the text runs, or its reverse. */
export function textLayout(map: TextMap): TextLayout {
  const blobs = blobsOf(map);
  const main = nearest(mainAngle(blobs), 0);
  const lines = blobs.flatMap((blob) => {
    const own = nearest(blob.angle, main);
    const strays = Math.abs(own - main) > 0.35;
    // A word of two characters has no direction of its own.
    const angle = blob.elongation > 2.5 && (!strays || blob.elongation > 5) ? own : main;
    return lineOf(blob, angle, Math.sqrt(map.scaleX * map.scaleY)) ?? [];
  });
  return { lines, angle: main };
}

/** The same line, read from its other end. */
export function reversed(line: TextLine): TextLine {
  const [a, b, c] = line.middle;
  return {
    along: [-line.along[0], -line.along[1]],
    from: -line.to,
    to: -line.from,
    middle: [-a, b, -c],
    height: line.height,
  };
}

/** The picture's point at u along a line and v across it, from its middle. */
export function pointOf(line: TextLine, u: number, across: number): [number, number] {
  const [ex, ey] = line.along;
  const [a, b, c] = line.middle;
  const v = a + b * u + c * u * u + across;
  return [u * ex - v * ey, u * ey + v * ex];
}

function blobsOf(map: TextMap): Blob[] {
  const { width, height, probability } = map;
  const seen = new Uint8Array(width * height);
  const blobs: Blob[] = [];
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] || (probability[start] ?? 0) < THRESHOLD) continue;
    const stack = [start];
    const xs: number[] = [];
    const ys: number[] = [];
    let sum = 0;
    seen[start] = 1;
    for (let p = stack.pop(); p !== undefined; p = stack.pop()) {
      const x = p % width;
      const y = (p - x) / width;
      xs.push((x + 0.5) * map.scaleX);
      ys.push((y + 0.5) * map.scaleY);
      sum += probability[p] ?? 0;
      for (const q of [x > 0 ? p - 1 : -1, x + 1 < width ? p + 1 : -1, p - width, p + width]) {
        if (q < 0 || q >= seen.length || seen[q] || (probability[q] ?? 0) < THRESHOLD) continue;
        seen[q] = 1;
        stack.push(q);
      }
    }
    if (xs.length >= SMALLEST_AREA && sum / xs.length >= SURE) blobs.push({ xs, ys, ...axisOf(xs, ys) });
  }
  return blobs;
}

function axisOf(xs: readonly number[], ys: readonly number[]): { angle: number; elongation: number } {
  const n = xs.length;
  const mx = xs.reduce((s, x) => s + x, 0) / n;
  const my = ys.reduce((s, y) => s + y, 0) / n;
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const dx = (xs[i] ?? 0) - mx;
    const dy = (ys[i] ?? 0) - my;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  const spread = Math.hypot(xx - yy, 2 * xy);
  return {
    angle: 0.5 * Math.atan2(2 * xy, xx - yy),
    elongation: Math.sqrt((xx + yy + spread) / Math.max(1e-9, xx + yy - spread)),
  };
}

/** The direction, modulo half a turn, in which the greatest length of text runs. */
function mainAngle(blobs: readonly Blob[]): number {
  const votes = new Float64Array(60);
  const long = blobs.filter((b) => b.elongation > 3);
  const binOf = (angle: number) => (((Math.floor((angle / Math.PI) * 60) % 60) + 60) % 60) | 0;
  for (const b of long) votes[binOf(b.angle)] = (votes[binOf(b.angle)] ?? 0) + b.xs.length;
  let best = 0;
  const around = (i: number) =>
    (votes[i] ?? 0) + 0.7 * ((votes[(i + 1) % 60] ?? 0) + (votes[(i + 59) % 60] ?? 0));
  for (let i = 1; i < 60; i++) if (around(i) > around(best)) best = i;
  const middle = ((best + 0.5) * Math.PI) / 60;
  let [sum, weight] = [0, 0];
  for (const b of long) {
    const off = nearest(b.angle, middle) - middle;
    if (Math.abs(off) > 0.1) continue;
    sum += off * b.xs.length;
    weight += b.xs.length;
  }
  return weight > 0 ? middle + sum / weight : 0;
}

/** The representative of an angle modulo half a turn that lies nearest to another. */
function nearest(angle: number, to: number): number {
  return angle + Math.PI * Math.round((to - angle) / Math.PI);
}

/** The line of a blob; `pixel` is how long a pixel of the map is in the picture. */
function lineOf(blob: Blob, angle: number, pixel: number): TextLine | undefined {
  const ex = Math.cos(angle);
  const ey = Math.sin(angle);
  const n = blob.xs.length;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  const us = new Float64Array(n);
  const vs = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const x = blob.xs[i] ?? 0;
    const y = blob.ys[i] ?? 0;
    const u = x * ex + y * ey;
    us[i] = u;
    vs[i] = y * ex - x * ey;
    from = Math.min(from, u);
    to = Math.max(to, u);
  }
  const length = to - from + pixel;
  const core = (n * pixel * pixel) / length;
  const out = (n * pixel * pixel * UNCLIP) / (2 * (length + core));
  const height = core + 2 * out;
  if (height < 6 || length < 0.5 * height) return undefined;
  const terms = length > 6 * height ? 3 : length > 2 * height ? 2 : 1;
  return {
    along: [ex, ey],
    from: from - out,
    to: to + out,
    middle: middleLine(us, vs, terms),
    height,
  };
}

/** Least squares of a polynomial of one to three terms, about the middle of the line. */
function middleLine(us: Float64Array, vs: Float64Array, terms: 1 | 2 | 3): [number, number, number] {
  const n = us.length;
  const u0 = us.reduce((s, u) => s + u, 0) / n;
  const v0 = vs.reduce((s, v) => s + v, 0) / n;
  if (terms === 1) return [v0, 0, 0];
  let [s2, s3, s4, t1, t2] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const u = (us[i] ?? 0) - u0;
    const v = (vs[i] ?? 0) - v0;
    s2 += u * u;
    s3 += u ** 3;
    s4 += u ** 4;
    t1 += u * v;
    t2 += u * u * v;
  }
  if (s2 === 0) return [v0, 0, 0];
  let [b, c, a] = [t1 / s2, 0, 0];
  if (terms === 3) {
    // Normal equations of 1, u, u² with the sum of u and of v at zero.
    const q = s4 - (s2 * s2) / n - (s3 * s3) / s2;
    if (q > 1e-9 * s4) {
      c = (t2 - (s3 * t1) / s2) / q;
      b = (t1 - c * s3) / s2;
      a = (-c * s2) / n;
    }
  }
  // From v - v0 = a + b (u - u0) + c (u - u0)² back to powers of u.
  return [v0 + a - b * u0 + c * u0 * u0, b - 2 * c * u0, c];
}
