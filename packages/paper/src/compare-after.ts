import type { PaperReason } from '@hufu/contract';
import {
  CORRELATION,
  confidenceOf,
  hearWitness,
  heaviestOf,
  locate,
  paperMedian,
  toRegions,
} from './compare-before.ts';
import { type Measurement, measurePage } from './difference/measure.ts';
import { decodePicture } from './image/decode.ts';
import { borrowFloats, giveBack, letGo } from './image/planes.ts';
import { channel, type Field, type Gray, mmToPx, pxToMm, type Rgb } from './image/raster.ts';
import { type Mapping, warpChannels } from './image/warp.ts';
import { judgePrint } from './impression/changed-after.ts';
import { type EarlierSheet, recallEarlier } from './impression/earlier-sheet.ts';
import {
  isOfRetired,
  type JudgedImpression,
  judgeImpression,
  judgePlace,
} from './impression/judge-impression.ts';
import { findNewInk } from './impression/new-impressions.ts';
import type { Specimen } from './impression/specimen.ts';
import { guidedPaper } from './ink/ink.ts';
import { type SealBlob, separateInk } from './ink/seal-ink.ts';
import type { PreparedPage } from './prepare.ts';
import { photoTroubles } from './quality.ts';
import { type SceneTroubles, troublesOfScene } from './refusals/scene.ts';
import { layIntoQuad } from './registration/flatten.ts';
import { explainNoPage } from './registration/not-registered.ts';
import { dropLevels, photoLevels, type Registration, register } from './registration/register.ts';
import { findSheet } from './registration/sheet.ts';
import {
  type Impression,
  type PlaceMm,
  type Region,
  Stopwatch,
  type Verdict,
  type ZoneMm,
} from './verdict.ts';

/** The sheet after the press, with what it must be compared to. */
export interface AfterInput {
  readonly approved: PreparedPage;
  /** Photo before the press: what was on the sheet already is not new. */
  readonly before: Uint8Array;
  readonly photo: Uint8Array;
  readonly specimen?: Specimen;
  /** Dies of this seal that are out of use: an impression of one of them is told as that. */
  readonly retired?: readonly Specimen[];
  readonly place?: PlaceMm;
  readonly zones?: readonly ZoneMm[];
  readonly page?: number;
  /** How many new impressions were authorised; 1 unless said. */
  readonly impressions?: number;
}

/** Agreement of a sheet that was surely found in red light alone; honest ones in even light have 0.9 and more. */
const WELL_SEATED = 0.8;

/**
 * Seeks the page where a red seal nearly vanishes: a seal that is new must not pull the print towards it. Where print is
 * red itself, and too little is left, all light is used.
 */
async function locateStamped(
  page: PreparedPage,
  photo: Rgb,
  seen: Registration | undefined,
  watch: Stopwatch,
): Promise<{ levels: ReturnType<typeof photoLevels>; registration: Registration | undefined }> {
  const levels = photoLevels(channel(photo, 0));
  watch.mark('levels');
  const outlines = async () => {
    const quad = await findSheet(photo);
    return quad ? layIntoQuad(quad, page.width, page.height) : [];
  };
  const registration = await register(page, levels, outlines, seen);
  watch.mark('register');
  if (registration && registration.correlation >= WELL_SEATED) return { levels, registration };
  const inAllLight = await locate(page, photo, watch);
  const isBetter = (inAllLight.registration?.correlation ?? 0) > (registration?.correlation ?? 0);
  dropLevels(isBetter ? levels : inAllLight.levels);
  return isBetter ? inAllLight : { levels, registration };
}

/** The page drawn out of the photo, its ink apart by colour. */
interface DrawnSheet {
  readonly mapping: Mapping;
  readonly seal: Field;
  readonly text: Field;
  /** Brightness in red light, in which a seal nearly vanishes. */
  readonly red: Gray;
  readonly paper: Field;
  readonly scene: SceneTroubles;
}

function drawSheet(page: PreparedPage, photo: Rgb, gray: Gray, mapping: Mapping, number: number): DrawnSheet {
  const [red, green, blue] = warpChannels(photo, 1, mapping, page.width, page.height, 1);
  const papers = [red, green, blue].map((plane) => guidedPaper(plane, page.paper, page.bare));
  const [paper] = papers;
  if (!paper) throw new Error('a photo has three channels');
  const inks = separateInk(red, green, blue, papers);
  giveBack(green.data, blue.data);
  const scene = troublesOfScene({ page, photo, gray, mapping, drawn: red }, number);
  return { mapping, ...inks, red, paper, scene };
}

