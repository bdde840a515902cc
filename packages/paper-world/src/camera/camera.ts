import { type Seed, seeded } from '../random.ts';

/** A soft dark patch: a hand, a head, the arm of the machine. Positions in parts of the picture's width and height. */
export type Shadow = { x: number; y: number; radius: number; softness: number; depth: number };

/** How the sheet lies: its centre from the centre of the view, and its turn (clockwise). */
export type Pose = { xMm: number; yMm: number; thetaDeg: number };

/** How the sheet fails to be flat. */
export type Curl = {
  /** Height of a slow wave through the sheet. */
  waveMm: number;
  /** Direction of the wave. */
  directionDeg: number;
  phase: number;
  /** How far the corners stand up. */
  cornersMm: number;
  /** A fold across the sheet: height of the ridge, where along the sheet (0..1 of its height). */
  foldMm: number;
  foldAt: number;
  /** More creases where the sheet was once folded: which way they run, where (0..1), how high they stand. */
  folds?: readonly Fold[];
  /** A sheet that was crumpled and smoothed again: how rough it still is. */
  crumple?: { heightMm: number; seed: Seed };
};

/** One crease right across the sheet. */
export type Fold = { runs: 'across' | 'down'; at: number; heightMm: number; reachMm: number };

/** What lies under and around the sheet. */
export type Background = { rgb: [number, number, number]; grain: number; stripes: number };

/** Everything between a sheet and the bytes of a JPEG. */
export type Camera = {
  megapixels: number;
  /** Width of what the camera sees on the platen. */
  viewMm: number;
  /** Tilt of the optical axis about both axes and roll about itself. */
  perspective: { xDeg: number; yDeg: number; rollDeg: number };
  /** Distance of the lens as a multiple of viewMm: the nearer, the stronger perspective and curl. */
  distance: number;
  /** Barrel distortion at the corner of the picture (0.02 = 2 %). */
  barrel: number;
  /** 1 is right; 0.25 is a dark room. */
  exposure: number;
  /** Light falling from one side: relative difference across the picture, and from where. */
  gradient: { amount: number; fromDeg: number };
  vignette: number;
  /** Gain of red, green and blue. */
  whiteBalance: [number, number, number];
  /** Deviation of the noise in grey levels. */
  noise: number;
  /** Radius of the blur in pixels of the picture. */
  blurPx: number;
  /** Drag of a moved camera or sheet, in pixels. */
  motionPx: number;
  glare: { x: number; y: number; radius: number; strength: number };
  shadows: Shadow[];
  /** Bands of a lamp at 50 Hz: amplitude. */
  flicker: number;
  jpegQuality: number;
  background: Background;
  pose: Pose;
  curl: Curl;
  /** A frozen camera: whatever lies there, it gives this very picture again. */
  frozen?: Uint8Array;
};

/** m: overhead camera of a machine, 8 MP; m3: the same at 3 MP, fast; p: a phone held by hand. */
export type CameraPreset = 'm' | 'm3' | 'p';

const FLAT: Curl = { waveMm: 0, directionDeg: 0, phase: 0, cornersMm: 0, foldMm: 0, foldAt: 0.5 };

/** One particular camera in one particular room: the seed chooses within what the preset allows, `change` has the last word. */
export function camera(preset: CameraPreset, seed: Seed, change: Partial<Camera> = {}): Camera {
  const phone = preset === 'p';
  const random = seeded(`camera/${phone ? 'p' : 'm'}/${seed}`);
  const spread = (most: number): number => random.between(-most, most);
  const tilt = phone ? 7 : 1.6;
  const view = phone ? random.between(268, 300) : random.between(250, 258);
  const cast = phone ? 0.1 : 0.05;
  const shadow = (): Shadow => ({
    x: random.between(0.1, 0.9),
    y: random.between(0.1, 0.9),
    radius: random.between(0.18, 0.42),
    softness: random.between(0.25, 0.7),
    depth: random.between(0.2, phone ? 0.65 : 0.45),
  });
  const drawn: Camera = {
    megapixels: preset === 'm3' ? 3 : 8,
    viewMm: view,
    perspective: { xDeg: spread(tilt), yDeg: spread(tilt), rollDeg: spread(phone ? 3 : 0.6) },
    distance: phone ? random.between(1.1, 1.5) : random.between(1.3, 1.6),
    barrel: random.between(0, phone ? 0.012 : 0.02),
    exposure: random.between(0.72, 1.02),
    gradient: { amount: random.between(0.05, phone ? 0.45 : 0.25), fromDeg: random.between(0, 360) },
    vignette: random.between(0.05, 0.3),
    whiteBalance: [1 + spread(cast), 1, 1 + spread(cast * 1.3)],
    noise: random.between(1.2, phone ? 4.5 : 3),
    blurPx: random.between(0.5, phone ? 1.1 : 0.8),
    motionPx: 0,
    glare: { x: random.next(), y: random.next(), radius: random.between(0.1, 0.25), strength: 0 },
    shadows: random.chance(phone ? 0.75 : 0.4) ? [shadow()] : [],
    flicker: random.chance(0.2) ? random.between(0.005, 0.02) : 0,
    jpegQuality: random.int(phone ? 80 : 86, 94),
    background: inventedBackground(random.fork('background'), phone),
    pose: { xMm: spread(7), yMm: spread(7), thetaDeg: spread(phone ? 6 : 3) },
    curl: {
      ...FLAT,
      waveMm: random.between(0, phone ? 3 : 1.6),
      directionDeg: random.between(0, 180),
      phase: random.between(0, 2 * Math.PI),
      cornersMm: random.between(0, phone ? 4 : 2),
      foldMm: random.chance(0.2) ? random.between(0.3, 1.5) : 0,
      foldAt: random.pick([0.33, 0.5, 0.67]),
    },
  };
  return { ...drawn, ...change };
}

/** A camera without faults over a flat sheet in the middle: for tests that want geometry alone. */
export function plainCamera(change: Partial<Camera> = {}): Camera {
  return camera('m', 'plain', {
    viewMm: 250,
    perspective: { xDeg: 0, yDeg: 0, rollDeg: 0 },
    barrel: 0,
    exposure: 1,
    gradient: { amount: 0, fromDeg: 0 },
    vignette: 0,
    whiteBalance: [1, 1, 1],
    noise: 0,
    blurPx: 0,
    shadows: [],
    flicker: 0,
    jpegQuality: 95,
    pose: { xMm: 0, yMm: 0, thetaDeg: 0 },
    curl: FLAT,
    ...change,
  });
}

function inventedBackground(random: ReturnType<typeof seeded>, phone: boolean): Background {
  const colours: [number, number, number][] = phone
    ? [
        [120, 92, 66],
        [46, 58, 70],
        [150, 138, 120],
        [84, 84, 88],
        [132, 66, 40],
        [70, 104, 92],
      ]
    : [
        [38, 42, 44],
        [52, 66, 60],
        [60, 62, 78],
        [92, 88, 80],
      ];
  const rgb = random.pick(colours);
  return {
    rgb,
    grain: random.between(2, 7),
    stripes: phone && random.chance(0.5) ? random.between(4, 14) : 0,
  };
}
