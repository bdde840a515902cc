import type { VerdictSummary } from '@hufu/contract';

/** One place where papers differ, as a verdict has it. */
export type Region = VerdictSummary['regions'][number];

/** Boxes of two verdicts that begin and end within so many pixels of each other mark the same place. */
const samePx = 12;

/** The differences of several verdicts in reading order, each place once, impressions left out. */
export function differencesOf(lists: readonly (readonly Region[])[]): Region[] {
  const kept: Region[] = [];
  for (const region of lists.flat()) {
    if (region.kind === 'impression') continue;
    if (!kept.some((k) => isSamePlace(k, region))) kept.push(region);
  }
  return kept.sort((a, b) => a.box[1] - b.box[1] || a.box[0] - b.box[0]);
}

/** Whether two boxes mark the same place of a page. */
function isSamePlace(a: Pick<Region, 'box'>, b: Pick<Region, 'box'>): boolean {
  const ends = ({ box: [x, y, w, h] }: Pick<Region, 'box'>) => [x, y, x + w, y + h];
  const theirs = ends(b);
  return ends(a).every((v, i) => Math.abs(v - (theirs[i] ?? 0)) <= samePx);
}

/** The next or previous of `n` places, round and round; the first or last when none is chosen. */
export function stepTo(at: number | null, by: 1 | -1, n: number): number | null {
  if (n === 0) return null;
  if (at === null) return by === 1 ? 0 : n - 1;
  return (at + by + n) % n;
}
