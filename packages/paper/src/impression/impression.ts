import { cropField } from '../image/crop.ts';
import type { Field } from '../image/raster.ts';
import { type Specimen, shrinkField } from './specimen.ts';

/** How a specimen lies on the page: centre in page pixels, turned clockwise, enlarged. */
export interface Pose {
  readonly x: number;
  readonly y: number;
  readonly angleDeg: number;
  readonly scale: number;
}

/** A pose and how well the ink there agrees. */
export interface PoseFit extends Pose {
  readonly score: number;
}

/** The specimen's ink as it would lie in a window of the page. */
export function drawSpecimen(ink: Field, width: number, height: number, pose: Pose): Float32Array {
  const out = new Float32Array(width * height);
  const a = (pose.angleDeg * Math.PI) / 180;
  const c = Math.cos(a) / pose.scale;
  const s = Math.sin(a) / pose.scale;
  const mid = (ink.width - 1) / 2;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dx = x - pose.x;
      const dy = y - pose.y;
      const sx = c * dx + s * dy + mid;
      const sy = -s * dx + c * dy + mid;
      if (sx < 0 || sy < 0 || sx >= ink.width - 1 || sy >= ink.height - 1) continue;
      const ix = sx | 0;
      const iy = sy | 0;
      const fx = sx - ix;
      const fy = sy - iy;
      const p = iy * ink.width + ix;
      const q = p + ink.width;
      out[y * width + x] =
        ((ink.data[p] ?? 0) * (1 - fx) + (ink.data[p + 1] ?? 0) * fx) * (1 - fy) +
        ((ink.data[q] ?? 0) * (1 - fx) + (ink.data[q + 1] ?? 0) * fx) * fy;
    }
  }
  return out;
}

/** A window of the page with what every comparison with it needs; `weight` is 0 where it is not heard. */
interface Target {
  readonly window: Field;
  readonly weight: Float32Array | undefined;
  readonly n: number;
  readonly sum: number;
  readonly square: number;
}

function targetOf(window: Field, weight?: Float32Array): Target {
  let n = 0;
  let sum = 0;
  let square = 0;
  for (let p = 0; p < window.data.length; p++) {
    const w = weight ? (weight[p] ?? 0) : 1;
    const v = window.data[p] ?? 0;
    n += w;
    sum += w * v;
    square += w * v * v;
  }
  return { window, weight, n, sum, square };
}

/** Correlation of a target with a drawing that is wider by `margin` on all sides, moved by (dx, dy). */
function correlation(
  { window, weight, n, sum, square }: Target,
  drawn: Float32Array,
  margin: number,
  dx: number,
  dy: number,
): number {
  if (n < 1) return 0;
  const { width, height, data } = window;
  const stride = width + 2 * margin;
  let sa = 0;
  let saa = 0;
  let sab = 0;
  for (let y = 0, p = 0; y < height; y++) {
    let q = (y - dy + margin) * stride + margin - dx;
    for (let x = 0; x < width; x++, p++, q++) {
      const a = drawn[q] ?? 0;
      if (a === 0 || (weight && weight[p] === 0)) continue;
      const w = weight ? (weight[p] ?? 0) : 1;
      sa += w * a;
      saa += w * a * a;
      sab += w * a * (data[p] ?? 0);
    }
  }
  return (
    (sab - (sa * sum) / n) / Math.sqrt(Math.max((saa - (sa * sa) / n) * (square - (sum * sum) / n), 1e-9))
  );
}

function search(level: Field, target: Target, start: readonly Pose[], reach: number): PoseFit {
  let best: PoseFit = { x: 0, y: 0, angleDeg: 0, scale: 1, score: -2 };
  const { width, height } = target.window;
  for (const pose of start) {
    // Drawn once with a margin: whole pixels on, it is the same drawing.
    const wide = { ...pose, x: pose.x + reach, y: pose.y + reach };
    const drawn = drawSpecimen(level, width + 2 * reach, height + 2 * reach, wide);
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const score = correlation(target, drawn, reach, dx, dy);
        if (score > best.score) best = { ...pose, x: pose.x + dx, y: pose.y + dy, score };
      }
    }
  }
  return best;
}

const CANDIDATES = 3;

