import {
  accept,
  fromBase64url,
  type Instant,
  type Opening,
  type Result,
  refuse,
  toHex,
  zBase64url,
} from '@hufu/contract';
import { expectType, parseSigned, payloadDigest, type SignedStatement } from '@hufu/statement';
import { type PhotoOpening, readSealedPhoto } from '@hufu/statement/photo';
import { z } from 'zod';
import type { TrustPolicy } from './trust-policy.ts';
import { readProofExtra, verifyProofFile } from './verify-proof-file.ts';

/** What the server gives for an opening that is in the log. */
export const zPhotoBundle = z.object({ sealed: zBase64url, proof: z.string() });
export type PhotoBundle = z.infer<typeof zPhotoBundle>;

/**
 * What a holder looks at before he releases his share: that the opening is in the witnessed log of his own policy, and
 * that the photograph is sealed to the holders of a roster chained to the one he pins. Whether the opening is of this
 * photograph and signed by enough of them, `releaseShare` asks.
 */
export function verifyPhotoBundle(
  bundle: PhotoBundle,
  policy: TrustPolicy,
  now: Instant,
): Result<PhotoOpening> {
  const mismatch = (problem: string) => refuse('OPENING_MISMATCH', { problem });
  const verdict = verifyProofFile(bundle.proof, policy, now);
  const broken = verdict.steps.find((s) => !s.ok);
  if (!verdict.ok) return mismatch(`${broken?.detail.zh ?? ''} / ${broken?.detail.en ?? ''}`);
  const extra = readProofExtra(bundle.proof);
  const statement = extra.ok ? parseSigned(extra.value.statement) : extra;
  const opening = statement.ok ? expectType(statement.value, 'opening') : statement;
  if (!extra.ok) return extra;
  if (!opening.ok) return opening;
  const { village } = opening.value.payload;
  if (!policy.pins.has(village)) return refuse('EVIDENCE_NOT_PINNED', { village });
  const file = fromBase64url(bundle.sealed);
  const sealed = readSealedPhoto(file);
  if (!sealed.ok) return sealed;
  const cose = extra.value.rosters[sealed.value.head.rosterVersion - 1];
  const signed = cose ? parseSigned(cose) : undefined;
  const roster = signed?.ok ? expectType(signed.value, 'roster') : undefined;
  const photos = roster?.ok ? roster.value.payload.photos : undefined;
  if (!photos) return mismatch('名册没有人像持钥人 / the roster names no holders of photographs');
  return accept({ sealed: sealed.value, digest: payloadDigest(file), opening: opening.value, photos });
}

/** An opening for people to read before they sign it or release a share for it. */
export function openingLines({ payload, signatures }: SignedStatement<Opening>): string[] {
  return [
    `  查看人像 open the photograph ${toHex(payload.digest).slice(0, 16)}…`,
    `  查看人 who sees it  ${payload.by}`,
    `  事由 reason        ${payload.reason}`,
    `  申请 request       ${payload.request ?? '—'}`,
    `  时间 time          ${new Date(payload.at).toISOString()}`,
    `  已签 signed by     ${signatures.length}`,
  ];
}
