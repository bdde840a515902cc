import type { PaperReason } from '@hufu/contract';
import { isDots, readDots } from './difference/dots.ts';
import type { Group } from './difference/groups.ts';
import { isHalfBlank } from './difference/half-blank.ts';
import {
  isDoubtful,
  isOnlyCreased,
  type JudgedGroup,
  judgeGroups,
  judgeLost,
  lightPlaces,
  looksHandwritten,
  oddPlaces,
  reasonOf,
  type SheetState,
} from './difference/judge.ts';
import { type Measurement, measurePage } from './difference/measure.ts';
import { readPlace, type Testimony } from './difference/witness.ts';
import { decodePicture } from './image/decode.ts';
import { giveBack, letGo } from './image/planes.ts';
import { luma, mmToPx, type Rgb } from './image/raster.ts';
import { pageToPhoto, warpPage } from './image/warp.ts';
import type { PreparedPage } from './prepare.ts';
import { lightAndDetail, photoTroubles } from './quality.ts';
import { troublesOfScene } from './refusals/scene.ts';
import { isMostlyCovered } from './refusals/second-sheet.ts';
import { layIntoQuad } from './registration/flatten.ts';
import { explainNoPage } from './registration/not-registered.ts';
import { dropLevels, photoLevels, type Registration, register } from './registration/register.ts';
import { photoDigest, rememberPlace } from './registration/remembered.ts';
import { findSheet } from './registration/sheet.ts';
import { type Region, Stopwatch, type Verdict, type ZoneMm } from './verdict.ts';

/** The sheet before the press, to be compared with the approved page. */
export interface BeforeInput {
  readonly approved: PreparedPage;
  /** JPEG or PNG bytes. */
  readonly photo: Uint8Array;
  readonly zones?: readonly ZoneMm[];
  /** Number of the page, copied into the regions; 1 unless said. */
  readonly page?: number;
  /** The sheet lies on top of a fan (骑缝章): others jut out at its right edge, and must. */
  readonly isFanned?: boolean;
}

/** Below this the page under the camera is another one; above the next, it is surely this one. */
export const CORRELATION = { other: 0.35, same: 0.5 };

/** Seeks the approved page in a photo, by its print and, failing that, by the sheet's outline. */
export async function locate(
  page: PreparedPage,
  photo: Rgb,
  watch: Stopwatch,
): Promise<{ levels: ReturnType<typeof photoLevels>; registration: Registration | undefined }> {
  const levels = photoLevels(luma(photo));
  watch.mark('levels');
  const registration = await register(page, levels, async () => {
    const quad = await findSheet(photo);
    return quad ? layIntoQuad(quad, page.width, page.height) : [];
  });
  watch.mark('register');
  return { levels, registration };
}

/** The middle brightness of the paper. */
export function paperMedian(measurement: Measurement): number {
  const sorted = Float32Array.from(measurement.paper.data).sort();
  return sorted[sorted.length >> 1] ?? 0;
}

/** Turns judged places into regions; added strokes of a pen are named so. */
export function toRegions(
  judged: readonly JudgedGroup[],
  measurement: Measurement,
  page: number,
  testimonies: ReadonlyMap<Group, Testimony> = new Map(),
): Region[] {
  return judged.slice(0, 60).map(({ group, kind }) => {
    const said = testimonies.get(group);
    return {
      page,
      box: group.box,
      kind:
        kind === 'added' && !said?.isDigitChange && looksHandwritten(group, measurement.ink)
          ? 'handwriting'
          : kind,
      ...(said?.before ? { before: said.before } : {}),
      ...(said?.after ? { after: said.after } : {}),
    };
  });
}

/** Places read at most; each costs two lines of reading. */
const READINGS = 3;
/** Of places that only a digit could make suspicious. */
const LIGHT_READINGS = 3;
/** Of print that is found again worse than what surrounds it. */
const ODD_READINGS = 6;
/** Of dots; a sheet with more of them on its print is dirty, and that is told. */
const DOT_READINGS = 8;

/** What a place is in which the reader found nothing else than was approved. */
function weighed(j: JudgedGroup, isReadAsSame: boolean, sheet: SheetState): JudgedGroup {
  if (j.odd) return isDoubtful(j.odd, isReadAsSame) ? { ...j, suspicion: 'possible' } : j;
  const isCleared = j.suspicion === 'certain' && isReadAsSame && isOnlyCreased(j.group, sheet);
  return isCleared ? { ...j, suspicion: 'possible' } : j;
}

