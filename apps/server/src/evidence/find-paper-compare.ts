import {
  type FoundPaper,
  HufuError,
  planImpressions,
  toHex,
  type VerdictSummary,
  valueOrThrow,
} from '@hufu/contract';
import { parseSigned } from '@hufu/statement';
import type { Comparing } from '../checks/compare-pictures.ts';
import type { ServerParts } from '../http/parts.ts';
import { findAuthorizationOf } from './find-paper-records.store.ts';

/** Around an impression: its ring, and what its place may be off. */
const impressionMm = 75;

/**
 * Compares the photo with the page that was approved, where that page is still kept: the look-up says which paper it
 * is, the comparison says whether it is unaltered. Null for old papers and for pages deleted on schedule.
 */
export async function compareWithRecord(
  parts: Pick<ServerParts, 'db' | 'blobs'>,
  comparing: Comparing,
  found: Pick<FoundPaper, 'kind' | 'id' | 'page'>,
  photo: Uint8Array,
): Promise<VerdictSummary | null> {
  if (found.kind !== 'request') return null;
  const cose = await findAuthorizationOf(parts.db, found.id);
  if (!cose) return null;
  const { payload } = valueOrThrow(parseSigned(cose));
  const page = payload.type === 'authorization' ? payload.pages[found.page] : undefined;
  if (payload.type !== 'authorization' || !page) return null;
  const bytes = await kept(parts.blobs, toHex(page.digest));
  if (!bytes) return null;
  const declared = payload.zones
    .filter((z) => z.page === found.page)
    .map((z) => ({ xMm: z.x, yMm: z.y, wMm: z.w, hMm: z.h }));
  const stamped = planImpressions(payload.impressions).flatMap((p) =>
    p.page === found.page && p.place
      ? [
          {
            xMm: p.place.xMm - impressionMm / 2,
            yMm: p.place.yMm - impressionMm / 2,
            wMm: impressionMm,
            hMm: impressionMm,
          },
        ]
      : [],
  );
  const verdict = await comparing.before({ approved: { bytes }, photo, zones: [...declared, ...stamped] });
  return {
    verdict: verdict.verdict,
    confidence: Math.min(1, Math.max(0, verdict.confidence)),
    reasons: [...verdict.reasons].slice(0, 40),
    regions: verdict.regions.slice(0, 200).map((r) => ({
      page: found.page,
      box: [r.box[0], r.box[1], r.box[2], r.box[3]],
      kind: r.kind,
      before: r.before?.slice(0, 200) ?? null,
      after: r.after?.slice(0, 200) ?? null,
    })),
  };
}

/** A page that was deleted on schedule is no fault: its record and its proof stay. */
async function kept(blobs: ServerParts['blobs'], digest: string): Promise<Uint8Array | undefined> {
  try {
    return await blobs.get(digest);
  } catch (fault) {
    if (fault instanceof HufuError && ['BLOB_MISSING', 'PICTURE_DELETED'].includes(fault.code))
      return undefined;
    throw fault;
  }
}
