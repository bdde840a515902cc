import { type Field, type Gray, mmToPx, shrink } from '../image/raster.ts';
import { inkOf } from '../ink/ink.ts';
import type { PreparedPage } from '../prepare.ts';
import { type BlockMatch, correlateBlocks } from '../registration/correlate.ts';
import { type EdgeLine, findEdgeLines } from './edge-lines.ts';

/** Correlation above which a block of print is what was approved. */
const SAME = 0.5;
/** Share of disagreeing blocks under the upper sheet, how many at least, and their share beside it at most. */
const SPLIT = { under: 0.5, least: 4, beside: 0.12 };
/** How near to their corner two edges must end, and how far they must reach from it, in quarter pixels (4 mm, 25 mm). */
const CORNER = { near: 9, reach: 49, square: 0.06 };
/** Blocks on the edge itself say nothing: 5 mm. */
const EDGE = 10;

type Side = (x: number, y: number) => number;

/** Distance of a point from a line; positive below an edge that runs across, right of one that runs down. */
function sideOf({ runs, at, slope }: EdgeLine, width: number, height: number): Side {
  return runs === 'across'
    ? (x, y) => y - at - slope * (x - width / 2)
    : (x, y) => x - at - slope * (y - height / 2);
}

/** Whether print disagrees on the one side of edges and agrees on the other. */
function isSplit(blocks: readonly BlockMatch[], under: (x: number, y: number) => number): boolean {
  let bad = 0;
  let inside = 0;
  let badOutside = 0;
  let outside = 0;
  for (const { x, y, score } of blocks) {
    const d = under(x, y);
    if (d > EDGE) {
      inside++;
      if (score < SAME) bad++;
    } else if (d < -EDGE) {
      outside++;
      if (score < SAME) badOutside++;
    }
  }
  return (
    bad >= SPLIT.least && bad > SPLIT.under * inside && outside > 0 && badOutside <= SPLIT.beside * outside
  );
}

/** Where two edges cross. */
function crossing(across: EdgeLine, down: EdgeLine, width: number, height: number): [number, number] {
  const a = across.at - across.slope * (width / 2);
  const b = down.at - down.slope * (height / 2);
  const x = (b + down.slope * a) / (1 - down.slope * across.slope);
  return [x, a + across.slope * x];
}

/** Whether an edge ends near a place and reaches away from it; the sign says which way. */
function endsAt({ from, to }: EdgeLine, place: number): 1 | -1 | 0 {
  if (Math.abs(from - place) <= CORNER.near && to - place >= CORNER.reach) return 1;
  if (Math.abs(to - place) <= CORNER.near && place - from >= CORNER.reach) return -1;
  return 0;
}

/** Whether two edges meet at a right angle and both end there, as those of a sheet do and those of folds do not. */
function isCorner(across: EdgeLine, down: EdgeLine, width: number, height: number): boolean {
  if (Math.abs(across.slope + down.slope) > CORNER.square) return false;
  const [x, y] = crossing(across, down, width, height);
  return endsAt(across, x) !== 0 && endsAt(down, y) !== 0;
}

/** What is needed to look for a second sheet. */
interface Look {
  readonly lines: readonly EdgeLine[];
  readonly blocks: () => BlockMatch[];
  readonly width: number;
  readonly height: number;
}

function lookAt(page: PreparedPage, drawn: Gray): Look {
  const found: Field = inkOf(shrink(shrink(drawn, 2), 2));
  const approved = page.inkQuarter;
  const search = { size: 16, stride: Math.round(mmToPx(6) / 4), reach: 2, minContrast: 0.04 };
  return {
    lines: findEdgeLines(approved, found),
    blocks: () => correlateBlocks(approved, found, search),
    width: approved.width,
    height: approved.height,
  };
}

function hasCorner({ lines, width, height }: Look): boolean {
  const down = lines.filter((l) => l.runs === 'down');
  return lines.some((a) => a.runs === 'across' && down.some((d) => isCorner(a, d, width, height)));
}

/** Two sides of one sheet: as far apart as a slip is wide (30 mm), as long (36 mm), as parallel and as square as this. */
const SIDES = { apart: 59, long: 70, slope: 0.02, square: 12 };

/** Whether two edges run side by side and stop where a third, square to them, would join their ends; folds run on to the rim. */
function areSides(a: EdgeLine, b: EdgeLine): boolean {
  if (a.runs !== b.runs || Math.abs(a.slope - b.slope) > SIDES.slope) return false;
  if (Math.abs(a.at - b.at) < SIDES.apart) return false;
  if (Math.min(a.to - a.from, b.to - b.from) < SIDES.long) return false;
  const lean = ((a.slope + b.slope) / 2) * (b.at - a.at);
  const isSquare = (p: number, q: number) => Math.abs(q - p + lean) < SIDES.square;
  return (
    (a.stopsBefore && b.stopsBefore && isSquare(a.from, b.from)) ||
    (a.stopsAfter && b.stopsAfter && isSquare(a.to, b.to))
  );
}

function hasSides({ lines }: Look): boolean {
  return lines.some((a, i) => lines.slice(i + 1).some((b) => areSides(a, b)));
}

/** Whether an edge, or two at right angles, bound all the print that disagrees. */
function partsPrint({ lines, blocks, width, height }: Look): boolean {
  if (lines.length === 0) return false;
  const all = blocks();
  const sides = lines.map((line) => ({ line, of: sideOf(line, width, height) }));
  if (sides.some(({ of }) => isSplit(all, of) || isSplit(all, (x, y) => -of(x, y)))) return true;
  for (const a of sides) {
    for (const d of sides) {
      if (a.line.runs !== 'across' || d.line.runs !== 'down') continue;
      if (Math.abs(a.line.slope + d.line.slope) > CORNER.square) continue;
      for (const [i, j] of [
        [1, 1],
        [1, -1],
        [-1, 1],
        [-1, -1],
      ] as const)
        if (isSplit(all, (x, y) => Math.min(i * a.of(x, y), j * d.of(x, y)))) return true;
    }
  }
  return false;
}

/**
 * Whether another sheet lies over the page: its corner is seen where the approved page is bare, or its edge parts print
 * that agrees from print that does not.
 */
export function liesUnderAnother(page: PreparedPage, drawn: Gray): boolean {
  const look = lookAt(page, drawn);
  return hasCorner(look) || hasSides(look) || partsPrint(look);
}

/** The same of a page that was hardly found because most of it is covered: only print can tell. */
export function isMostlyCovered(page: PreparedPage, drawn: Gray): boolean {
  return partsPrint(lookAt(page, drawn));
}
