import { z } from 'zod';
import { zBytes, zDigest, zId, zInstant } from '../bytes.ts';

/** A rectangle on a page, in millimetres from its upper left corner. */
export const zBoxMm = z.strictObject({
  page: z.number().int().min(0).max(199),
  x: z.number().min(0).max(1000),
  y: z.number().min(0).max(1000),
  w: z.number().min(0).max(1000),
  h: z.number().min(0).max(1000),
});
export type BoxMm = z.infer<typeof zBoxMm>;

/** Where the centre of an impression belongs. */
export const zPlace = z.strictObject({
  page: z.number().int().min(0).max(199),
  xMm: z.number().min(0).max(1000),
  yMm: z.number().min(0).max(1000),
  tolMm: z.number().min(1).max(200),
});
export type Place = z.infer<typeof zPlace>;

/** One seal on one set of pages; `copies` says how many copies of the paper get it (一式三份). */
export const zImpressionItem = z.strictObject({
  seal: zId,
  pages: z.array(z.number().int().min(0).max(199)).min(1).max(200),
  copies: z.number().int().min(1).max(100),
  /** Of a seam the centre is counted on the first sheet, from its upper left corner, and may lie beyond its right edge. */
  place: zPlace.nullable(),
  /** 骑缝章: one impression for each copy, across the fanned right edges of these pages' sheets; without it one on each page. */
  kind: z.literal('seam').optional(),
});
export type ImpressionItem = z.infer<typeof zImpressionItem>;

/** Most impressions of one request: a few signed bytes must not make a machine plan millions. */
export const maxImpressions = 1000;

/** How many impressions these items ask for. */
export function countImpressions(items: readonly ImpressionItem[]): number {
  return items.reduce((sum, item) => sum + item.copies * (item.kind === 'seam' ? 1 : item.pages.length), 0);
}

/** The impressions of a request or an authorization. */
const zImpressionItems = z
  .array(zImpressionItem)
  .min(1)
  .max(20)
  .refine((items) => countImpressions(items) <= maxImpressions, `at most ${maxImpressions} impressions`);

/** The version of the matter that governed the request, as the signer saw it. */
export const zMatterRef = z.strictObject({
  id: z.string().min(1).max(60),
  version: z.number().int().min(1),
  name: z.string().min(1).max(100),
  major: z.boolean(),
});

/** A page as approved: the digest of exactly the image bytes that were drawn on the approver's screen. */
export const zPageRef = z.strictObject({
  digest: zDigest,
  widthPx: z.number().int().min(1).max(40_000),
  heightPx: z.number().int().min(1).max(40_000),
  /** PDF page at 200 dpi, or the photo of a printout. */
  source: z.enum(['document', 'photo']),
  side: z.enum(['front', 'back']),
});
export type PageRef = z.infer<typeof zPageRef>;

/** `request` 用印申请, signed by the filer. */
export const zSealUseRequest = z.strictObject({
  type: z.literal('request'),
  v: z.literal(1),
  id: zId,
  village: zId,
  at: zInstant,
  matter: zMatterRef,
  purpose: z.string().min(1).max(500),
  applicant: z.strictObject({
    /** Person of the roster, when the applicant is one. */
    person: zId.nullable(),
    name: z.string().min(1).max(60),
    phone: z.string().max(30),
  }),
  filer: zId,
  stamper: zId,
  pages: z.array(zPageRef).min(1).max(200),
  impressions: zImpressionItems,
  zones: z.array(zBoxMm).max(100),
  /** F65: pages without an impression are shown to the machine too, before anything of their copy is sealed. */
  everyPage: z.literal(true).optional(),
  counterparty: z.string().max(200),
  amountFen: z.number().int().min(0).nullable(),
  /** Statement id of the assembly resolution's record, for major matters (AC-8). */
  resolution: z.string().max(200),
  /** The request this one replaces after a bad stamp. */
  replaces: zId.nullable(),
});
export type SealUseRequest = z.infer<typeof zSealUseRequest>;

/** `withdrawal` 撤回, signed by the filer. */
export const zWithdrawal = z.strictObject({
  type: z.literal('withdrawal'),
  v: z.literal(1),
  id: zId,
  village: zId,
  at: zInstant,
  request: zId,
  by: zId,
  reason: z.string().min(1).max(500),
});
export type Withdrawal = z.infer<typeof zWithdrawal>;

/** `rejection` 不同意, signed by the approver; a reason is duty (AC-9). */
export const zRejection = z.strictObject({
  type: z.literal('rejection'),
  v: z.literal(1),
  id: zId,
  village: zId,
  at: zInstant,
  request: zId,
  by: zId,
  reason: z.string().min(1).max(500),
});
export type Rejection = z.infer<typeof zRejection>;

