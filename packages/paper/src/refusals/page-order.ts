import type { PaperReason } from '@hufu/contract';
import type { SheetSeen } from './page-identity.ts';

/** What the sheets of one copy, in the order in which they were shown, are against the approved pages. */
export interface PageOrder {
  readonly verdict: 'match' | 'mismatch';
  readonly reasons: readonly PaperReason[];
  /** Approved pages that were not shown; indexes from 0. */
  readonly missing: readonly number[];
  /** Sheets (places in the order shown) that repeat an earlier one. */
  readonly repeated: readonly number[];
  /** Sheets on which none of the approved pages is. */
  readonly foreign: readonly number[];
  /** Sheets that stand before one that belongs before them. */
  readonly displaced: readonly number[];
  /** Sheets that are turned against most of the others. */
  readonly upsideDown: readonly number[];
}

/** From this angle against the others a sheet lies upside down and not merely askew. */
const UPSIDE_DOWN_DEG = 120;

function between(a: number, b: number): number {
  return Math.abs(((a - b + 540) % 360) - 180);
}

/** The angle that most of the sheets share. */
function usualTurn(seen: readonly SheetSeen[]): number {
  let best = { deg: 0, votes: -1 };
  for (const { turnedDeg } of seen) {
    const votes = seen.filter((s) => between(s.turnedDeg, turnedDeg) < 60).length;
    if (votes > best.votes) best = { deg: turnedDeg, votes };
  }
  return best.deg;
}

/** Sheets outside the longest stretch that is in order: the fewest that must be moved. */
function outOfOrder(places: readonly { sheet: number; page: number }[]): number[] {
  const length = places.map(() => 1);
  const previous = places.map(() => -1);
  let end = -1;
  places.forEach(({ page }, i) => {
    for (let j = 0; j < i; j++) {
      const before = places[j];
      if (before && before.page < page && (length[j] ?? 0) + 1 > (length[i] ?? 0)) {
        length[i] = (length[j] ?? 0) + 1;
        previous[i] = j;
      }
    }
    if (end < 0 || (length[i] ?? 0) > (length[end] ?? 0)) end = i;
  });
  const kept = new Set<number>();
  for (let i = end; i >= 0; i = previous[i] ?? -1) kept.add(i);
  return places.flatMap(({ sheet }, i) => (kept.has(i) ? [] : [sheet]));
}

/**
 * Holds the sheets shown against the approved pages. `twins[i]` is the first page that looks like page i (itself, where
 * every page is its own); so many sheets of such a page are wanted.
 *
 * @example checkPageOrder(twinsOf(pages), seen).reasons // ['MISSING_PAGE', 'REPEATED_PAGE']
 */
export function checkPageOrder(twins: readonly number[], seen: readonly SheetSeen[]): PageOrder {
  const waiting = new Map<number, number[]>();
  twins.forEach((twin, page) => {
    waiting.set(twin, [...(waiting.get(twin) ?? []), page]);
  });
  const repeated: number[] = [];
  const foreign: number[] = [];
  const placed: { sheet: number; page: number }[] = [];
  seen.forEach(({ page }, sheet) => {
    const twin = page === undefined ? undefined : twins[page];
    if (twin === undefined) foreign.push(sheet);
    else {
      const next = waiting.get(twin)?.shift();
      if (next === undefined) repeated.push(sheet);
      else placed.push({ sheet, page: next });
    }
  });
  const missing = [...waiting.values()].flat().sort((a, b) => a - b);
  const displaced = outOfOrder(placed);
  const known = seen.filter((s) => s.page !== undefined);
  const usual = usualTurn(known);
  const upsideDown = seen.flatMap((s, sheet) =>
    s.page !== undefined && between(s.turnedDeg, usual) > UPSIDE_DOWN_DEG ? [sheet] : [],
  );
  const reasons: PaperReason[] = [];
  if (foreign.length > 0) reasons.push('WRONG_PAGE');
  if (repeated.length > 0) reasons.push('REPEATED_PAGE');
  if (missing.length > 0) reasons.push('MISSING_PAGE');
  if (displaced.length > 0) reasons.push('PAGES_OUT_OF_ORDER');
  const verdict = reasons.length > 0 ? 'mismatch' : 'match';
  // A sheet that lies the other way up is still the right sheet.
  if (upsideDown.length > 0) reasons.push('UPSIDE_DOWN');
  return { verdict, reasons, missing, repeated, foreign, displaced, upsideDown };
}
