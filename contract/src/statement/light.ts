import { z } from 'zod';
import { zDigest } from '../bytes.ts';

/** How much brighter every frame under the bright lamp has to be than any under the dim one: noise and dust make less. */
const CLEARLY = 1.06;

/**
 * A light challenge: the machine's lamp is switched by chance while the camera looks on. What the camera shows must follow, or
 * it shows something else than the paper under this lamp at this second (a recording, another camera's picture).
 */
export const zLight = z
  .strictObject({
    /** What the lamp was told before each frame, in per mille of its brightest. */
    levels: z.array(z.number().int().min(0).max(1000)).min(4).max(16),
    /** Mean brightness of each frame, in hundredths of a grey level (0..25500). */
    seen: z.array(z.number().int().min(0).max(25_500)).min(4).max(16),
    frames: z.array(zDigest).min(4).max(16),
  })
  .refine(
    ({ levels, seen, frames }) => seen.length === levels.length && frames.length === levels.length,
    'a frame for each level',
  );
export type Light = z.infer<typeof zLight>;

/** Whether the frames followed the lamp, each of them, and both levels came up. */
export function answersLight({
  levels,
  seen,
}: {
  readonly levels: readonly number[];
  readonly seen: readonly number[];
}): boolean {
  const bright = Math.max(...levels);
  const pick = (isBright: boolean) => seen.filter((_, i) => (levels[i] === bright) === isBright);
  const [lit, dim] = [pick(true), pick(false)];
  return (
    seen.length === levels.length &&
    lit.length > 0 &&
    dim.length > 0 &&
    Math.min(...lit) > Math.max(...dim) * CLEARLY
  );
}
