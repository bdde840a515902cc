import { HufuError, valueOrThrow } from '@hufu/contract';
import { readSealedPhoto } from '@hufu/statement/photo';
import type { Db } from '../db/tables.ts';
import { findRosterAt } from '../people/roster.store.ts';

/** Why this server cannot show a photograph, and who can: the holders it was sealed to. */
export async function sealedProblem(
  db: Db,
  bytes: Uint8Array,
  of: { readonly village: string; readonly request: string | null; readonly digest: string },
): Promise<HufuError> {
  const { head } = valueOrThrow(readSealedPhoto(bytes));
  const photos = (await findRosterAt(db, of.village, head.rosterVersion))?.roster.photos;
  const holders = photos?.holders.map((h) => h.holder).join('、') ?? '—';
  return new HufuError('PHOTO_SEALED', {
    context: { ...of, request: of.request ?? 'none', threshold: head.threshold, holders },
  });
}
