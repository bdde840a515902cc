import type { FontName } from '../fonts.ts';
import { type Seed, seeded } from '../random.ts';
import { inventedVillage, type Village } from '../village/names.ts';
import { tenancy, works } from './agreements.ts';
import { income, introduction, kinship, notice, residence } from './certificates.ts';
import { lease, loan } from './contracts.ts';
import { type BoxMm, boxOf, type Leaf, type Measure, openMeasure, toPdf } from './drawing.ts';
import { homestead, payment, subsistence } from './forms.ts';
import type { Layout } from './layout.ts';
import { application, attorney, award, letter, mediation, minutes } from './letters.ts';
import { household, receipt } from './slips.ts';
import { landSurvey, ledger, lowIncome, payroll, publicList, roster } from './tables.ts';
import { type FieldValues, type Style, Typesetter } from './typesetter.ts';

const LAYOUTS = {
  residence,
  income,
  loan,
  lease,
  homestead,
  subsistence,
  notice,
  introduction,
  payment,
  kinship,
  works,
  tenancy,
  minutes,
  letter,
  application,
  attorney,
  award,
  mediation,
  receipt,
  household,
  roster,
  publicList,
  ledger,
  lowIncome,
  payroll,
  landSurvey,
};

/** The kinds of paper this world can write. */
export type LayoutName = keyof typeof LAYOUTS;

/** Names of all layouts. */
export const layoutNames = Object.keys(LAYOUTS) as LayoutName[];

/** Body sizes the layout holds; undefined where it holds any. */
export function sizesOf(layout: LayoutName): readonly number[] | undefined {
  const { sizesPt }: Layout = LAYOUTS[layout];
  return sizesPt;
}

/** What a paper is made from; the same options give the same bytes. */
export type PaperOptions = {
  layout: LayoutName;
  seed: Seed;
  /** Values that replace the invented ones, by field name. */
  fields?: FieldValues;
  village?: Village;
  style?: Partial<Style>;
};

/** A piece of a field as it stands on the page; a field broken over two lines gives two pieces. */
export type FieldPiece = { name: string; text: string; page: number; boxMm: BoxMm };

/** A village paper: the PDF, and everything that is known about what stands where. Pages count from 1. */
export type Paper = {
  title: string;
  layout: LayoutName;
  pdf: Uint8Array;
  pages: number;
  fields: FieldPiece[];
  values: FieldValues;
  sealPlaceMm: { page: number; x: number; y: number };
  village: Village;
  /** How it was made, so that alterations can start from it. */
  source: {
    seed: Seed;
    style: Style;
    leaves: Leaf[];
    gap: { page: number; xMm: number; baselineMm: number };
  };
};

/** Writes one village paper. */
export function villagePaper(options: PaperOptions): Promise<Paper> {
  const layout: Layout = LAYOUTS[options.layout];
  const random = seeded(`paper/${options.layout}/${options.seed}`);
  const village = options.village ?? inventedVillage(random.fork('village'));
  const style: Style = { ...inventedStyle(options), ...layout.style, ...options.style };
  const values = { ...layout.values(random.fork('values'), village), ...options.fields };
  const measure = openMeasure();
  const setter = new Typesetter(values, style, measure, layout.pageMm);
  layout.write(setter, style);
  return finishPaper(
    {
      title: layout.title,
      layout: options.layout,
      values,
      village,
      sealPlaceMm: setter.sealPlace,
      source: { seed: options.seed, style, leaves: setter.leaves, gap: setter.gap },
    },
    measure,
  );
}

/** Turns drawn pages into a paper: the PDF and the places of its fields follow from the same drawing. */
export async function finishPaper(
  draft: Omit<Paper, 'pdf' | 'pages' | 'fields'>,
  measure: Measure,
): Promise<Paper> {
  const { leaves } = draft.source;
  const fields = leaves.flatMap((leaf, i) =>
    leaf.runs.flatMap((run) =>
      run.marks.map(
        (mark): FieldPiece => ({
          name: mark.field,
          text: run.text.slice(mark.from, mark.to),
          page: i + 1,
          boxMm: boxOf(run, mark.from, mark.to, measure),
        }),
      ),
    ),
  );
  return { ...draft, pdf: await toPdf(draft.title, leaves), pages: leaves.length, fields };
}

function inventedStyle(options: PaperOptions): Style {
  const random = seeded(`style/${options.layout}/${options.seed}`);
  const body = random.pick<FontName>(['serif', 'serif', 'sans']);
  const heading = body === 'serif' ? random.pick<FontName>(['sansBold', 'serifBold']) : 'sansBold';
  return {
    body,
    heading,
    sizePt: random.pick([12, 14, 14, 15, 16]),
    leading: random.pick([1.7, 1.9, 2.1]),
    marginMm: random.pick([25, 28, 31]),
  };
}
