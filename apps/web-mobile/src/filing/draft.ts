import { type DocumentView, type MatterView, type PageView, type SealView, seamsOver } from '@hufu/contract';

/** Where the centre of one seal goes on one page, in millimetres. */
export interface Mark {
  readonly seal: string;
  readonly page: number;
  readonly xMm: number;
  readonly yMm: number;
}

/** A request being filled in. It survives reloads and lost sessions, on this device only. */
export interface Draft {
  readonly format: 1;
  readonly id: string;
  readonly step: FilingStep;
  readonly matter: string | null;
  readonly applicantName: string;
  readonly applicantPhone: string;
  /** The villager is not the person of the roster who has the same name. */
  readonly isNamesake: boolean;
  readonly purpose: string;
  readonly counterparty: string;
  readonly amountYuan: string;
  readonly resolution: string;
  readonly documents: readonly string[];
  /** Indices of pages that are back sides. */
  readonly backs: readonly number[];
  readonly seals: readonly string[];
  readonly copies: number;
  readonly marks: readonly Mark[];
  /** A seal across the seam of all sheets (骑缝章), with the first of the seals. Absent in drafts of earlier versions. */
  readonly isSeamed?: boolean;
  readonly stamper: string | null;
  readonly replaces: string | null;
}

/** One question per screen, in this order. */
export const filingSteps = [
  'matter',
  'applicant',
  'purpose',
  'material',
  'seals',
  'places',
  'stamper',
  'check',
] as const;
export type FilingStep = (typeof filingSteps)[number];

/** An empty draft. */
export function newDraft(id: string, replaces: string | null): Draft {
  return {
    format: 1,
    id,
    step: 'matter',
    matter: null,
    applicantName: '',
    applicantPhone: '',
    isNamesake: false,
    purpose: '',
    counterparty: '',
    amountYuan: '',
    resolution: '',
    documents: [],
    backs: [],
    seals: [],
    copies: 1,
    marks: [],
    stamper: null,
    replaces,
  };
}

/** Whether somebody has begun to fill it in. */
export function isBegun(draft: Draft): boolean {
  return draft.matter !== null || draft.applicantName !== '' || draft.documents.length > 0;
}

/** Takes a matter: its seals are proposed, because people rarely want others. */
export function chooseMatter(draft: Draft, matter: MatterView, seals: readonly SealView[]): Draft {
  if (draft.matter === matter.id) return draft;
  const usable = seals.filter((s) => s.state === 'active');
  const proposed = matter.seals.flatMap((kind) => usable.find((s) => s.kind === kind)?.id ?? []);
  return { ...draft, matter: matter.id, seals: proposed, marks: [] };
}

/** The pages of all uploads in order, with the sides the custodian marked. */
export function pagesOf(draft: Draft, documents: ReadonlyMap<string, DocumentView>): PageView[] {
  return draft.documents
    .flatMap((id) => documents.get(id)?.pages ?? [])
    .map((page, i) => ({ ...page, side: draft.backs.includes(i) ? 'back' : 'front' }));
}

/** Removes an upload; marks and sides that pointed behind it would point at other pages, so they start afresh. */
export function removeDocument(draft: Draft, id: string): Draft {
  return { ...draft, documents: draft.documents.filter((d) => d !== id), backs: [], marks: [] };
}

/** Size of a page in millimetres: a document's at 200 dpi; a photo is of an A4 sheet, upright or lying. */
export function pageSizeMm(page: Pick<PageView, 'widthPx' | 'heightPx' | 'source'>): {
  w: number;
  h: number;
} {
  if (page.source === 'document') return { w: (page.widthPx / 200) * 25.4, h: (page.heightPx / 200) * 25.4 };
  return page.widthPx <= page.heightPx ? { w: 210, h: 297 } : { w: 297, h: 210 };
}

/** The closing seal's usual place: over the signature and date at the lower right; further seals to its left. */
export function usualPlace(
  page: Pick<PageView, 'widthPx' | 'heightPx' | 'source'>,
  nth: number,
): { xMm: number; yMm: number } {
  const { w, h } = pageSizeMm(page);
  const step = Math.min(46, w / 3);
  return { xMm: round(Math.max(w * 0.15, w * 0.72 - nth * step)), yMm: round(h * 0.8) };
}

/** Marks for the seals chosen: those already placed stay, others go to the usual place of the last front page. */
export function proposeMarks(draft: Draft, pages: readonly PageView[]): Draft {
  const kept = draft.marks.filter((m) => draft.seals.includes(m.seal) && m.page < pages.length);
  const last = pages.findLastIndex((p) => p.side === 'front');
  const page = pages[last];
  if (!page) return { ...draft, marks: [] };
  const added = draft.seals
    .filter((seal) => !kept.some((m) => m.seal === seal))
    .map((seal) => ({ seal, page: last, ...usualPlace(page, draft.seals.indexOf(seal)) }));
  return { ...draft, marks: [...kept, ...added] };
}

/** Puts a seal on a page, or moves it there. */
export function placeMark(draft: Draft, mark: Mark): Draft {
  const others = draft.marks.filter((m) => m.seal !== mark.seal || m.page !== mark.page);
  return { ...draft, marks: [...others, { ...mark, xMm: round(mark.xMm), yMm: round(mark.yMm) }] };
}

/** Takes a seal off a page. */
export function removeMark(draft: Draft, seal: string, page: number): Draft {
  return { ...draft, marks: draft.marks.filter((m) => m.seal !== seal || m.page !== page) };
}

/** The pages that each seal across the seam joins; none where none is wanted, or there is one sheet. */
export function seamsOf(draft: Draft, pages: readonly PageView[]): number[][] {
  return draft.isSeamed && draft.seals.length > 0 ? seamsOver(pages) : [];
}

/** How many impressions it asks for. */
export function impressionsOf(draft: Draft, pages: readonly PageView[]): number {
  return (draft.marks.length + seamsOf(draft, pages).length) * draft.copies;
}

function round(mm: number): number {
  return Math.round(mm * 10) / 10;
}
