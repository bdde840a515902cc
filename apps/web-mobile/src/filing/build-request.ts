import {
  fromHex,
  type ImpressionItem,
  type Instant,
  type MatterView,
  type PageView,
  type SealUseRequest,
} from '@hufu/contract';
import { type Draft, pageSizeMm, seamsOf } from './draft.ts';
import { fenOf } from './missing.ts';

/** How far from the agreed centre an impression may stand. */
const tolMm = 25;

/** The request statement of a draft: each mark is one item, so that each has its own agreed place. */
export function buildRequest(
  draft: Draft,
  input: {
    village: string;
    filer: string;
    stamper: string;
    matter: MatterView;
    pages: readonly PageView[];
    /** The roster's person of this name, when the applicant is one. */
    applicantPerson: string | null;
    now: Instant;
  },
): SealUseRequest {
  const { matter, pages } = input;
  const impressions: ImpressionItem[] = [...draft.marks]
    .sort((a, b) => a.page - b.page || draft.seals.indexOf(a.seal) - draft.seals.indexOf(b.seal))
    .map(({ seal, page, xMm, yMm }) => ({
      seal,
      pages: [page],
      copies: draft.copies,
      place: { page, xMm, yMm, tolMm },
    }));
  const seams = seamsOf(draft, pages);
  const [seal] = draft.seals;
  for (const [i, joined] of seams.entries()) {
    const [page = 0] = joined;
    const first = pages[page];
    if (!first || seal === undefined) continue;
    const { w, h } = pageSizeMm(first);
    // A sheet that two seams share bears them at different heights.
    const yMm = Math.round(h * (seams.length === 1 ? 0.5 : i % 2 === 0 ? 0.35 : 0.65));
    const place = { page, xMm: Math.round(w), yMm, tolMm };
    impressions.push({ seal, pages: joined, copies: draft.copies, place, kind: 'seam' });
  }
  return {
    type: 'request',
    v: 1,
    id: draft.id,
    village: input.village,
    at: input.now,
    matter: { id: matter.id, version: matter.version, name: matter.name, major: matter.major },
    purpose: draft.purpose.trim(),
    applicant: {
      person: draft.isNamesake ? null : input.applicantPerson,
      name: draft.applicantName.trim(),
      phone: draft.applicantPhone.trim(),
    },
    filer: input.filer,
    stamper: input.stamper,
    pages: pages.map(({ digest, widthPx, heightPx, source, side }) => ({
      digest: fromHex(digest),
      widthPx,
      heightPx,
      source,
      side,
    })),
    impressions,
    zones: matter.zones.filter((z) => z.page < pages.length),
    ...(matter.everyPage && pages.length > 1 ? { everyPage: true as const } : {}),
    counterparty: draft.counterparty.trim(),
    amountFen: fenOf(draft.amountYuan) ?? null,
    resolution: draft.resolution.trim(),
    replaces: draft.replaces,
  };
}
