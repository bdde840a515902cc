import { createHash } from 'node:crypto';
import type { PaperReason } from '@hufu/contract';
import { CORRELATION, confidenceOf, hearWitness, locate, paperMedian, toRegions } from './compare-before.ts';
import { decodePicture } from './decode.ts';
import type { Group } from './groups.ts';
import { guidedPaper } from './ink.ts';
import { type JudgedGroup, judgeGroups } from './judge.ts';
import { type JudgedImpression, judgeImpression, judgePlace } from './judge-impression.ts';
import { measurePage } from './measure.ts';
import { explainNoPage } from './not-registered.ts';
import type { PreparedPage } from './prepare.ts';
import { photoTroubles } from './quality.ts';
import { type Box, channel, type Field, mmToPx, pxToMm, type Rgb, shrink } from './raster.ts';
import { findSealBlobs, joinBlobs, plainSealInk, type SealBlob, separateInk } from './seal-ink.ts';
import type { Specimen } from './specimen.ts';
import {
  type Impression,
  type PlaceMm,
  type Region,
  Stopwatch,
  type Verdict,
  type ZoneMm,
} from './verdict.ts';
import { type Mapping, warpPage } from './warp.ts';

/** The sheet after the press, with what it must be compared to. */
export interface AfterInput {
  readonly approved: PreparedPage;
  /** Photo before the press: what was on the sheet already is not new. */
  readonly before: Uint8Array;
  readonly photo: Uint8Array;
  readonly specimen?: Specimen;
  readonly place?: PlaceMm;
  readonly zones?: readonly ZoneMm[];
  readonly page?: number;
  /** How many new impressions were authorised; 1 unless said. */
  readonly impressions?: number;
}

const CHANNELS = [0, 1, 2] as const;

/** Seal ink that an earlier photo of the sheet shows, remembered for the last sheet of each approved page. */
const earlier = new WeakMap<PreparedPage, { readonly digest: string; readonly seal: Field | undefined }>();

async function sealInkBefore(
  page: PreparedPage,
  bytes: Uint8Array,
  watch: Stopwatch,
): Promise<Field | undefined> {
  const digest = createHash('sha256').update(bytes).digest('hex');
  const known = earlier.get(page);
  if (known?.digest === digest) return known.seal;
  const { image } = await decodePicture(bytes);
  const { registration } = await locate(page, image, new Stopwatch());
  let seal: Field | undefined;
  if (registration && registration.correlation >= CORRELATION.other) {
    const at = (c: 0 | 1 | 2) =>
      warpPage(shrink(channel(image, c), 4), 4, registration.mapping, page.width, page.height, 4).image;
    seal = plainSealInk(at(0), at(1), at(2));
  }
  earlier.set(page, { digest, seal });
  watch.mark('before');
  return seal;
}

function drawChannels(page: PreparedPage, image: Rgb, mapping: Mapping) {
  const [r, g, b] = CHANNELS.map(
    (c) => warpPage(channel(image, c), 1, mapping, page.width, page.height, 1).image,
  );
  if (!r || !g || !b) throw new Error('a photo has three channels');
  const paper = (plane: typeof r) => guidedPaper(plane, page.paper, page.bare);
  const papers = [paper(r), paper(g), paper(b)] as const;
  return { ...separateInk(r, g, b, papers), red: r, papers };
}

/** Where black print does not hide the seal. */
function usableForSeal(page: PreparedPage): Field {
  const data = new Float32Array(page.width * page.height);
  for (let p = 0; p < data.length; p++) data[p] = (page.model.soft[p] ?? 0) > 20 ? 0 : 1;
  return { width: page.width, height: page.height, data };
}

function sealShare(seal: Field, box: Box): number {
  const [x, y, w, h] = box;
  let n = 0;
  let seen = 0;
  for (let py = Math.max(0, y - 4); py < Math.min(seal.height, y + h + 4); py++) {
    for (let px = Math.max(0, x - 4); px < Math.min(seal.width, x + w + 4); px++) {
      seen++;
      if ((seal.data[py * seal.width + px] ?? 0) > 0.08) n++;
    }
  }
  return n / Math.max(1, seen);
}

