import { camera } from '../camera/camera.ts';
import { photograph } from '../camera/photograph.ts';
import { type Paper, sizesOf, villagePaper } from '../paper/village-paper.ts';
import { type Random, seeded } from '../random.ts';
import { handwrite } from '../sheet/handwrite.ts';
import { type Sheet, sheetFromPage } from '../sheet/sheet.ts';
import { writtenDate } from '../village/names.ts';
import type { CasePlan } from './plan.ts';
import { splits } from './split.ts';

/** What is drawn once for all cases of a document. */
export type SetDocument = {
  paper: Paper;
  /** The page that its cases are about. */
  page: number;
  /** What stands on it in ink before it is approved, if it was approved from a photograph. */
  filledIn: { text: string; xMm: number; yMm: number }[];
};

// Sizes from 10.5 pt, the smallest of official papers, to headings of 26 pt; small print is the hardest.
const SIZES_PT = [10.5, 10.5, 12, 12, 14, 14, 15, 16, 18, 22, 26];
const recent = new Map<string, SetDocument>();

/** Writes the document of a case; the last few are kept, because cases follow each other by document. */
export async function documentOf(plan: CasePlan): Promise<SetDocument> {
  const key = `document/${plan.split}/${plan.setSeed}/${plan.document}`;
  const known = recent.get(key);
  if (known !== undefined) return known;
  const random = seeded(key);
  const split = splits[plan.split];
  // Each layout comes in its turn, so that even a small set has seen most of them.
  const layout = split.layouts[plan.document % split.layouts.length] ?? random.pick(split.layouts);
  const paper = await villagePaper({
    layout,
    seed: `${plan.split}/${plan.setSeed}/${plan.document}`,
    style: {
      body: random.pick(split.bodies),
      heading: random.pick(split.headings),
      hand: random.pick(split.hands),
      sizePt: random.pick(sizesOf(layout) ?? SIZES_PT),
    },
  });
  // A last page that bears two lines would be half of what a set shows of contracts.
  const full = paper.source.leaves.flatMap((leaf, i) => (leaf.runs.length > 5 ? [i + 1] : []));
  const page = random.pick(full.length > 0 ? full : [1]);
  const made = { paper, page, filledIn: filledInOn(paper, page, random.fork('ink')) };
  recent.set(key, made);
  if (recent.size > 3) recent.delete(recent.keys().next().value ?? '');
  return made;
}

/** Prints one page of a paper, and writes on it what was filled in by hand. */
export async function printed(
  paper: Paper,
  page: number,
  seed: string,
  ink: SetDocument['filledIn'] = [],
): Promise<Sheet> {
  const sheet = await sheetFromPage(paper.pdf, Math.min(page, paper.pages), seed);
  const { hand } = paper.source.style;
  // Ink is of the document, not of the print: the same strokes in every photograph of it.
  return ink.reduce(
    (done, { text, xMm, yMm }) =>
      handwrite(done, text, { xMm, yMm, heightMm: 6.5, ...(hand ? { hand } : {}) }, `${text}/${xMm}`),
    sheet,
  );
}

/** The approved side where somebody photographed the printout: by phone, flat and in good light. */
export async function photographForApproval({ paper, page, filledIn }: SetDocument, seed: string) {
  const sheet = await printed(paper, page, `approved/${seed}`, filledIn);
  const lying = sheet.widthMm > 250;
  const phone = camera('p', `approved/${seed}`, { megapixels: 12, shadows: [], jpegQuality: 92 });
  const curl = {
    ...phone.curl,
    waveMm: phone.curl.waveMm * 0.4,
    cornersMm: phone.curl.cornersMm * 0.4,
    foldMm: 0,
  };
  const pose = { ...phone.pose, thetaDeg: phone.pose.thetaDeg + (lying ? 90 : 0) };
  return photograph(sheet, { ...phone, curl, pose }, seed);
}

function filledInOn(paper: Paper, page: number, random: Random): SetDocument['filledIn'] {
  if (paper.source.gap.page !== page) return [];
  const { xMm, baselineMm } = paper.source.gap;
  return [
    { text: paper.values.name ?? '王明', xMm, yMm: baselineMm },
    { text: writtenDate(random, 2025, 2026), xMm: xMm + 34, yMm: baselineMm + random.between(-1, 1) },
  ];
}