/** The best fits that are at least 12 degrees apart. */
function distinctAngles(fits: readonly PoseFit[]): PoseFit[] {
  const kept: PoseFit[] = [];
  for (const fit of [...fits].sort((a, b) => b.score - a.score)) {
    const apart = (other: PoseFit) => Math.abs(((fit.angleDeg - other.angleDeg + 540) % 360) - 180);
    if (kept.length < CANDIDATES && kept.every((k) => apart(k) >= 12)) kept.push(fit);
  }
  return kept;
}

function around(fit: Pose, angles: readonly number[], scales: readonly number[]): Pose[] {
  return angles.flatMap((da) =>
    scales.map((ds) => ({ ...fit, angleDeg: fit.angleDeg + da, scale: fit.scale * ds })),
  );
}

/**
 * Fits the specimen to the seal ink around a centre, coarse to fine.
 * `usable` is 0 where black text hides the seal.
 */
export function fitSpecimen(
  specimen: Specimen,
  seal: Field,
  usable: Field,
  centreX: number,
  centreY: number,
): PoseFit {
  const side = Math.ceil((specimen.diameter * 1.3) / 8) * 8;
  const x0 = Math.round(centreX - side / 2);
  const y0 = Math.round(centreY - side / 2);
  const window = cropField(seal, x0, y0, side, side);
  const weight = cropField(usable, x0, y0, side, side);
  const quarterField = shrinkField(window, 4);
  const quarter = targetOf(quarterField);
  const eighth = targetOf(shrinkField(quarterField, 2));
  const specimenEighth = shrinkField(specimen.quarter, 2);
  const mid8 = (eighth.window.width - 1) / 2;
  const turns: Pose[] = [];
  for (let a = 0; a < 360; a += 5) turns.push({ x: mid8, y: mid8, angleDeg: a, scale: 1 });
  // Two rounds: the centre of a blob can be off by a few millimetres, and the angle must be right to see it.
  // A faint impression may lie best at a wrong angle as long as the picture is coarse: several are followed.
  const candidates = distinctAngles(turns.map((t) => search(specimenEighth, eighth, [t], 1)));
  let fine: PoseFit | undefined;
  for (const rough of candidates) {
    const better = search(specimenEighth, eighth, around(rough, [-2.5, 0, 2.5], [1]), 2);
    const mid = { ...better, x: better.x * 2 + 0.5, y: better.y * 2 + 0.5 };
    const fit = search(specimen.quarter, quarter, around(mid, [-3, -1.5, 0, 1.5, 3], [0.975, 1, 1.025]), 1);
    if (!fine || fit.score > fine.score) fine = fit;
  }
  if (!fine) throw new Error('a search over the whole circle found no angle');
  const heard = shrinkField(weight, 2).data.map((v) => (v > 0.75 ? 1 : 0));
  const half = targetOf(shrinkField(window, 2), heard);
  const finer = search(
    specimen.half,
    half,
    around({ ...fine, x: fine.x * 2 + 0.5, y: fine.y * 2 + 0.5 }, [-0.8, 0, 0.8], [0.988, 1, 1.012]),
    1,
  );
  const finest = search(specimen.half, half, around(finer, [-0.4, 0, 0.4], [0.994, 1, 1.006]), 0);
  return {
    x: x0 + finest.x * 2 + 0.5,
    y: y0 + finest.y * 2 + 0.5,
    angleDeg: ((finest.angleDeg + 540) % 360) - 180,
    scale: finest.scale,
    score: finest.score,
  };
}

/** Seal ink that the fitted specimen does not explain, as a share of all seal ink around it. */
export function strayShare(specimen: Specimen, seal: Field, pose: Pose): number {
  const side = Math.ceil(specimen.diameter * 1.35);
  const x0 = Math.round(pose.x - side / 2);
  const y0 = Math.round(pose.y - side / 2);
  const window = cropField(seal, x0, y0, side, side);
  const drawn = drawSpecimen(specimen.ink, side, side, { ...pose, x: pose.x - x0, y: pose.y - y0 });
  let stray = 0;
  let all = 0;
  const reach = 3;
  for (let y = reach; y < side - reach; y++) {
    for (let x = reach; x < side - reach; x++) {
      const v = Math.max(0, (window.data[y * side + x] ?? 0) - 0.06);
      if (v === 0) continue;
      all += v;
      let near = 0;
      for (let dy = -reach; dy <= reach && near < 0.15; dy++) {
        for (let dx = -reach; dx <= reach; dx++) near = Math.max(near, drawn[(y + dy) * side + x + dx] ?? 0);
      }
      if (near < 0.15) stray += v;
    }
  }
  return all > 0 ? stray / all : 0;
}
