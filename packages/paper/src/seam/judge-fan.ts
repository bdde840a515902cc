import type { PaperReason } from '@hufu/contract';
import { compareBefore, locate } from '../compare-before.ts';
import { decodePicture } from '../image/decode.ts';
import { letGo } from '../image/planes.ts';
import { type Box, type Field, mmToPx, pxToMm, type Rgb } from '../image/raster.ts';
import { type Mapping, NODE_PX, warpChannels } from '../image/warp.ts';
import { judgePlace } from '../impression/judge-impression.ts';
import { findNewInk } from '../impression/new-impressions.ts';
import { mappingOfPart } from '../impression/part.ts';
import { type Specimen, shrinkField } from '../impression/specimen.ts';
import { plainSealInk } from '../ink/seal-ink.ts';
import type { PreparedPage } from '../prepare.ts';
import { photoDigest, recallPlace } from '../registration/remembered.ts';
import { type PlaceMm, Stopwatch, type Verdict, type ZoneMm } from '../verdict.ts';
import { type FanEdges, fanTrouble, findFanEdges } from './fan-edges.ts';
import { judgeSeamBands, type SeamVerdict } from './judge-seam.ts';

/** Sheets fanned out for a seal across the seam (骑缝章); of the first one its whole page is seen, of the others a strip. */
interface FanInput {
  /** The page of the sheet on top. */
  readonly approved: PreparedPage;
  readonly photo: Uint8Array;
  /** How many sheets there must be. */
  readonly sheets: number;
  readonly zones?: readonly ZoneMm[];
  readonly page?: number;
}

/** The fan after the press. */
interface SealedFanInput extends FanInput {
  /** The photo before the press: the edges are where they were seen without a seal over them. */
  readonly before: Uint8Array;
  readonly specimen: Specimen;
  /** At which height its centre was agreed; how far to the right follows from the edges (`seamCentreMm`). */
  readonly place: Pick<PlaceMm, 'yMm' | 'toleranceMm'>;
}

/** What a fan shows, beside what its first sheet shows. */
export interface FanVerdict extends Verdict {
  /** Right edges of the sheets below, from that of the first; absent where they could not be told. */
  readonly edgesMm?: readonly number[];
  /** The parts of the seal on the sheets, after the press. */
  readonly seam?: SeamVerdict;
}

/** What is drawn of a fan: the first sheet's right margin, and what juts out from under it. */
const LEFT = mmToPx(50);
const RIGHT = mmToPx(52);
/** Beside the agreed place and its tolerance: ink of another seal on the same margin is not looked at. */
const MARGIN = mmToPx(4);

interface DrawnFan {
  readonly x0: number;
  readonly pageEdge: number;
  readonly seal: Field;
  readonly edges: FanEdges;
}

/** Draws the right margin of the first sheet and the strips beside it, and finds the edges. */
function drawFan(page: PreparedPage, photo: Rgb, mapping: Mapping): DrawnFan {
  const x0 = Math.max(0, Math.floor((page.width - LEFT) / NODE_PX) * NODE_PX);
  const part = { x: x0, y: 0, width: Math.round(page.width - x0 + RIGHT), height: page.height };
  const here = mappingOfPart(mapping, part);
  const [red, green, blue] = warpChannels(photo, 1, here, part.width, part.height, 1, 0);
  const pageEdge = page.width - x0;
  // In red light the seal nearly vanishes, and the edges under it stay.
  const edges = findFanEdges({ plane: red, pageEdge });
  return { x0, pageEdge, seal: plainSealInk(red, green, blue), edges };
}

/** The first sheet like every page, and what is seen beside it; the place in the photo is sought once. */
async function lookAtFan(
  input: FanInput,
  zones: readonly ZoneMm[],
): Promise<{ sheet: Verdict; fan: DrawnFan | undefined }> {
  const { approved, photo, page } = input;
  const sheet = await compareBefore({ approved, photo, zones, isFanned: true, ...(page ? { page } : {}) });
  return { sheet, fan: await drawnFrom(approved, photo) };
}

async function drawnFrom(page: PreparedPage, photo: Uint8Array): Promise<DrawnFan | undefined> {
  const { image } = await decodePicture(photo);
  try {
    const known = recallPlace(page, photoDigest(photo));
    const registration = known ? known.found : (await locate(page, image, new Stopwatch())).registration;
    return registration && drawFan(page, image, registration.mapping);
  } finally {
    letGo(image.data);
  }
}

/** The worse of what the first sheet says and what the fan says. */
function joined(sheet: Verdict, faults: readonly PaperReason[], doubts: readonly PaperReason[]): Verdict {
  const isWrong = sheet.verdict === 'mismatch' || faults.length > 0;
  const verdict = isWrong ? 'mismatch' : sheet.verdict === 'unsure' || doubts.length > 0 ? 'unsure' : 'match';
  return {
    ...sheet,
    verdict,
    confidence: verdict === sheet.verdict ? sheet.confidence : verdict === 'mismatch' ? 0.9 : 0.5,
    reasons: [...new Set([...sheet.reasons, ...faults, ...doubts])],
  };
}

/**
 * Looks at a fan before the press: the first sheet is compared like every page, and of the others it is told how many jut out
 * and how far. Which pages they are no strip of margin can tell: they were shown one by one before.
 */
