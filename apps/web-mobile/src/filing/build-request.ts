import {
  fromHex,
  type ImpressionItem,
  type Instant,
  type MatterView,
  type PageView,
  type SealUseRequest,
} from '@hufu/contract';
import type { Draft } from './draft.ts';
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
    counterparty: draft.counterparty.trim(),
    amountFen: fenOf(draft.amountYuan) ?? null,
    resolution: draft.resolution.trim(),
    replaces: draft.replaces,
  };
}