/** Seal ink hides text; under it only a heavy change is certain. */
const UNDER_SEAL = 3;

function judgeText(page: PreparedPage, groups: readonly Group[], seal: Field): JudgedGroup[] {
  const open: Group[] = [];
  const covered: Group[] = [];
  for (const g of groups) {
    // Along the strokes of a seal many light errors join up; there only a single heavy patch counts.
    if (sealShare(seal, g.box) > 0.04) covered.push({ ...g, mass: Math.min(g.mass, g.heaviest) });
    else open.push(g);
  }
  return [...judgeGroups(page, open), ...judgeGroups(page, covered, UNDER_SEAL)];
}

interface Impressions {
  readonly seals: readonly SealBlob[];
  readonly strays: readonly SealBlob[];
}

function sortBlobs(blobs: readonly SealBlob[], diameter: number): Impressions {
  const joined = joinBlobs(blobs, mmToPx(1.5));
  const side = (b: SealBlob) => Math.max(b.box[2], b.box[3]);
  return {
    seals: joined.filter((b) => side(b) >= 0.3 * diameter && b.mass > 250).sort((a, b) => b.mass - a.mass),
    strays: joined.filter((b) => side(b) < 0.3 * diameter && b.mass > 70),
  };
}

/** Compares the sheet after the press: the same paper, exactly the agreed impression, nothing else new. */
export async function compareAfter(input: AfterInput): Promise<Verdict> {
  const watch = new Stopwatch();
  const page = input.approved;
  const number = input.page ?? 1;
  const known = await sealInkBefore(page, input.before, watch);
  const { image } = await decodePicture(input.photo);
  watch.mark('decode');
  const { levels, registration } = await locate(page, image, watch);
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
  const { seal, text, red, papers } = drawChannels(page, image, registration.mapping);
  watch.mark('channels');
  const measurement = measurePage(page, page.redModel, red, input.zones ?? [], watch, {
    ink: text,
    paper: papers[0],
    seal,
  });
  const { judged, testimonies } = await hearWitness(
    page,
    judgeText(page, measurement.groups, seal),
    measurement.ink,
  );
  const certain = judged.filter((j) => j.suspicion === 'certain');
  const troubles = photoTroubles(
    page,
    levels.full,
    registration.mapping,
    paperMedian(measurement),
    measurement.explanation.global.blur,
  );
  const reasons: PaperReason[] = [...troubles];
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
  if (certain.some((j) => testimonies.get(j.group)?.isDigitChange)) faults.push('DIGIT_CHANGED');
  if (certain.length > 0) faults.push('ADDED_AFTER');
  else if (judged.length > 0) doubts.push('SUSPICIOUS_SPOT');
  watch.mark('judge');

  const before = [known, page.sealQuarter].filter((f) => f !== undefined);
  const diameter = input.specimen?.diameter ?? mmToPx(40);
  const { seals, strays } = sortBlobs(findSealBlobs(seal, before, mmToPx(2.5)), diameter);
  const wanted = input.impressions ?? 1;
  for (const s of strays) regions.push({ page: number, box: s.box, kind: 'added' });
  if (strays.length > 0) doubts.push('ADDED_AFTER');
  if (seals.length < wanted) faults.push('NO_IMPRESSION');
  if (seals.length > wanted) {
    faults.push('SECOND_IMPRESSION');
    for (const s of seals) regions.push({ page: number, box: s.box, kind: 'impression' });
  }
  const impression = describe(input, seals, seal, faults, doubts);
  watch.mark('impression');
  const verdict = faults.length > 0 && !hurt ? 'mismatch' : hurt || doubts.length > 0 ? 'unsure' : 'match';
  reasons.push(...faults, ...doubts);
  if (impression?.clarity === 'faint') reasons.push('FAINT');
  return {
    verdict,
    confidence: confidenceOf(verdict, faults.length > 0 ? 2000 : (measurement.groups[0]?.mass ?? 1)),
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
    if (of?.verdict === 'mismatch') faults.push(...of.reasons);
    if (of?.verdict === 'unsure') doubts.push(...of.reasons);
  }
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
