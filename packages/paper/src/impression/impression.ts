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

function correlation(a: Float32Array, b: Float32Array, weight?: Float32Array): number {
  let n = 0,
    sa = 0,
    sb = 0,
    saa = 0,
    sbb = 0,
    sab = 0;
  for (let i = 0; i < a.length; i++) {
    const w = weight ? (weight[i] ?? 0) : 1;
    if (w === 0) continue;
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    n += w;
    sa += w * x;
    sb += w * y;
    saa += w * x * x;
    sbb += w * y * y;
    sab += w * x * y;
  }
  if (n < 1) return 0;
  return (sab - (sa * sb) / n) / Math.sqrt(Math.max((saa - (sa * sa) / n) * (sbb - (sb * sb) / n), 1e-9));
}

function search(
  level: Field,
  window: Field,
  start: readonly Pose[],
  reach: number,
  weight?: Float32Array,
): PoseFit {
  let best: PoseFit = { x: 0, y: 0, angleDeg: 0, scale: 1, score: -2 };
  for (const pose of start) {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const at = { ...pose, x: pose.x + dx, y: pose.y + dy };
        const score = correlation(drawSpecimen(level, window.width, window.height, at), window.data, weight);
        if (score > best.score) best = { ...at, score };
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
  const quarter = shrinkField(window, 4);
  const eighth = shrinkField(quarter, 2);
  const specimenEighth = shrinkField(specimen.quarter, 2);
  const mid8 = (eighth.width - 1) / 2;
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
  const half = shrinkField(window, 2);
  const weightHalf = shrinkField(weight, 2).data.map((v) => (v > 0.75 ? 1 : 0));
  const finer = search(
    specimen.half,
    half,
    around({ ...fine, x: fine.x * 2 + 0.5, y: fine.y * 2 + 0.5 }, [-0.8, 0, 0.8], [0.988, 1, 1.012]),
    1,
    weightHalf,
  );
  const finest = search(specimen.half, half, around(finer, [-0.4, 0, 0.4], [0.994, 1, 1.006]), 0, weightHalf);
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
