import { type Field, mmToPx } from '../image/raster.ts';
import type { PreparedPage } from '../prepare.ts';
import type { Group } from './groups.ts';
import { mayBePoint, readPlace, type Testimony } from './witness.ts';

/** Dots so near to each other that they were grouped, and more than this: a broken stroke rather than dirt. */
const FEW = 3;
/** Where a dot touches a stroke, the stroke too is a little otherwise. */
const BESIDE = 0.25;
/** No dot of a character stands farther from its other strokes. */
const NEAR = Math.round(mmToPx(0.8));
/** An unbroken line of ink this long is a rule of a table. */
const RULE = Math.round(mmToPx(10));
/** Approved ink (0..250) that counts as print. */
const INK = 50;

/** Whether a place is nothing but a few dark dots, no larger than dirt and the dot of a character are. */
export function isDots({ flecks, fleckMass, addedMass, missingMass }: Group): boolean {
  const all = addedMass + missingMass;
  return flecks > 0 && flecks <= FEW && all - fleckMass <= BESIDE * all;
}

function isOnRule({ model, width, height }: PreparedPage, x: number, y: number): boolean {
  const run = (step: number, before: number, after: number) => {
    const at = y * width + x;
    let n = 1;
    for (let k = 1; k <= before && n < RULE && (model.sharp[at - k * step] ?? 0) > INK; k++) n++;
    for (let k = 1; k <= after && n < RULE && (model.sharp[at + k * step] ?? 0) > INK; k++) n++;
    return n >= RULE;
  };
  return run(1, x, width - 1 - x) || run(width, y, height - 1 - y);
}

/** Whether a dot stands so near to approved print that it may be part of a character. */
function isAtPrint(page: PreparedPage, [x, y, w, h]: Group['box']): boolean {
  const { model, width, height } = page;
  for (let py = Math.max(0, y - NEAR); py < Math.min(height, y + h + NEAR); py++)
    for (let px = Math.max(0, x - NEAR); px < Math.min(width, x + w + NEAR); px++)
      if ((model.sharp[py * width + px] ?? 0) > INK && !isOnRule(page, px, py)) return true;
  return false;
}

/** What dots are: nothing, a change of the writing, or not to be told. */
export interface DotsRead {
  readonly are: 'dirt' | 'writing' | 'unknown';
  readonly said?: Testimony;
}

/**
 * Asks the reader what dots are, for by their size dirt cannot be told from the dot that makes 大 into 太. Dirt is what
 * stands apart from all print, or leaves every character what it was; and is no point between digits.
 */
export async function readDots(page: PreparedPage, ink: Field, group: Group): Promise<DotsRead> {
  if (await mayBePoint(page, ink, group.box)) return { are: 'unknown' };
  if (!isAtPrint(page, group.box)) return { are: 'dirt' };
  // A dot below a character lies outside of its line, which is sought from as far as the dot may belong to it.
  const [x, y, w, h] = group.box;
  const reached = [x, Math.max(0, y - NEAR), w, h + 2 * NEAR] as const;
  const said = await readPlace(page, ink, reached, { aside: 0.8 });
  if (!said) return { are: 'unknown' };
  return { are: said.isSame ? 'dirt' : said.isOtherLetter ? 'writing' : 'unknown', said };
}
