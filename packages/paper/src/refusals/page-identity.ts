import type { Field } from '../image/raster.ts';
import { type Mapping, noDisplacement, warpPage } from '../image/warp.ts';
import { inkOf } from '../ink/ink.ts';
import type { PreparedPage } from '../prepare.ts';
import { correlateBlocks } from '../registration/correlate.ts';
import { type Features, findFeatures, matchFeatures } from '../registration/features.ts';
import { addDisplacement, fitDisplacement } from '../registration/field.ts';
import type { PhotoLevels } from '../registration/register.ts';

/** What tells one approved page from the others: about 1 MB, so that all pages of a contract are at hand. */
export interface PageIdentity {
  readonly width: number;
  readonly height: number;
  readonly features: Features;
  readonly inkQuarter: Field;
}

/** The identity of a prepared page, without the rest. */
export function identityOf({ width, height, features, inkQuarter }: PreparedPage): PageIdentity {
  return { width, height, features, inkQuarter };
}

/** Which approved page a photo shows. */
export interface SheetSeen {
  /** Index of the page; undefined where none of them is shown. Of pages that look the same, the first. */
  readonly page: number | undefined;
  /** How far the sheet is turned in the photo, -180..180 degrees clockwise. */
  readonly turnedDeg: number;
  /** Share of the page's print that agrees. */
  readonly agreement: number;
}

const BLOCK = { size: 16, stride: 12, minContrast: 0.04 };
/** Correlation from which a block of print agrees, and the share of blocks from which a page is this page. */
const AGREES = 0.5;
const SAME_PAGE = 0.6;
/** Pages whose print nowhere differs more than this are the same page twice. */
const TWINS = 0.55;
/** Corners that must agree before a page is looked at closely, and how many pages are. */
const LEAST_CORNERS = 14;
const LOOKS = 4;

interface Candidate {
  readonly page: number;
  readonly mapping: Mapping;
  readonly drawn: Field;
  readonly agreement: number;
}

function drawAt({ width, height }: PageIdentity, levels: PhotoLevels, mapping: Mapping): Field {
  return inkOf(warpPage(levels.half, 2, mapping, width, height, 4).image);
}

function lay(identity: PageIdentity, levels: PhotoLevels, page: number, start: Mapping): Candidate {
  let mapping = start;
  let drawn = drawAt(identity, levels, mapping);
  // Two corrections: a hand-held photo of a curled sheet is a few millimetres off its plane.
  for (const reach of [8, 4]) {
    const matches = correlateBlocks(identity.inkQuarter, drawn, { ...BLOCK, reach });
    const step = fitDisplacement(matches, 4, identity.width, identity.height, 1, 0.4);
    mapping = { homography: mapping.homography, displacement: addDisplacement(mapping.displacement, step) };
    drawn = drawAt(identity, levels, mapping);
  }
  const blocks = correlateBlocks(identity.inkQuarter, drawn, { ...BLOCK, reach: 3 });
  const agreeing = blocks.filter((b) => b.score > AGREES).length;
  return { page, mapping, drawn, agreement: blocks.length > 0 ? agreeing / blocks.length : 0 };
}

/** Places where two approved pages of one size bear different print, as centres of blocks; a template leaves few. */
function differences(one: Field, other: Field): Set<string> {
  const found = correlateBlocks(one, other, { ...BLOCK, reach: 3 });
  return new Set(found.filter((b) => b.score < TWINS).map((b) => `${b.x} ${b.y}`));
}

/** By how much more of what tells both pages apart a photo agrees with the first; 0 when nothing does. */
function advantage(pages: readonly PageIdentity[], one: Candidate, other: Candidate): number {
  const a = pages[one.page];
  const b = pages[other.page];
  if (!a || !b || a.inkQuarter.data.length !== b.inkQuarter.data.length)
    return one.agreement - other.agreement;
  const scoreOn = (identity: PageIdentity, rival: PageIdentity, { drawn }: Candidate) => {
    const where = differences(identity.inkQuarter, rival.inkQuarter);
    const blocks = correlateBlocks(identity.inkQuarter, drawn, { ...BLOCK, reach: 3 }).filter((m) =>
      where.has(`${m.x} ${m.y}`),
    );
    return { n: blocks.length, agreeing: blocks.filter((m) => m.score > AGREES).length };
  };
  const of = scoreOn(a, b, one);
  const rival = scoreOn(b, a, other);
  if (of.n + rival.n === 0) return 0;
  return of.agreeing / Math.max(1, of.n) - rival.agreeing / Math.max(1, rival.n);
}

function turnOf({ homography: h }: Mapping, { width, height }: PageIdentity): number {
  const w = (x: number, y: number) => h[6] * x + h[7] * y + h[8];
  const at = (x: number, y: number) => [
    (h[0] * x + h[1] * y + h[2]) / w(x, y),
    (h[3] * x + h[4] * y + h[5]) / w(x, y),
  ];
  const [x0 = 0, y0 = 0] = at(0, height / 2);
  const [x1 = 0, y1 = 0] = at(width, height / 2);
  return Math.round((Math.atan2(y1 - y0, x1 - x0) * 1800) / Math.PI) / 10;
}

/** Tells which of the approved pages a photo shows, whichever way up it lies. */
export async function identifySheet(pages: readonly PageIdentity[], levels: PhotoLevels): Promise<SheetSeen> {
  const seen = await findFeatures(levels.half, 2, 1800);
  const matches = [];
  for (const [page, identity] of pages.entries()) {
    const match = await matchFeatures(identity.features, seen, 10);
    if (match && match.inliers >= LEAST_CORNERS) matches.push({ page, identity, match });
  }
  matches.sort((a, b) => b.match.inliers - a.match.inliers || a.page - b.page);
  let best: Candidate | undefined;
  for (const { page, identity, match } of matches.slice(0, LOOKS)) {
    const start = {
      homography: match.homography,
      displacement: noDisplacement(identity.width, identity.height),
    };
    const one = lay(identity, levels, page, start);
    if (one.agreement < SAME_PAGE) continue;
    if (!best) best = one;
    else {
      const lead = advantage(pages, one, best);
      if (lead > 0 || (lead === 0 && one.page < best.page)) best = one;
    }
  }
  const identity = best && pages[best.page];
  if (!best || !identity) return { page: undefined, turnedDeg: 0, agreement: 0 };
  return {
    page: best.page,
    turnedDeg: turnOf(best.mapping, identity),
    agreement: Math.round(best.agreement * 1000) / 1000,
  };
}

function isSame(one: Field, other: Field): boolean {
  return one.data.length === other.data.length && one.data.every((v, p) => v === other.data[p]);
}

/** For each page the first page that is drawn exactly like it: a document may hold one sheet twice. */
export function twinsOf(pages: readonly PageIdentity[]): number[] {
  return pages.map(({ inkQuarter }) => pages.findIndex((other) => isSame(other.inkQuarter, inkQuarter)));
}
