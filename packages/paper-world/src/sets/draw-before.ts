import sharp from 'sharp';
import { type Camera, camera } from '../camera/camera.ts';
import { photograph } from '../camera/photograph.ts';
import { photographOfScreen } from '../camera/photograph-of-screen.ts';
import { type AlterationKind, alter, alterationKinds, isAlterable } from '../paper/alter.ts';
import type { BoxMm } from '../paper/drawing.ts';
import { villagePaper } from '../paper/village-paper.ts';
import { type Random, seeded } from '../random.ts';
import { handwrite } from '../sheet/handwrite.ts';
import { layOver, layUnder } from '../sheet/pile.ts';
import { sheetFromPicture } from '../sheet/reprint.ts';
import { blankSheet, type Sheet } from '../sheet/sheet.ts';
import { wear } from '../sheet/wear.ts';
import { cameraFor, wearFor } from './conditions.ts';
import { documentOf, photographForApproval, printed, type SetDocument } from './document.ts';
import type { BeforeKind } from './kinds.ts';
import type { CasePlan } from './plan.ts';
import { splits } from './split.ts';

/** A place on the page, in millimetres from its upper left corner. */
export type ZonePlace = { xMm: number; yMm: number; wMm: number; hMm: number };

/** The files of one case, and where the truth lies on the page. */
export type DrawnCase = {
  approved: { bytes: Uint8Array; name: string; page: number };
  photo: Uint8Array;
  note: string;
  pageMm: { widthMm: number; heightMm: number };
  boxesMm: BoxMm[];
  zones: ZonePlace[];
  before?: Uint8Array;
  /** Photos of all sheets, in the order in which they were shown; then `approved` has so many pages. */
  sheets?: { pages: number; photos: Uint8Array[] };
  specimen?: Uint8Array;
  placeMm?: { xMm: number; yMm: number };
};

type BeforePlan = Extract<CasePlan, { phase: 'before' }>;

/** Draws one case before the press. */
export async function drawBefore(plan: BeforePlan): Promise<DrawnCase> {
  const random = seeded(`draw/${plan.conditions.seed}`);
  const document = await documentOf(plan);
  const { sheet, note, boxesMm, page } = await sheetOf(plan, document, random);
  const approvedSide = { ...document, page };
  const zones: ZonePlace[] = [];
  let lying = sheet;
  const { gap, style } = document.paper.source;
  if (plan.isSigned && gap.page === page) {
    zones.push({ xMm: gap.xMm - 3, yMm: gap.baselineMm - 10, wMm: 62, hMm: 14 });
    const place = { xMm: gap.xMm, yMm: gap.baselineMm, ...(style.hand ? { hand: style.hand } : {}) };
    lying = handwrite(lying, document.paper.values.handler ?? '李强', { ...place, heightMm: 7 }, plan.file);
  }
  lying = wear(lying, wearFor(plan.conditions, random.fork('wear')), plan.file);
  const photo = await takePhoto(plan.kind, lying, cameraFor(plan.conditions, random.fork('camera'), lying), {
    seed: plan.file,
    random: random.fork('scene'),
  });
  const stem = String(plan.document).padStart(4, '0');
  const isPhoto = plan.approvedAs === 'photo';
  return {
    approved: {
      bytes: isPhoto
        ? await photographForApproval(approvedSide, `${plan.split}/${plan.setSeed}/${plan.document}`)
        : document.paper.pdf,
      name: `${stem}${isPhoto ? `-${page}.jpg` : '.pdf'}`,
      page: isPhoto ? 1 : page,
    },
    photo,
    note,
    pageMm: pageSize(document, page),
    boxesMm,
    zones,
  };
}

export function pageSize({ paper }: SetDocument, page: number): { widthMm: number; heightMm: number } {
  const leaf = paper.source.leaves[page - 1];
  return { widthMm: leaf?.widthMm ?? 210, heightMm: leaf?.heightMm ?? 297 };
}

type Made = { sheet: Sheet; note: string; boxesMm: BoxMm[]; page: number };

async function sheetOf(plan: BeforePlan, document: SetDocument, random: Random): Promise<Made> {
  const { paper, page } = document;
  const ink = plan.approvedAs === 'photo' ? document.filledIn : [];
  const print = (what = paper, at = page, hand = ink) => printed(what, at, plan.file, hand);
  const plain = async (): Promise<Made> => ({ sheet: await print(), note: '', boxesMm: [], page });
  switch (plan.kind) {
    case 'wrongpage': {
      const other = page === 1 ? 2 : 1;
      // A paper of one page has no other: then it is another person's.
      if (paper.pages < 2) return made(plan, document, 'swap', random);
      return { sheet: await print(paper, other, []), note: `${page}>${other}`, boxesMm: [], page };
    }
    case 'otherpage': {
      const layouts = splits[plan.split].layouts.filter((one) => one !== paper.layout);
      const style = { ...paper.source.style, sizePt: 12 };
      const other = {
        layout: random.pick(layouts),
        seed: `${plan.file}/other`,
        village: paper.village,
        style,
      };
      return { sheet: await print(await villagePaper(other), 1, []), note: other.layout, boxesMm: [], page };
    }
    case 'twosheets': {
      const how = random.fork('pile').pick(['printed', 'blank', 'under'] as const);
      if (how === 'under' && !plan.isSigned)
        return { sheet: await onAnother(plan, await print()), note: how, boxesMm: [], page };
      const other = await villagePaper({
        layout: random.pick(splits[plan.split].layouts),
        seed: `${plan.file}/over`,
        style: paper.source.style,
      });
      const place = {
        xMm: random.between(35, 110),
        yMm: random.between(25, 130),
        angleDeg: random.between(-8, 8),
      };
      const over =
        how === 'blank'
          ? blankSheet(`${plan.file}/over`, {
              widthMm: random.between(60, 150),
              heightMm: random.between(50, 120),
            })
          : await printed(other, 1, `${plan.file}/over`);
      return { sheet: layOver(await print(), over, place), note: how, boxesMm: [], page };
    }
    case 'rephoto': {
      const first = await photograph(
        await print(),
        camera('p', `${plan.file}/first`, { megapixels: 5, shadows: [] }),
        plan.file,
      );
      const { data, info } = await sharp(first).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      return { sheet: sheetFromPicture({ ...info, data }, 210), note: '', boxesMm: [], page };
    }
    default:
      return isAlteration(plan.kind) ? made(plan, document, plan.kind, random) : plain();
  }
}