/** Unexplained ink of a sheet that was swapped, or laid onto the page wrongly in places. */
const TOO_MUCH = 5000;

/** A drawn sheet with what differs on it. */
interface MeasuredSheet extends Omit<DrawnSheet, 'red' | 'paper'> {
  readonly measurement: Measurement;
  readonly mass: number;
}

function measureSheet(
  page: PreparedPage,
  { red, paper, ...drawn }: DrawnSheet,
  zones: readonly ZoneMm[],
  watch: Stopwatch,
): MeasuredSheet {
  const ready = { ink: drawn.text, paper, seal: drawn.seal };
  const measurement = measurePage(page, page.redModel, red, zones, watch, ready);
  giveBack(red.data);
  return { ...drawn, measurement, mass: measurement.groups.reduce((sum, g) => sum + g.mass, 0) };
}

/** A sheet on which far too much differs, drawn once more as all light lays it; the better of the two. */
async function measureAgain(
  input: AfterInput,
  first: MeasuredSheet,
  number: number,
  watch: Stopwatch,
): Promise<MeasuredSheet> {
  const page = input.approved;
  // Rare, so the photo was not kept for it.
  const { image } = await decodePicture(input.photo);
  const { levels, registration } = await locate(page, image, watch);
  if (!registration || registration.correlation < CORRELATION.same) return first;
  const drawn = drawSheet(page, image, levels.full, registration.mapping, number);
  letGo(image.data);
  dropLevels(levels);
  const second = measureSheet(page, drawn, input.zones ?? [], watch);
  const [better, worse] = second.mass < first.mass ? [second, first] : [first, second];
  giveBack(worse.seal.data, worse.text.data);
  return better;
}

/** Where black print does not hide the seal. */
function usableForSeal(page: PreparedPage): Field {
  const data = borrowFloats(page.width * page.height);
  for (let p = 0; p < data.length; p++) data[p] = (page.model.soft[p] ?? 0) > 20 ? 0 : 1;
  return { width: page.width, height: page.height, data };
}

/** More seals than these are refused by their number. */
const SEALS_LOOKED_UNDER = 3;

/** Compares the sheet after the press: the same paper, exactly the agreed impression, nothing else new. */
export async function compareAfter(input: AfterInput): Promise<Verdict> {
  const watch = new Stopwatch();
  // Decoding runs beside this thread, so both pictures decode at the same time.
  const [earlier, { image }] = await Promise.all([
    recallEarlier(input.approved, input.before, watch),
    decodePicture(input.photo),
  ]);
  watch.mark('decode');
  try {
    return await judgeAfter(input, earlier, image, watch);
  } finally {
    letGo(image.data);
    earlier?.drop();
  }
}

