import {
  type PaperReason,
  type PlannedImpression,
  pagesToShow,
  toHex,
  type VerdictSummary,
} from '@hufu/contract';
import { checkPageOrder } from '@hufu/paper';
import { heldOf, type JobContext } from './job-context.ts';
import { type PageToShow, progressOf } from './job-plan.ts';

/** A refusal that knows which page of the document lies there. */
export interface LaidPage {
  readonly laid: number;
  readonly verdict: VerdictSummary;
}

/**
 * What the page that lies there is beside those of its copy that were stamped before it (F65): one that comes again, or
 * one before which a page is missing. Empty where it is not among the pages that are shown in turn.
 */
export function orderReasons(
  inTurn: readonly number[],
  twins: readonly number[],
  done: readonly number[],
  laid: number,
): PaperReason[] {
  const placeOf = (page: number) => inTurn.findIndex((p) => twins[p] === twins[page]);
  const place = placeOf(laid);
  if (place < 0) return [];
  const shown = [...done, laid].map((page) => ({ page: placeOf(page), turnedDeg: 0, agreement: 1 }));
  const { reasons, missing } = checkPageOrder(inTurn.map(placeOf), shown);
  // Pages that come later are not missing yet.
  return reasons.filter((r) => r !== 'MISSING_PAGE' || missing.some((p) => p < place));
}

/** Asks which page of the document lies there where the wanted one does not; undefined when it is none of them. */
export async function tellLaidPage(
  context: JobContext,
  authorization: string,
  planned: PlannedImpression,
  toShow: PageToShow | undefined,
  refused: { readonly photo: Uint8Array; readonly verdict: VerdictSummary },
): Promise<LaidPage | undefined> {
  const { verdict, photo } = refused;
  const { payload } = heldOf(context, authorization);
  // A fan is laid as a whole: which of its sheets lies on top the comparison itself says.
  if (planned.seam && !toShow) return undefined;
  if (payload.pages.length < 2 || !verdict.reasons.includes('WRONG_PAGE')) return undefined;
  const pages: { digestHex: string; image: Uint8Array }[] = [];
  for (const { digest } of payload.pages) {
    const digestHex = toHex(digest);
    const image = await context.pages.read(digestHex);
    // Without one of its pages nothing is said of the document as a whole.
    if (!image) return undefined;
    pages.push({ digestHex, image });
  }
  const { page: laid, twins } = await context.eyes.whichPage({ pages, photo });
  const wanted = toShow?.page ?? planned.page;
  if (laid === null || twins[laid] === twins[wanted]) return undefined;
  const { plan } = progressOf(payload, context.notebook.memory.job(authorization));
  const ofCopy = plan.filter((p) => p.item === planned.item && p.copy === planned.copy);
  const inTurn = toShow ? pagesToShow(payload, planned.copy) : ofCopy.map((p) => p.page);
  const done = toShow
    ? inTurn.slice(0, inTurn.indexOf(wanted))
    : ofCopy.filter((p) => p.k < planned.k).map((p) => p.page);
  const reasons = orderReasons(inTurn, twins, done, laid);
  const others = verdict.reasons.filter((r) => r !== 'WRONG_PAGE' || reasons.length === 0);
  return { laid, verdict: { ...verdict, reasons: [...reasons, ...others] } };
}
