import type { Box } from '../image/raster.ts';
import type { ReadCharacter } from './ocr.ts';

/** Probability from which a character read counts as read. */
export const SURE = 0.7;
/** Distance, in heights of the line, within which two characters stand at the same place. */
const SAME_PLACE = 0.3;
/** What it costs to pair two characters that differ, here or far apart, and to leave one without a partner. */
const COST = { other: 1, elsewhere: 3, alone: 1.2 };

/** Whether a character read is a digit, and surely so. */
export function isSureDigit(c: ReadCharacter): boolean {
  return /^\d$/.test(c.text) && c.probability >= SURE;
}

/**
 * Whether a digit stands where another stood. Figures stand closely and one may not have been read at all, so both
 * readings are aligned at the least cost before one character is held against another.
 */
export function isOtherDigit(
  was: readonly ReadCharacter[],
  is: readonly ReadCharacter[],
  [, , width, height]: Box,
): boolean {
  const isNear = (a: ReadCharacter, b: ReadCharacter) => Math.abs(a.at - b.at) * width < SAME_PLACE * height;
  const pairing = (a: ReadCharacter, b: ReadCharacter) =>
    a.text === b.text ? 0 : isNear(a, b) ? COST.other : COST.elsewhere;
  // best[i][j]: least cost of aligning the first i with the first j, and whether a digit was replaced on the way.
  type Cell = { readonly cost: number; readonly hasOther: boolean };
  let row: Cell[] = [{ cost: 0, hasOther: false }];
  for (let j = 1; j <= is.length; j++) row.push({ cost: j * COST.alone, hasOther: false });
  for (const [i, a] of was.entries()) {
    const next: Cell[] = [{ cost: (i + 1) * COST.alone, hasOther: false }];
    for (const [j, b] of is.entries()) {
      const [from, up, left] = [row[j], row[j + 1], next[j]];
      if (!from || !up || !left) continue;
      const isOther = a.text !== b.text && isNear(a, b) && isSureDigit(a) && isSureDigit(b);
      const choices: Cell[] = [
        { cost: from.cost + pairing(a, b), hasOther: from.hasOther || isOther },
        { ...up, cost: up.cost + COST.alone },
        { ...left, cost: left.cost + COST.alone },
      ];
      next.push(choices.reduce((best, c) => (c.cost < best.cost - 1e-9 ? c : best)));
    }
    row = next;
  }
  return row[is.length]?.hasOther ?? false;
}
