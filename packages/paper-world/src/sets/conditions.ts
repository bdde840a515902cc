import { type Camera, camera } from '../camera/camera.ts';
import type { Random } from '../random.ts';
import type { Wear } from '../sheet/wear.ts';

/** Under which circumstances a sheet is photographed. */
export type Conditions = {
  camera: 'm' | 'p';
  sheet: 'flat' | 'curled' | 'folded' | 'crumpled';
  light: 'even' | 'side' | 'shadow' | 'coloured' | 'dim';
  megapixels: number;
  seed: string;
};

/** Draws circumstances; a machine mostly sees flat sheets in its own light. */
export function drawConditions(random: Random, seed: string): Conditions {
  const phone = random.chance(0.3);
  return {
    camera: phone ? 'p' : 'm',
    sheet: weighted(random, { flat: 60, curled: 14, folded: 14, crumpled: 12 }),
    light: weighted(random, { even: 50, side: 15, shadow: 15, coloured: 12, dim: 8 }),
    megapixels: phone ? random.pick([8, 8, 12]) : random.pick([8, 8, 8, 5, 12, 3]),
    seed,
  };
}

/** Its labels in a report. */
export function labelsOf(c: Conditions): string[] {
  return [`camera:${c.camera}`, `sheet:${c.sheet}`, `light:${c.light}`, `mp:${c.megapixels}`];
}

/** The camera that stands over such a scene. */
export function cameraFor(
  c: Conditions,
  random: Random,
  sheetMm: { widthMm: number; heightMm: number },
): Camera {
  const drawn = camera(c.camera, c.seed);
  const lying = sheetMm.widthMm > sheetMm.heightMm;
  // A landscape sheet is laid in crosswise; half a sheet is seen from as far as a whole one.
  const turned = lying && sheetMm.widthMm > 250 ? (random.chance(0.5) ? 90 : -90) : 0;
  const even = c.light === 'even';
  return {
    ...drawn,
    megapixels: c.megapixels,
    pose: { ...drawn.pose, thetaDeg: drawn.pose.thetaDeg + turned },
    viewMm: turned === 0 ? drawn.viewMm : Math.max(drawn.viewMm, 262),
    // What is drawn in pixels was drawn for eight million of them.
    blurPx: Math.max(0.4, drawn.blurPx * Math.sqrt(c.megapixels / 8)),
    jpegQuality: random.chance(0.15) ? random.int(68, 80) : drawn.jpegQuality,
    curl: curlFor(c, random, drawn.curl),
    shadows: c.light === 'shadow' ? [shadow(random)] : even ? [] : drawn.shadows.slice(0, random.int(0, 1)),
    gradient: {
      amount:
        c.light === 'side'
          ? random.between(0.35, 0.6)
          : even
            ? random.between(0.03, 0.15)
            : drawn.gradient.amount,
      fromDeg: drawn.gradient.fromDeg,
    },
    exposure: c.light === 'dim' ? random.between(0.38, 0.55) : drawn.exposure,
    whiteBalance:
      c.light === 'coloured'
        ? random.pick([
            [1.1, 1, 0.72],
            [0.84, 1, 1.12],
            [1.08, 0.96, 0.84],
            [0.92, 1.04, 0.82],
          ])
        : drawn.whiteBalance,
    noise: c.light === 'dim' ? drawn.noise + random.between(1, 3) : drawn.noise,
  };
}

/** What such a sheet has gone through. */
export function wearFor(c: Conditions, random: Random): Wear {
  return {
    dirt: random.chance(0.5) ? random.between(0.1, 0.7) : 0,
    stains: random.chance(0.25) ? random.between(0.2, 1) : 0,
    streaks: random.chance(0.08) ? random.between(0.2, 0.8) : 0,
    creases: c.sheet === 'crumpled' ? random.between(0.4, 1) : 0,
  };
}

function curlFor(c: Conditions, random: Random, drawn: Camera['curl']): Camera['curl'] {
  const flat = { ...drawn, waveMm: drawn.waveMm * 0.3, cornersMm: drawn.cornersMm * 0.4, foldMm: 0 };
  switch (c.sheet) {
    case 'flat':
      return flat;
    case 'curled':
      return { ...drawn, waveMm: random.between(2.5, 7), cornersMm: random.between(1, 6), foldMm: 0 };
    case 'folded': {
      const fold = (runs: 'across' | 'down', at: number) => ({
        runs,
        at: at + random.between(-0.02, 0.02),
        heightMm: random.between(0.8, 3.2),
        reachMm: random.between(30, 70),
      });
      const few = [
        [fold('across', 0.5)],
        [fold('across', 0.33), fold('across', 0.67)],
        [fold('across', 0.5), fold('down', 0.5)],
      ];
      return { ...flat, folds: random.pick(few) };
    }
    case 'crumpled':
      return { ...flat, crumple: { heightMm: random.between(1.2, 3.2), seed: c.seed } };
  }
}

function shadow(random: Random): Camera['shadows'][number] {
  return {
    x: random.between(0.15, 0.85),
    y: random.between(0.15, 0.85),
    radius: random.between(0.2, 0.5),
    softness: random.between(0.08, 0.5),
    depth: random.between(0.3, 0.65),
  };
}

function weighted<T extends string>(random: Random, weights: Record<T, number>): T {
  const entries = Object.entries(weights) as [T, number][];
  let at = random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of entries) {
    at -= weight;
    if (at < 0) return name;
  }
  return random.pick(entries.map(([name]) => name));
}