/** Lets the reader name the heaviest changes; where digit stands against digit a possible change becomes certain. */
export async function hearWitness(
  page: PreparedPage,
  judged: readonly JudgedGroup[],
  sheet: SheetState,
): Promise<{ judged: JudgedGroup[]; testimonies: Map<Group, Testimony> }> {
  const { ink } = sheet;
  const testimonies = new Map<Group, Testimony>();
  const heard: JudgedGroup[] = [];
  let dots = 0;
  let readings = 0;
  for (const j of judged) {
    if (j.isDots) {
      const { are, said } =
        dots++ < DOT_READINGS ? await readDots(page, ink, j.group) : { are: 'unknown' as const };
      if (said) testimonies.set(j.group, said);
      if (are !== 'dirt') heard.push({ ...j, suspicion: are === 'writing' ? 'certain' : 'possible' });
      continue;
    }
    // A word or two can be read; a whole paragraph that differs needs no reader.
    const readable = j.group.box[3] < mmToPx(9) && j.group.box[2] < mmToPx(35);
    // A place that nothing else speaks against is altered only where a digit stands against another.
    const isLight = j.suspicion === 'none' && !j.odd;
    const said =
      readable && (j.suspicion === 'none' || readings++ < READINGS)
        ? await readPlace(page, ink, j.group.box, { digitsOnly: isLight, isShort: !!j.odd })
        : undefined;
    if (said) testimonies.set(j.group, said);
    // Where the print itself is suspicious, another character read with confidence settles it.
    const isOther = said?.isDigitChange || (!isLight && said?.isOtherLetter);
    heard.push(isOther ? { ...j, suspicion: 'certain' } : weighed(j, said?.isSame ?? false, sheet));
  }
  return { judged: heard.filter((j) => j.suspicion !== 'none'), testimonies };
}

/** Between what honest sheets show and what altered ones do, as mass of the heaviest place; found on the set for fitting. */
const BORDER = 190;

/** How sure a verdict is, from how far the heaviest place lies from the border between honest and altered. */
export function confidenceOf(verdict: Verdict['verdict'], heaviest: number): number {
  const distance = Math.abs(Math.log(Math.max(heaviest, 1) / BORDER));
  const sure = 1 - 0.25 * Math.exp(-1.5 * distance);
  return Math.round((verdict === 'unsure' ? 0.5 : sure) * 1000) / 1000;
}

/** How much what is certain weighs: a small change that was read counts as far beyond the border. */
function weightOf(certain: readonly JudgedGroup[], testimonies: ReadonlyMap<Group, Testimony>): number {
  const isRead = certain.some(({ group }) => {
    const said = testimonies.get(group);
    return said?.isDigitChange || said?.isOtherLetter;
  });
  return certain.reduce((most, j) => Math.max(most, j.group.mass), isRead ? 3 * BORDER : BORDER);
}

/** Mass of the heaviest place; dirt has none. */
export function heaviestOf(groups: readonly Group[]): number {
  return groups.reduce((most, g) => (isDots(g) ? most : Math.max(most, g.mass)), 1);
}

/** Compares the sheet under the camera with the approved page. */
export async function compareBefore(input: BeforeInput): Promise<Verdict> {
  const watch = new Stopwatch();
  const { image } = await decodePicture(input.photo);
  watch.mark('decode');
  try {
    return await judgeBefore(input, image, watch);
  } finally {
    letGo(image.data);
  }
}

