import type { MatterView, PageView } from '@hufu/contract';
import { type Draft, type FilingStep, seamsOf } from './draft.ts';

/** What a step still lacks, as a key of the catalogue. */
export type Missing =
  | 'missing.matter'
  | 'missing.applicant'
  | 'missing.purpose'
  | 'missing.amount'
  | 'missing.resolution'
  | 'missing.material'
  | 'missing.rendering'
  | 'missing.seals'
  | 'missing.places'
  | 'missing.tooMany'
  | 'missing.stamper';

/** Items of one request statement. */
const maxMarks = 20;

/** What one step still lacks; null when the person may go on. */
export function missingIn(
  step: FilingStep,
  draft: Draft,
  matter: MatterView | undefined,
  pages: readonly PageView[],
  allReady: boolean,
): Missing | null {
  switch (step) {
    case 'matter':
      return matter ? null : 'missing.matter';
    case 'applicant':
      return draft.applicantName.trim() === '' ? 'missing.applicant' : null;
    case 'purpose':
      if (draft.purpose.trim() === '') return 'missing.purpose';
      if (fenOf(draft.amountYuan) === undefined) return 'missing.amount';
      // AC-8: loans, land, contracts and assets need a recorded resolution of the assembly first.
      return matter?.major && draft.resolution.trim() === '' ? 'missing.resolution' : null;
    case 'material':
      if (!allReady) return 'missing.rendering';
      return pages.length === 0 ? 'missing.material' : null;
    case 'seals':
      return draft.seals.length === 0 ? 'missing.seals' : null;
    case 'places':
      if (draft.marks.length + seamsOf(draft, pages).length > maxMarks) return 'missing.tooMany';
      return draft.seals.every((s) => draft.marks.some((m) => m.seal === s)) && draft.marks.length > 0
        ? null
        : 'missing.places';
    case 'stamper':
      return draft.stamper === null ? 'missing.stamper' : null;
    case 'check':
      return null;
    default:
      return step satisfies never;
  }
}

/** Fen of an amount in yuan as people type it; null for none, undefined for what is no amount. */
export function fenOf(yuan: string): number | null | undefined {
  const text = yuan.replaceAll(/[,，\s]/g, '');
  if (text === '') return null;
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text);
  if (!match) return undefined;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}