async function judgeAfter(
  input: AfterInput,
  earlier: EarlierSheet | undefined,
  image: Rgb,
  watch: Stopwatch,
): Promise<Verdict> {
  const page = input.approved;
  const number = input.page ?? 1;
  const { levels, registration } = await locateStamped(page, image, earlier?.registration, watch);
  if (!registration || registration.correlation < CORRELATION.other) {
    const no = await explainNoPage(page, image, levels);
    return {
      verdict: no.verdict,
      confidence: no.confidence,
      regions: [],
      reasons: [no.reason],
      timingsMs: watch.marks,
    };
  }
  const zones = input.zones ?? [];
  const sheet = drawSheet(page, image, levels.full, registration.mapping, number);
  // Of the photo nothing more is asked but its size: what comes now needs the room.
  letGo(image.data);
  dropLevels(levels);
  watch.mark('channels');
  if (sheet.scene.spoilt.length > 0) {
    giveBack(sheet.red.data, sheet.seal.data, sheet.text.data);
    return {
      verdict: 'unsure',
      confidence: 0.9,
      regions: [],
      reasons: sheet.scene.spoilt,
      timingsMs: watch.marks,
    };
  }
  const first = measureSheet(page, sheet, zones, watch);
  const drawn = first.mass < TOO_MUCH ? first : await measureAgain(input, first, number, watch);
  const { seal, text, measurement, scene } = drawn;
  const before = [earlier?.seal, page.sealQuarter].filter((f) => f !== undefined);
  const diameter = input.specimen?.diameter ?? mmToPx(40);
  const { seals, strays } = findNewInk(seal, before, diameter);
  const stamped = seals.slice(0, SEALS_LOOKED_UNDER).map((s) => s.box);
  const open = measurement.groups.filter((g) => !scene.glare.hides(g.box));
  const suspects = judgePrint({ page, groups: open, text, seal, zones }, stamped, earlier);
  watch.mark('since');
  const { judged, testimonies } = await hearWitness(page, suspects, measurement);
  const certain = judged.filter((j) => j.suspicion === 'certain');
  const troubles = photoTroubles(
    page,
    levels.full,
    drawn.mapping,
    paperMedian(measurement),
    measurement.blur,
  );
  // What hides a part of the sheet may hide the seal, or stand in for a change: a person has to look.
  const reasons: PaperReason[] = [...scene.doubts, ...troubles];
  if (registration.correlation < CORRELATION.same) reasons.push('LOW_CORRELATION');
  const hurt = reasons.length > 0;
  const doubts: PaperReason[] = [];
  const faults: PaperReason[] = [];
  const regions: Region[] = toRegions(
    certain.length > 0 ? certain : judged,
    measurement,
    number,
    testimonies,
  );
  regions.push(...scene.hidden);
  if (certain.some((j) => testimonies.get(j.group)?.isDigitChange)) faults.push('DIGIT_CHANGED');
  if (certain.length > 0) faults.push('ADDED_AFTER');
  else if (judged.length > 0) doubts.push('SUSPICIOUS_SPOT');
  watch.mark('judge');

  const wanted = input.impressions ?? 1;
  for (const s of strays) regions.push({ page: number, box: s.box, kind: 'added' });
  if (strays.length > 0) doubts.push('ADDED_AFTER');
  if (seals.length < wanted) faults.push('NO_IMPRESSION');
  if (seals.length > wanted) {
    faults.push('SECOND_IMPRESSION');
    for (const s of seals) regions.push({ page: number, box: s.box, kind: 'impression' });
  }
  const impression = describe(input, seals, seal, faults, doubts);
  giveBack(seal.data, text.data);
  watch.mark('impression');
  const verdict = faults.length > 0 && !hurt ? 'mismatch' : hurt || doubts.length > 0 ? 'unsure' : 'match';
  reasons.push(...faults, ...doubts);
  if (impression?.clarity === 'faint') reasons.push('FAINT');
  return {
    verdict,
    confidence: confidenceOf(verdict, faults.length > 0 ? 2000 : heaviestOf(measurement.groups)),
    regions,
    ...(impression ? { impression } : {}),
    reasons: [...new Set(reasons)],
    timingsMs: watch.marks,
  };
}

/** Describes the impression nearest the agreed place, and adds what is wrong with any of them. */
function describe(
  input: AfterInput,
  seals: readonly SealBlob[],
  seal: Field,
  faults: PaperReason[],
  doubts: PaperReason[],
): Impression | undefined {
  if (seals.length === 0) return undefined;
  const { specimen, place } = input;
  const usable = usableForSeal(input.approved);
  const centre = (b: SealBlob) => [b.box[0] + b.box[2] / 2, b.box[1] + b.box[3] / 2] as const;
  const judged: { blob: SealBlob; of: JudgedImpression | undefined; x: number; y: number }[] = [];
  // Two are enough to describe what happened; more are refused by their number.
  for (const blob of seals.slice(0, Math.max(2, input.impressions ?? 1))) {
    const of = specimen ? judgeImpression(specimen, seal, usable, blob) : undefined;
    const [x, y] = of && of.pose.score > 0.4 ? [of.pose.x, of.pose.y] : centre(blob);
    judged.push({ blob, of, x, y });
    if (of && isOfRetired(of, input.retired ?? [], seal, usable, blob)) faults.push('RETIRED_SEAL');
    else if (of?.verdict === 'mismatch') faults.push(...of.reasons);
    else if (of?.verdict === 'unsure') doubts.push(...of.reasons);
  }
  giveBack(usable.data);
  const distance = (j: { x: number; y: number }) => (place ? judgePlace(j.x, j.y, place).errorMm : 0);
  const main = judged.sort((a, b) => distance(a) - distance(b))[0];
  if (!main) return undefined;
  const off = place ? judgePlace(main.x, main.y, place) : undefined;
  if (off?.isOff) faults.push('WRONG_PLACE');
  const round = (v: number, k: number) => Math.round(v * k) / k;
  return {
    count: seals.length,
    boxes: seals.map((s) => s.box),
    specimenScore: main.of?.specimenScore ?? 0,
    angleDeg: round(main.of?.pose.angleDeg ?? 0, 10),
    scale: round(main.of?.pose.scale ?? 1, 1000),
    centreMm: [round(pxToMm(main.x), 10), round(pxToMm(main.y), 10)],
    clarity: main.of?.clarity ?? 'clear',
    ...(off ? { placeErrorMm: off.errorMm } : {}),
  };
}
