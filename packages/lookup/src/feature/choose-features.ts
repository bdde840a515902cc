import type { Feature } from './feature.ts';
import { GRID, type Mark, type PaperFeatures } from './paper-features.ts';

/** Features kept of a paper: with their places they fit in 512 bytes together with its row and the rows' heads. */
export const KEPT = 48;
/** Cells over which the kept features are spread, so that a half that is left still has half of them. */
const COLUMNS = 4;
const ROWS = 6;
/** What one more feature in a cell costs, in units of the logarithm of rarity. */
const CROWDING = 0.55;
/** A run of digits is a date, an amount or a number: worth this much before the index knows anything. */
const NUMBER_BONUS = 1.6;

/**
 * Chooses which features of a page are kept: the rarest by what the index holds already, numbers before words,
 * spread over the page. `countOf` says in how many papers of the index a token stands.
 */
export function chooseFeatures(
  features: readonly Feature[],
  size: { readonly width: number; readonly height: number },
  countOf: (token: number) => number,
): PaperFeatures {
  const once = new Map<number, Feature>();
  for (const f of features) {
    const known = once.get(f.token);
    if (!known || f.probability > known.probability) once.set(f.token, f);
  }
  const left = [...once.values()].map((f) => ({
    f,
    cell: cellOf(f, size),
    worth: -Math.log(1 + countOf(f.token)) + (f.isNumber ? NUMBER_BONUS : 0) + f.probability,
  }));
  const crowd = new Map<number, number>();
  const marks: Mark[] = [];
  while (marks.length < KEPT && left.length > 0) {
    let best = 0;
    let bestWorth = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < left.length; i++) {
      const one = left[i];
      const worth = (one?.worth ?? 0) - CROWDING * (crowd.get(one?.cell ?? 0) ?? 0);
      if (worth > bestWorth) {
        bestWorth = worth;
        best = i;
      }
    }
    const [taken] = left.splice(best, 1);
    if (!taken) break;
    crowd.set(taken.cell, (crowd.get(taken.cell) ?? 0) + 1);
    marks.push({
      token: taken.f.token,
      x: toGrid(taken.f.x, size.width),
      y: toGrid(taken.f.y, size.height),
      isNumber: taken.f.isNumber,
      isRare: countOf(taken.f.token) === 0,
    });
  }
  return { marks };
}

function cellOf(f: Feature, size: { readonly width: number; readonly height: number }): number {
  const column = Math.min(COLUMNS - 1, Math.floor((f.x / size.width) * COLUMNS));
  return column + COLUMNS * Math.min(ROWS - 1, Math.floor((f.y / size.height) * ROWS));
}

function toGrid(at: number, of: number): number {
  return Math.min(GRID - 1, Math.max(0, Math.floor((at / of) * GRID)));
}