export async function judgeFan(input: FanInput): Promise<FanVerdict> {
  const { sheet, fan } = await lookAtFan(input, input.zones ?? []);
  // Without the first sheet nothing beside it can be told.
  if (!fan) return sheet;
  const trouble = fanTrouble(fan.edges, input.sheets);
  const verdict = joined(
    sheet,
    trouble?.isCertain ? [trouble.reason] : [],
    trouble && !trouble.isCertain ? [trouble.reason] : [],
  );
  return { ...verdict, edgesMm: fan.edges.edgesMm.map((mm) => Math.round(mm * 10) / 10) };
}

/** The ink of each sheet's strip about the agreed place; its last column lies on the sheet's edge. */
function bandsOf(
  { seal, pageEdge, x0 }: DrawnFan,
  edgesMm: readonly number[],
  place: PlaceMm,
  diameter: number,
): Field[] {
  const reach = diameter / 2 + mmToPx(place.toleranceMm ?? 8) + MARGIN;
  const [cx, cy] = [mmToPx(place.xMm) - x0, mmToPx(place.yMm)];
  const edges = [pageEdge, ...edgesMm.map((mm) => pageEdge + mmToPx(mm))].map(Math.round);
  return edges.map((to, i) => {
    const from = edges[i - 1] ?? Math.max(0, Math.round(cx - reach));
    const data = new Float32Array((to - from) * seal.height);
    for (let y = Math.max(0, Math.round(cy - reach)); y < Math.min(seal.height, cy + reach); y++)
      data.set(seal.data.subarray(y * seal.width + from, y * seal.width + to), y * (to - from));
    return { width: to - from, height: seal.height, data };
  });
}

/** Beyond the last sheet lies the table: whatever its colour, no ink of a seal is looked for there. */
function withoutTable({ seal, pageEdge }: DrawnFan, edgesMm: readonly number[]): Field {
  const end = Math.round(pageEdge + mmToPx(edgesMm.at(-1) ?? 0));
  const data = seal.data.slice();
  for (let y = 0; y < seal.height; y++) data.fill(0, y * seal.width + end, (y + 1) * seal.width);
  return { ...seal, data };
}

/** Judges a fan after the press: exactly one new impression, of this seal, across every strip, where it was agreed; nothing else new. */
export async function judgeSealedFan(input: SealedFanInput): Promise<FanVerdict> {
  const { approved, specimen } = input;
  const earlier = await drawnFrom(approved, input.before);
  const edgesMm = earlier?.edges.edgesMm ?? [];
  const xMm = seamCentreMm(pxToMm(approved.width), edgesMm, pxToMm(specimen.diameter));
  const place: PlaceMm = { ...input.place, xMm: xMm ?? pxToMm(approved.width) };
  const r = pxToMm(specimen.diameter) / 2 + (place.toleranceMm ?? 8);
  const around: ZoneMm = { xMm: place.xMm - r, yMm: place.yMm - r, wMm: 2 * r, hMm: 2 * r };
  const { sheet, fan } = await lookAtFan(input, [...(input.zones ?? []), around]);
  if (!fan || !earlier || xMm === null) return joined(sheet, [], ['SEAM_FAN']);
  const now = withoutTable(fan, edgesMm);
  const before = shrinkField(withoutTable(earlier, edgesMm), 4);
  const { seals, strays } = findNewInk(now, [before], specimen.diameter);
  const faults: PaperReason[] = [];
  const doubts: PaperReason[] = [];
  if (seals.length === 0) faults.push('NO_IMPRESSION');
  if (seals.length > 1) faults.push('SECOND_IMPRESSION');
  if (strays.length > 0) doubts.push('ADDED_AFTER');
  // Sheets that slid against each other while they were pressed show other edges than before.
  const moved =
    fan.edges.edgesMm.length !== edgesMm.length ||
    fan.edges.edgesMm.some((mm, i) => Math.abs(mm - (edgesMm[i] ?? 0)) > 1.5);
  if (moved) doubts.push('SEAM_FAN');
  const [found] = seals;
  if (!found) return joined(sheet, faults, doubts);
  const seam = judgeSeamBands(bandsOf({ ...fan, seal: now }, edgesMm, place, specimen.diameter), specimen);
  if (seam.verdict === 'mismatch') faults.push(...seam.reasons);
  else doubts.push(...seam.reasons);
  const [x, y, w, h] = found.box;
  const off = judgePlace(x + w / 2 + fan.x0, y + h / 2, place);
  if (off.isOff) faults.push('WRONG_PLACE');
  const box: Box = [x + fan.x0, y, w, h];
  const round = (v: number) => Math.round(v * 10) / 10;
  return {
    ...joined(sheet, faults, doubts),
    edgesMm: edgesMm.map(round),
    seam,
    impression: {
      count: seals.length,
      boxes: [box],
      specimenScore: seam.specimenScore,
      angleDeg: seam.angleDeg,
      scale: 1,
      centreMm: [round(pxToMm(box[0] + w / 2)), round(pxToMm(y + h / 2))],
      clarity: 'clear',
      placeErrorMm: off.errorMm,
    },
  };
}

/** Where the seal goes on a fan whose edges were seen: across all of them, up to the last one. Null where it would miss the first sheet. */
export function seamCentreMm(
  pageWidthMm: number,
  edgesMm: readonly number[],
  diameterMm: number,
): number | null {
  const shown = edgesMm.at(-1);
  if (shown === undefined) return null;
  const x = pageWidthMm + shown - diameterMm / 2 - 0.5;
  // A fifth of the seal at least belongs on the first sheet.
  return x - diameterMm / 2 <= pageWidthMm - diameterMm / 5 ? x : null;
}
