import { randomInt } from 'node:crypto';
import sharp from 'sharp';
import type { PreviewHub } from './preview-hub.ts';

/** What the camera showed while the lamp was switched by chance. */
export interface LightProof {
  readonly levels: readonly number[];
  readonly seen: readonly number[];
  readonly pictures: readonly Uint8Array[];
}

/** In per mille of the brightest: far enough apart to be seen through the room's own light, and bright enough to watch the paper by. */
const BRIGHT = 1000;
const DIM = 600;
/** Four dim of eight: who flickers by guess is right once in C(8,4) = 70 times, and each miss is an alarm. */
const STEPS = 8;

/** Half of the steps dim, half bright, in an order that nobody can know. */
export function drawPattern(draw: (below: number) => number = randomInt): number[] {
  const levels: number[] = Array.from({ length: STEPS }, (_, i) => (i < STEPS / 2 ? DIM : BRIGHT));
  // Fisher and Yates: every order alike.
  for (let i = STEPS - 1; i > 0; i--) {
    const j = draw(i + 1);
    [levels[i], levels[j]] = [levels[j] ?? BRIGHT, levels[i] ?? BRIGHT];
  }
  return levels;
}

/** Switches the lamp by chance and looks what the camera makes of it; null where the lamp cannot be switched. */
export async function challengeLight(hub: PreviewHub): Promise<LightProof | null> {
  if (!hub.canLight) return null;
  const levels = drawPattern();
  const pictures = (await hub.underLight(levels.map((l) => l / 1000))).map((frame) => frame.jpeg);
  const seen: number[] = [];
  for (const jpeg of pictures) seen.push(await brightness(jpeg));
  return { levels, seen, pictures };
}

/** Mean grey level in hundredths. */
async function brightness(jpeg: Uint8Array): Promise<number> {
  const pixels = await sharp(jpeg).greyscale().raw().toBuffer();
  return Math.round((pixels.reduce((sum, v) => sum + v, 0) / Math.max(1, pixels.length)) * 100);
}
