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

/** Whether a character read is a letter, a digit or a Chinese character. */
function isLetter({ text }: ReadCharacter): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

type Pair = readonly [was: ReadCharacter, is: ReadCharacter];

/**
 * Characters that stand against each other. They stand closely, one may not have been read at all, and at the ends of a
 * stretch one may lie just outside of it: so both readings are aligned at the least cost before any are compared.
 */
function paired(was: readonly ReadCharacter[], is: readonly ReadCharacter[], line: Box): readonly Pair[] {
  const [, , width, height] = line;
  const isNear = (a: ReadCharacter, b: ReadCharacter) => Math.abs(a.at - b.at) * width < SAME_PLACE * height;
  const pairing = (a: ReadCharacter, b: ReadCharacter) =>
    a.text === b.text ? 0 : isNear(a, b) ? COST.other : COST.elsewhere;
  // The least cost of aligning the first i with the first j characters, and the pairs on the way.
  type Cell = { readonly cost: number; readonly pairs: readonly Pair[] };
  const alone = (n: number): Cell => ({ cost: n * COST.alone, pairs: [] });
  let row: Cell[] = Array.from({ length: is.length + 1 }, (_, j) => alone(j));
  for (const [i, a] of was.entries()) {
    const next: Cell[] = [alone(i + 1)];
    for (const [j, b] of is.entries()) {
      const [from, up, left] = [row[j], row[j + 1], next[j]];
      if (!from || !up || !left) continue;
      const choices: Cell[] = [
        { cost: from.cost + pairing(a, b), pairs: [...from.pairs, [a, b]] },
        { ...up, cost: up.cost + COST.alone },
        { ...left, cost: left.cost + COST.alone },
      ];
      next.push(choices.reduce((best, c) => (c.cost < best.cost - 1e-9 ? c : best)));
    }
    row = next;
  }
  return (row[is.length]?.pairs ?? []).filter(([a, b]) => a.text === b.text || isNear(a, b));
}

/** What stands against what in two readings of one stretch of a line. */
export interface Compared {
  /** A digit stands where another stood, both read with confidence. */
  readonly isOtherDigit: boolean;
  /** The same of any characters; points and commas aside. */
  readonly isOtherLetter: boolean;
  /**
   * Every letter that has a partner is the same, and was read with confidence; the one nearest the place has one. Or there
   * is no letter, and the same points.
   */
  readonly isSame: boolean;
}

/** The letter whose middle is nearest to a place. */
function nearest(read: readonly ReadCharacter[], at: number): ReadCharacter | undefined {
  return read
    .filter(isLetter)
    .reduce<ReadCharacter | undefined>(
      (best, c) => (best && Math.abs(best.at - at) <= Math.abs(c.at - at) ? best : c),
      undefined,
    );
}

/** Whether nothing but the same points, colons and brackets were read on both pages, each with confidence. */
function areSamePoints(was: readonly ReadCharacter[], is: readonly ReadCharacter[]): boolean {
  return (
    was.length > 0 &&
    was.length === is.length &&
    was.every((a, i) => !isLetter(a) && a.text === is[i]?.text && a.probability >= SURE) &&
    is.every((b) => b.probability >= SURE)
  );
}

/** Compares two readings of one stretch of a line, at a place in its middle (a share of the line's width). */
export function compareReadings(
  was: readonly ReadCharacter[],
  is: readonly ReadCharacter[],
  line: Box,
  place: number,
): Compared {
  const letters = paired(was.filter(isLetter), is.filter(isLetter), line);
  const sure = letters.filter(([a, b]) => a.probability >= SURE && b.probability >= SURE);
  const other = sure.filter(([a, b]) => a.text !== b.text);
  const hasPartner =
    letters.some(([a]) => a === nearest(was, place)) && letters.some(([, b]) => b === nearest(is, place));
  return {
    isOtherDigit: other.some(([a, b]) => isSureDigit(a) && isSureDigit(b)),
    isOtherLetter: other.length > 0,
    isSame: (hasPartner && sure.length === letters.length && other.length === 0) || areSamePoints(was, is),
  };
}
