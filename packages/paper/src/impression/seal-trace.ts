import { boxBlur, gaussian } from '../image/blur.ts';
import { solveLinear } from '../image/homography.ts';
import type { Field } from '../image/raster.ts';
import { explainInk } from '../ink/explain.ts';
import type { InkModel } from '../ink/ink-model.ts';

/** Fits: the trace is sought in what the print leaves over, and the print again in what the trace leaves over. */
const PASSES = 2;
/** Ink of a seal, as a share of its strongest, that stands out of noise; and how much of it, spread over 1 mm, tells. */
const INKED = 0.15;
const NEAR_SEAL = 0.02;

/** The strongest ink of a seal, but for a few pixels. */
export function strongest(seal: Field): number {
  const sorted = Float32Array.from(seal.data).sort();
  return Math.max(0.08, sorted[Math.floor(0.985 * sorted.length)] ?? 0);
}

/**
 * Shapes a seal leaves in the red channel. A picture keeps colour at half the resolution of light, so red shows the
 * difference between the strokes and the same strokes blurred; thick paste darkens more; print takes the paste otherwise.
 */
function shapesOf(seal: Field, model: InkModel): Float32Array[] {
  const narrow = gaussian(seal, 1.5).data;
  const wide = gaussian(seal, 4).data;
  const print = (p: number) => (model.sharp[p] ?? 0) / 250;
  return [
    seal.data,
    narrow,
    wide,
    seal.data.map((v) => v * v),
    seal.data.map((v, p) => v * print(p)),
    narrow.map((v, p) => v * print(p)),
  ];
}

/** Takes the trace of a seal out of the black ink around it, as far as `model` explains that ink. */
export function withoutSealTrace(text: Field, seal: Field, model: InkModel): Field {
  const shapes = shapesOf(seal, model);
  const full = strongest(seal);
  const inked = seal.data.map((v) => Math.max(0, v / full - INKED));
  const near = boxBlur({ ...seal, data: inked }, 6).data;
  const spots: number[] = [];
  for (let p = 0; p < near.length; p += 2) if ((near[p] ?? 0) > NEAR_SEAL) spots.push(p);
  const out = { ...text, data: text.data.slice() };
  if (spots.length < 1000) return out;
  for (let pass = 0; pass < PASSES; pass++) {
    const weights = fitRobustly(explainInk(model, out).residual.data, shapes, spots);
    shapes.forEach((shape, i) => {
      const k = weights[i] ?? 0;
      for (let p = 0; p < out.data.length; p++) out.data[p] = (out.data[p] ?? 0) - k * (shape[p] ?? 0);
    });
  }
  return out;
}

/** Least squares that hears no pixel further off than three times the usual: a changed digit is no trace of a seal. */
function fitRobustly(
  target: Float32Array,
  shapes: readonly Float32Array[],
  spots: readonly number[],
): number[] {
  const n = shapes.length;
  let weights: number[] = shapes.map(() => 0);
  let cap = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const m: number[][] = shapes.map((_, i) => shapes.map((__, j) => (i === j ? 1 : 0)));
    const rhs: number[] = shapes.map(() => 0);
    const errors = new Float32Array(spots.length);
    const row = new Float64Array(n);
    for (let s = 0; s < spots.length; s++) {
      const p = spots[s] ?? 0;
      const v = target[p] ?? 0;
      let error = v;
      for (let i = 0; i < n; i++) {
        row[i] = shapes[i]?.[p] ?? 0;
        error -= (weights[i] ?? 0) * (row[i] ?? 0);
      }
      errors[s] = Math.abs(error);
      if (Math.abs(error) > cap) continue;
      for (let i = 0; i < n; i++) {
        const line = m[i];
        if (!line) continue;
        rhs[i] = (rhs[i] ?? 0) + (row[i] ?? 0) * v;
        for (let j = 0; j < n; j++) line[j] = (line[j] ?? 0) + (row[i] ?? 0) * (row[j] ?? 0);
      }
    }
    weights = solveLinear(m, rhs) ?? weights;
    errors.sort();
    cap = 3 * 1.48 * (errors[errors.length >> 1] ?? 0);
  }
  return weights;
}
