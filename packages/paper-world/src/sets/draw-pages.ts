import { photograph } from '../camera/photograph.ts';
import { type Paper, sizesOf, villagePaper } from '../paper/village-paper.ts';
import { type Random, seeded } from '../random.ts';
import { wear } from '../sheet/wear.ts';
import { cameraFor, wearFor } from './conditions.ts';
import { printed } from './document.ts';
import { type DrawnCase, pageSize } from './draw-before.ts';
import type { PagesKind } from './kinds.ts';
import type { CasePlan } from './plan.ts';
import { splits } from './split.ts';

type PagesPlan = Extract<CasePlan, { phase: 'pages' }>;

/** Large print makes several pages of most papers; more than five only cost time. */
const PAGES = { least: 2, most: 5, sizesPt: [15, 16, 18, 22] };
const MEGAPIXELS = 3;

/** One sheet as it is shown: a page of the paper, or one that does not belong to it. */
type Shown = { page: number; isForeign?: boolean; isTurned?: boolean };

/** Draws the sheets of a paper of several pages, as they are shown to the camera one after the other. */
export async function drawPages(plan: PagesPlan): Promise<DrawnCase> {
  const random = seeded(`draw/${plan.conditions.seed}`);
  const paper = await thickPaper(plan, random.fork('paper'));
  const foreign = await thickPaper(plan, random.fork('foreign'), paper);
  const shown = sheetsShown(plan.kind, paper.pages, random.fork('order'));
  const photos: Uint8Array[] = [];
  for (const [i, { page, isForeign, isTurned }] of shown.entries()) {
    const one = random.fork(`sheet ${i}`);
    const sheet = wear(
      await printed(isForeign ? foreign : paper, page, `${plan.file}/${i}`),
      wearFor(plan.conditions, one.fork('wear')),
      `${plan.file}/${i}`,
    );
    const used = cameraFor(
      { ...plan.conditions, megapixels: Math.min(MEGAPIXELS, plan.conditions.megapixels) },
      one.fork('camera'),
      sheet,
    );
    const thetaDeg = used.pose.thetaDeg + (isTurned ? 180 : 0);
    photos.push(await photograph(sheet, { ...used, pose: { ...used.pose, thetaDeg } }, `${plan.file}/${i}`));
  }
  const [photo] = photos;
  if (!photo) throw new RangeError('a paper has at least one sheet');
  return {
    approved: { bytes: paper.pdf, name: `${String(plan.document).padStart(4, '0')}.pdf`, page: 1 },
    photo,
    sheets: { pages: paper.pages, photos },
    note: shown.map((s) => `${s.isForeign ? '×' : s.page}${s.isTurned ? '↓' : ''}`).join(' '),
    pageMm: pageSize({ paper, page: 1, filledIn: [] }, 1),
    boxesMm: [],
    zones: [],
  };
}

async function thickPaper(plan: PagesPlan, random: Random, unlike?: Paper): Promise<Paper> {
  const split = splits[plan.split];
  for (let i = 0; ; i++) {
    const layout = random.pick(split.layouts.filter((one) => one !== unlike?.layout));
    const paper = await villagePaper({
      layout,
      seed: `${plan.file}/${unlike ? 'foreign' : 'paper'}/${i}`,
      style: { body: random.pick(split.bodies), sizePt: random.pick(sizesOf(layout) ?? PAGES.sizesPt) },
    });
    // One page is enough of a paper that does not belong.
    if (unlike || (paper.pages >= PAGES.least && paper.pages <= PAGES.most)) return paper;
  }
}

function sheetsShown(kind: PagesKind, pages: number, random: Random): Shown[] {
  const all: Shown[] = Array.from({ length: pages }, (_, i) => ({ page: i + 1 }));
  const at = random.int(0, pages - 1);
  const other = (at + random.int(1, pages - 1)) % pages;
  switch (kind) {
    case 'ordered':
      return all;
    case 'missing':
      return all.filter((_, i) => i !== at);
    case 'repeated':
      // Beside the others, or in the stead of one that is then missing.
      return random.chance(0.5)
        ? all.flatMap((s, i) => (i === at ? [s, s] : [s]))
        : all.map((s, i) => (i === at ? { page: other + 1 } : s));
    case 'shuffled': {
      const [first, second] = [Math.min(at, other), Math.max(at, other)];
      return all.map((_, i) => ({ page: (i === first ? second : i === second ? first : i) + 1 }));
    }
    case 'foreign':
      return all.map((s, i) => (i === at ? { page: 1, isForeign: true } : s));
    case 'turned':
      return all.map((s, i) => (i === at ? { ...s, isTurned: true } : s));
    default:
      return kind satisfies never;
  }
}