/** `review` of the supervision committee's member drawn as second reviewer. */
export const zReview = z.strictObject({
  type: z.literal('review'),
  v: z.literal(1),
  id: zId,
  village: zId,
  at: zInstant,
  request: zId,
  by: zId,
  opinion: z.enum(['noObjection', 'objection']),
  reason: z.string().max(500),
});
export type Review = z.infer<typeof zReview>;

/** `authorization` 用印授权: signed by each approver over the very same bytes. */
export const zAuthorization = z.strictObject({
  type: z.literal('authorization'),
  v: z.literal(1),
  id: zId,
  village: zId,
  at: zInstant,
  request: zId,
  /** SHA-256 of the request statement's payload bytes. */
  requestDigest: zDigest,
  matter: zMatterRef,
  purpose: z.string().min(1).max(500),
  applicantName: z.string().min(1).max(60),
  applicant: zId.nullable(),
  filer: zId,
  stamper: zId,
  pages: z.array(zPageRef).min(1).max(200),
  impressions: zImpressionItems,
  zones: z.array(zBoxMm).max(100),
  /** F65, as the request says it. */
  everyPage: z.literal(true).optional(),
  /** Thumbprint of the press controller's key, or null for any machine of the village. */
  machine: zDigest.nullable(),
  validFrom: zInstant,
  validTo: zInstant,
  mode: z.enum(['normal', 'emergency']),
  /** Emergency use (F47): why the usual approvers could not be waited for. There if and only if the mode says so. */
  emergency: z.strictObject({ reason: z.string().min(1).max(500) }).optional(),
  /** F18: each impression waits until everybody who approved has looked at the paper under the camera. */
  remoteConfirm: z.literal(true).optional(),
  /** Roster the approvers signed under. */
  rosterVersion: z.number().int().min(1),
});
export type Authorization = z.infer<typeof zAuthorization>;

/** One impression to be made: `k` indexes them in the order item, copy, page. */
export interface PlannedImpression {
  readonly k: number;
  readonly item: number;
  readonly copy: number;
  /** The page it goes on; of a seam the sheet that lies on top. */
  readonly page: number;
  readonly seal: string;
  readonly place: Place | null;
  /** Pages whose sheets a seam joins, the first on top; null for an impression on one page. */
  readonly seam: readonly number[] | null;
}

/** The impressions of an authorization in the order of k. For each item, copy by copy, page by page; a seam is one for each copy. */
export function planImpressions(items: readonly ImpressionItem[]): PlannedImpression[] {
  const plan: PlannedImpression[] = [];
  items.forEach((item, i) => {
    for (let copy = 0; copy < item.copies; copy++)
      for (const page of item.kind === 'seam' ? item.pages.slice(0, 1) : item.pages)
        plan.push({
          k: plan.length,
          item: i,
          copy,
          page,
          seal: item.seal,
          place: item.place && item.place.page === page ? item.place : null,
          seam: item.kind === 'seam' ? item.pages : null,
        });
  });
  return plan;
}

/** `exception` 例外批准: 'unsure' overruled once, for these frames of this machine and nonce, by the authorization's quorum. */
export const zException = z.strictObject({
  type: z.literal('exception'),
  v: z.literal(1),
  id: zId,
  village: zId,
  at: zInstant,
  authorization: zId,
  k: z.number().int().min(0),
  machine: zDigest,
  nonce: zBytes,
  frames: z.array(zDigest).min(1).max(10),
  reason: z.string().min(1).max(500),
});
export type Exception = z.infer<typeof zException>;

/** `revocation` 作废: a key by its owner or the root threshold; an authorization by filer or approver. */
export const zRevocation = z.strictObject({
  type: z.literal('revocation'),
  v: z.literal(1),
  id: zId,
  village: zId,
  at: zInstant,
  what: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('key'), thumbprint: zDigest }),
    z.strictObject({ kind: z.literal('authorization'), authorization: zId }),
  ]),
  reason: z.string().min(1).max(500),
});
export type Revocation = z.infer<typeof zRevocation>;

/** `freshness` 见证声明: 'at this time, for this machine nonce, these are the newest'. Signed by one witness each. */
export const zFreshness = z.strictObject({
  type: z.literal('freshness'),
  v: z.literal(1),
  village: zId,
  at: zInstant,
  witness: z.string().min(1).max(100),
  machine: zDigest,
  nonce: zBytes,
  rosterVersion: z.number().int().min(0),
  rosterDigest: zDigest,
  /** Number of revocations known, and the revocations still needed by the machine. */
  epoch: z.number().int().min(0),
  revokedKeys: z.array(zDigest).max(1000),
  revokedAuthorizations: z.array(zId).max(1000),
  log: z.strictObject({ origin: z.string(), size: z.number().int().min(0), root: zDigest }),
});
export type Freshness = z.infer<typeof zFreshness>;