async function judgeBefore(input: BeforeInput, image: Rgb, watch: Stopwatch): Promise<Verdict> {
  const { approved: page, zones = [], page: number = 1 } = input;
  const { levels, registration } = await locate(page, image, watch);
  // The comparison after the press asks this photo again.
  rememberPlace(page, photoDigest(input.photo), registration);
  if (!registration || registration.correlation < CORRELATION.other) {
    const no = await explainNoPage(page, image, levels);
    const isCovered =
      registration &&
      isMostlyCovered(page, warpPage(levels.full, 1, registration.mapping, page.width, page.height, 1).image);
    watch.mark('explainNoPage');
    return {
      verdict: no.verdict,
      confidence: no.confidence,
      regions: [],
      reasons: isCovered ? [no.reason, 'TWO_SHEETS'] : [no.reason],
      timingsMs: watch.marks,
    };
  }
  const drawn = warpPage(levels.full, 1, registration.mapping, page.width, page.height, 1).image;
  watch.mark('warp');
  const { mapping } = registration;
  const { isFanned = false } = input;
  const scene = troublesOfScene({ page, photo: image, gray: levels.full, mapping, drawn, isFanned }, number);
  const { detail } = lightAndDetail(levels.half);
  const isCoarse = pixelsPerPixel(page, registration) < COARSE;
  // Of the photo itself nothing more is asked but its size: what comes now needs the room.
  letGo(image.data);
  dropLevels(levels);
  watch.mark('scene');
  // Its grid is everywhere: to explain it place by place would take long and say nothing.
  if (scene.spoilt.length > 0) {
    return {
      verdict: 'unsure',
      confidence: 0.9,
      regions: [],
      reasons: scene.spoilt,
      pageInPhoto: pageCorners(page, registration),
      timingsMs: watch.marks,
    };
  }
  const measurement = measurePage(page, page.model, drawn, zones, watch);
  const open = measurement.groups.filter((g) => !scene.glare.hides(g.box));
  const weighty = judgeGroups(page, open, 1, measurement);
  const lost = measurement.lost.filter((l) => !scene.glare.hides(l.box));
  const fits = measurement.glyphs.filter((g) => !scene.glare.hides(g.box));
  const suspects = [...weighty, ...judgeLost(lost, weighty, isCoarse, measurement)];
  const { judged, testimonies } = await hearWitness(
    page,
    // What is certain needs no lighter evidence.
    suspects.some((j) => j.suspicion === 'certain')
      ? suspects
      : [...suspects, ...oddPlaces(fits, suspects, ODD_READINGS), ...lightPlaces(page, open, LIGHT_READINGS)],
    measurement,
  );
  watch.mark('read');
  const troubles = photoTroubles(page, levels.full, mapping, paperMedian(measurement), measurement.blur);
  const certain = judged.filter((j) => j.suspicion === 'certain');
  const reasons: PaperReason[] = [...troubles];
  if (detail < 0.0003) reasons.push('BLURRED');
  else if (registration.correlation < CORRELATION.same) reasons.push('LOW_CORRELATION');
  const regions = toRegions(certain.length > 0 ? certain : judged, measurement, number, testimonies);
  const hurt = reasons.length > 0;
  reasons.push(...scene.doubts);
  regions.push(...scene.hidden);
  if (scene.hidden.length === 0 && isHalfBlank(page, measurement.ink, certain)) reasons.push('HALF_BLANK');
  if (certain.some((j) => testimonies.get(j.group)?.isDigitChange)) reasons.push('DIGIT_CHANGED');
  if (certain.length > 0) for (const r of regions) reasons.push(reasonOf(r.kind));
  else if (judged.length > 0) reasons.push('SUSPICIOUS_SPOT');
  const doubtful = hurt || judged.length > 0 || scene.doubts.length > 0;
  const verdict = !hurt && certain.length > 0 ? 'mismatch' : doubtful ? 'unsure' : 'match';
  giveBack(drawn.data, measurement.ink.data);
  watch.mark('judge');
  return {
    verdict,
    confidence: confidenceOf(
      verdict,
      verdict === 'mismatch' ? weightOf(certain, testimonies) : heaviestOf(open),
    ),
    regions,
    reasons: [...new Set(reasons)],
    pageInPhoto: pageCorners(page, registration),
    timingsMs: watch.marks,
  };
}

/** A photo of 3 MP has three pixels where the page has four. */
const COARSE = 0.9;

/** Pixels of the photo along one pixel of the page, by the page's diagonals. */
function pixelsPerPixel(page: PreparedPage, registration: Registration): number {
  const [a, b, c, d] = pageCorners(page, registration);
  if (!a || !b || !c || !d) throw new Error('a page has four corners');
  const diagonals = Math.hypot(c[0] - a[0], c[1] - a[1]) + Math.hypot(d[0] - b[0], d[1] - b[1]);
  return diagonals / (2 * Math.hypot(page.width, page.height));
}

/** Where the page's corners lie in the photo: whoever moves a seal over the sheet goes by them. */
function pageCorners(page: PreparedPage, { mapping }: Registration): [number, number][] {
  const { width, height } = page;
  return [
    pageToPhoto(mapping, 0, 0),
    pageToPhoto(mapping, width, 0),
    pageToPhoto(mapping, width, height),
    pageToPhoto(mapping, 0, height),
  ];
}
