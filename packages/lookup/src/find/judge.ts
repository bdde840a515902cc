import type { Feature } from '../feature/feature.ts';
import { GRID, type PlacedMark } from '../feature/paper-features.ts';
import type { Candidate } from './candidates.ts';
import { layOnPage, type Pair } from './lay.ts';

/** How many of a paper's marks the photo shows, of those whose place it shows with any print at all. */
export interface Share {
  readonly found: number;
  readonly shown: number;
}

/** What one paper of the index has in common with the photo. */
export interface Likeness {
  readonly paper: number;
  readonly all: Share;
  /** Marks that tell papers of one form apart: numbers, and what no other paper had. */
  readonly numbers: Share;
  readonly rare: Share;
  /** Whether what the photo shows of the entries is this paper's. */
  readonly isSame: boolean;
  readonly score: number;
}

/** What a look-up ends with. */
export type LookupOutcome =
  | { readonly outcome: 'found'; readonly best: Likeness; readonly similar: readonly Likeness[] }
  /** The same form, or much of the same text, but no paper of which it could be said that it is this one. */
  | { readonly outcome: 'similar'; readonly similar: readonly Likeness[] }
  | { readonly outcome: 'none' }
  /** Too little print could be read to say anything. */
  | { readonly outcome: 'unreadable' };

/** Below so many readable runs of characters nothing is said about a photo. */
export const LEAST_FEATURES = 24;
/** Candidates whose geometry is looked at. */
export const CANDIDATES = 40;
/** Marks that must agree in one laying: fewer come together by chance on unlike papers. */
const LEAST_AGREEING = 7;
/** Below this share even the form is another one. */
const LEAST_SHARE = 0.28;
/**
 * Of the marks shown so many must be found, and a margin for small counts. Another person's paper of the same form
 * shares its form, at most a third of its numbers; of a damaged own one more than half of both was found (fitted on
 * generated papers of seed 1).
 */
const OWN_SHARE = 0.45;
const OWN_MARGIN = 0.5;
/** Fewer numbers shown than this tell nobody's paper from another's. */
const LEAST_ENTRIES = 3;
/** Of a page that has no numbers nearly everything must be found. */
const SHARE_WITHOUT_NUMBERS = 0.85;
/** So much of the photo's print must fall on the page; a laying that shrinks the page to a corner agrees by chance. */
const LEAST_ON_PAGE = 0.6;
/** How far from a mark's place (in parts of the grid) print must have been read for the place to count as shown. */
const NEAR = 2.6;

/** Judges the candidates of a photo, given the marks of each; deterministic. */
export function judge(
  features: readonly Feature[],
  candidates: readonly Candidate[],
  marksOf: (paper: number) => readonly PlacedMark[] | undefined,
): LookupOutcome {
  if (features.length < LEAST_FEATURES) return { outcome: 'unreadable' };
  const likely = candidates.flatMap((c) => {
    const marks = marksOf(c.paper);
    return marks ? (likeness(features, c, marks) ?? []) : [];
  });
  likely.sort((a, b) => b.score - a.score || a.paper - b.paper);
  const best = likely.find((l) => l.isSame);
  if (best) return { outcome: 'found', best, similar: likely.filter((l) => l !== best).slice(0, 5) };
  if (likely.length > 0) return { outcome: 'similar', similar: likely.slice(0, 5) };
  return { outcome: 'none' };
}

function likeness(
  features: readonly Feature[],
  candidate: Candidate,
  marks: readonly PlacedMark[],
): Likeness | undefined {
  const pairs = candidate.hits.flatMap(({ feature, slot }): Pair[] => {
    const f = features[feature];
    const m = marks[slot];
    return f && m ? [{ photo: [f.x, f.y], page: [m.x + 0.5, m.y + 0.5], slot }] : [];
  });
  const laying = layOnPage(pairs);
  if (!laying || laying.slots < LEAST_AGREEING) return undefined;
  const found = new Set(laying.agreeing.map((p) => p.slot));
  const print = features.map((f) => laying.toPage(f.x, f.y));
  const onPage = print.filter(([x, y]) => Math.min(x, y) > -4 && Math.max(x, y) < GRID + 4).length;
  if (onPage < LEAST_ON_PAGE * print.length) return undefined;
  const shown = marks.map(
    (m, slot) =>
      found.has(slot) || print.some(([x, y]) => Math.hypot(x - m.x - 0.5, (y - m.y - 0.5) * 1.4) < NEAR),
  );
  const share = (counts: (m: PlacedMark) => boolean): Share => {
    let [f, s] = [0, 0];
    marks.forEach((m, slot) => {
      if (!counts(m) || !shown[slot]) return;
      s++;
      if (found.has(slot)) f++;
    });
    return { found: f, shown: s };
  };
  const all = share(() => true);
  const numbers = share((m) => m.isNumber);
  const rare = share((m) => m.isRare);
  if (all.found < LEAST_SHARE * all.shown) return undefined;
  const hasNumbers = marks.filter((m) => m.isNumber).length >= LEAST_ENTRIES;
  const isSame =
    isOwn(all) &&
    (rare.shown < LEAST_ENTRIES || isOwn(rare)) &&
    (hasNumbers
      ? numbers.shown >= LEAST_ENTRIES && isOwn(numbers)
      : all.found >= SHARE_WITHOUT_NUMBERS * all.shown);
  const score = all.found + 2 * numbers.found + 2 * rare.found;
  return { paper: candidate.paper, all, numbers, rare, isSame, score };
}

function isOwn(s: Share): boolean {
  return s.found >= OWN_SHARE * s.shown + OWN_MARGIN * Math.sqrt(s.shown);
}