/** The sheet as it lies on a second one that juts out by some millimetres; around them the platen of this scene. */
async function onAnother(plan: BeforePlan, sheet: Sheet): Promise<Sheet> {
  const random = seeded(`under/${plan.file}`);
  const sign = () => (random.chance(0.5) ? 1 : -1);
  const place = {
    xMm: sign() * random.between(3, 10),
    yMm: sign() * random.between(2, 9),
    angleDeg: random.between(-1.5, 1.5),
  };
  const under = blankSheet(`${plan.file}/under`, {
    widthMm: sheet.widthMm,
    heightMm: sheet.heightMm,
    dpi: sheet.dpi,
  });
  const { background } = camera(plan.conditions.camera, plan.conditions.seed);
  return layUnder(sheet, under, place, background.rgb);
}

function isAlteration(kind: BeforeKind): kind is AlterationKind {
  return (alterationKinds as readonly string[]).includes(kind);
}

/** Whole papers that take the place of the approved one bear no ink of the approved one. */
const REPLACED = new Set<AlterationKind>(['swap', 'otherpage', 'blank', 'reflow', 'blankform']);

async function made(
  plan: BeforePlan,
  document: SetDocument,
  kind: AlterationKind,
  random: Random,
): Promise<Made> {
  const { paper } = document;
  // A kind that this page cannot show is made on another page, or else becomes a changed digit.
  const page = isAlterable(paper, kind, document.page)
    ? document.page
    : Array.from({ length: paper.pages }, (_, i) => i + 1).find((one) => isAlterable(paper, kind, one));
  const possible = page === undefined ? 'digit' : kind;
  const on = page ?? document.page;
  const { paper: other, truth } = await alter(paper, possible, random.fork('alter').next(), { page: on });
  const seen = truth.boxes[0]?.page ?? on;
  const ink =
    plan.approvedAs === 'photo' && !REPLACED.has(kind) && seen === document.page ? document.filledIn : [];
  return {
    sheet: await printed(other, seen, plan.file, ink),
    note: truth.note,
    boxesMm: truth.boxes.filter((one) => one.page === seen).map((one) => one.boxMm),
    page: seen,
  };
}

function takePhoto(
  kind: BeforeKind,
  sheet: Sheet,
  used: Camera,
  { seed, random }: { seed: string; random: Random },
): Promise<Uint8Array> {
  const size = Math.sqrt(used.megapixels / 8);
  switch (kind) {
    case 'screen':
      return photographOfScreen(sheet, used, seed);
    case 'nopaper':
      return photograph(null, used, seed);
    case 'far': {
      // Three million pixels that see half a metre: strokes of small print are thinner than a pixel.
      const viewMm = used.viewMm * random.between(1.35, 1.9);
      return photograph(sheet, { ...used, megapixels: 3, viewMm, blurPx: 0.5 }, seed);
    }
    case 'upside':
      return photograph(sheet, { ...used, pose: { ...used.pose, thetaDeg: used.pose.thetaDeg + 180 } }, seed);
    case 'cutoff': {
      const part = random.between(0.14, 0.35);
      const sign = random.chance(0.5) ? 1 : -1;
      const sideways = random.chance(0.5);
      const away = sideways
        ? { xMm: sign * (used.viewMm / 2 - sheet.widthMm / 2 + part * sheet.widthMm) }
        : { yMm: sign * ((used.viewMm * 2) / 3 - sheet.heightMm / 2 + part * sheet.heightMm) };
      return photograph(sheet, { ...used, pose: { ...used.pose, thetaDeg: 0, ...away } }, seed);
    }
    case 'dark':
      return photograph(sheet, { ...used, exposure: random.between(0.012, 0.03), noise: 7 }, seed);
    case 'blur':
      return photograph(sheet, { ...used, blurPx: random.between(7, 12) * size }, seed);
    case 'glare': {
      const glare = {
        x: random.between(0.35, 0.65),
        y: random.between(0.3, 0.6),
        radius: random.between(0.16, 0.3),
        strength: random.between(1.6, 2.4),
      };
      return photograph(sheet, { ...used, glare }, seed);
    }
    default:
      return photograph(sheet, used, seed);
  }
}
