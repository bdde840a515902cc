import sharp from 'sharp';
import { type Seed, seeded } from '../random.ts';
import { noiseTile, TILE } from './noise.ts';
import { pixelsPerMm, type Sheet } from './sheet.ts';

/** The state of the ink and of the mechanics at the moment of contact. */
export type Ink = {
  /** 0 no ink, 0.3 faint, 0.8 as it should be, 1 flooded. */
  level: number;
  /** 0 evenly wet, 1 a dried-out pad: holes in the strokes. */
  dryness: number;
  /** 0 flat, 1 one side hardly touches; where it is pressed harder is given by towardsDeg. */
  pressureTilt: { amount: number; towardsDeg: number };
  /** The die touched twice: a fainter second print, moved by this many millimetres. */
  slip: { xMm: number; yMm: number; strength: number };
  /** The die was dragged while lifting, over this many millimetres. */
  smear: { xMm: number; yMm: number };
};

/** Ink as it should be. */
export const GOOD_INK: Ink = {
  level: 0.85,
  dryness: 0.15,
  pressureTilt: { amount: 0.15, towardsDeg: 40 },
  slip: { xMm: 0, yMm: 0, strength: 0 },
  smear: { xMm: 0, yMm: 0 },
};

/** Where the seal's centre comes down, and how it is turned (clockwise). */
export type Place = { xMm: number; yMm: number; angleDeg: number };

// Optical density of a full layer of red seal paste in red, green and blue light.
const ABSORB = [0.2, 2.1, 1.75] as const;

/** Presses a seal onto a sheet and returns the sheet as it is then; the ink multiplies, so print beneath stays visible. */
export async function press(
  sheet: Sheet,
  seal: { specimenPng: Uint8Array; diameterMm: number },
  place: Place,
  ink: Partial<Ink> = {},
  seed: Seed = 0,
): Promise<Sheet> {
  const die = await sharp(seal.specimenPng)
    .flatten({ background: '#ffffff' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const cover = new Float32Array(die.info.width * die.info.height);
  // Red ink on white: the green channel alone tells where the die is raised.
  for (let i = 0; i < cover.length; i++) cover[i] = 1 - (die.data[i * die.info.channels + 1] ?? 255) / 255;
  const peak = cover.reduce((most, one) => Math.max(most, one), 0.01);
  const relief: Relief = {
    cover,
    peak,
    width: die.info.width,
    height: die.info.height,
    perMm: die.info.width / seal.diameterMm,
  };
  const result: Sheet = { ...sheet, rgba: sheet.rgba.slice() };
  inkOnto(result, relief, seal.diameterMm, place, { ...GOOD_INK, ...ink }, seed);
  return result;
}

type Relief = { cover: Float32Array; peak: number; width: number; height: number; perMm: number };

function inkOnto(sheet: Sheet, relief: Relief, diameterMm: number, place: Place, ink: Ink, seed: Seed): void {
  const random = seeded(`press/${seed}`);
  const fine = noiseTile(random.fork('fine'), 1);
  const coarse = noiseTile(random.fork('coarse'), 4);
  const scale = pixelsPerMm(sheet);
  const radius = diameterMm / 2;
  const spare =
    1 + Math.max(Math.hypot(ink.slip.xMm, ink.slip.yMm), Math.hypot(ink.smear.xMm, ink.smear.yMm));
  const x0 = Math.max(0, Math.floor((place.xMm - radius - spare) * scale));
  const x1 = Math.min(sheet.width, Math.ceil((place.xMm + radius + spare) * scale));
  const y0 = Math.max(0, Math.floor((place.yMm - radius - spare) * scale));
  const y1 = Math.min(sheet.height, Math.ceil((place.yMm + radius + spare) * scale));
  const cos = Math.cos((place.angleDeg * Math.PI) / 180);
  const sin = Math.sin((place.angleDeg * Math.PI) / 180);
  const towards = (ink.pressureTilt.towardsDeg * Math.PI) / 180;
  // Flooded ink creeps outwards; a scant layer leaves the strokes thinner than the die.
  const spread = (ink.level - 0.8) * 0.35;
  const touch = (dx: number, dy: number): number => {
    const u = (dx * cos + dy * sin + radius) * relief.perMm;
    const v = (-dx * sin + dy * cos + radius) * relief.perMm;
    const raised = sample(relief, u, v);
    return Math.min(1, Math.max(0, (raised - 0.5 + spread) * 1.9 + 0.5));
  };
  const trail = Math.hypot(ink.smear.xMm, ink.smear.yMm) > 0 ? 10 : 0;
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const dx = (x + 0.5) / scale - place.xMm;
      const dy = (y + 0.5) / scale - place.yMm;
      let layer = touch(dx, dy);
      if (ink.slip.strength > 0) {
        layer = Math.max(layer, ink.slip.strength * touch(dx - ink.slip.xMm, dy - ink.slip.yMm));
      }
      for (let k = 1; k <= trail; k++) {
        const t = k / trail;
        layer = Math.max(layer, 0.55 * (1 - t) * touch(dx - ink.smear.xMm * t, dy - ink.smear.yMm * t));
      }
      if (layer <= 0.004) continue;
      const at = ((y - y0) & (TILE - 1)) * TILE + ((x - x0) & (TILE - 1));
      const grain = fine[at] ?? 0;
      const cloud = coarse[at] ?? 0;
      const side = (dx * Math.cos(towards) + dy * Math.sin(towards)) / radius;
      const pressure = 1 + ink.pressureTilt.amount * (0.8 * side - 0.45);
      // A dry pad leaves islands: grain below a threshold that rises with dryness stays white.
      const wet = Math.min(
        1,
        Math.max(0, (1.9 - 2.3 * ink.dryness + 0.75 * grain + 0.6 * cloud + (pressure - 1) * 1.6) * 1.2),
      );
      const density = layer * Math.max(0, pressure) * ink.level * wet * (1 + 0.1 * grain + 0.14 * cloud);
      if (density <= 0) continue;
      const i = (y * sheet.width + x) * 4;
      for (let c = 0; c < 3; c++) {
        sheet.rgba[i + c] = (sheet.rgba[i + c] ?? 0) * Math.exp(-density * (ABSORB[c] ?? 0));
      }
    }
  }
}

function sample(relief: Relief, u: number, v: number): number {
  const x = u - 0.5;
  const y = v - 0.5;
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  if (ix < 0 || iy < 0 || ix + 1 >= relief.width || iy + 1 >= relief.height) return 0;
  const i = iy * relief.width + ix;
  const fx = x - ix;
  const fy = y - iy;
  const top = (relief.cover[i] ?? 0) * (1 - fx) + (relief.cover[i + 1] ?? 0) * fx;
  const low =
    (relief.cover[i + relief.width] ?? 0) * (1 - fx) + (relief.cover[i + relief.width + 1] ?? 0) * fx;
  return (top * (1 - fy) + low * fy) / relief.peak;
}
