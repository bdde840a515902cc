import { api, HufuError, type Opening, toBase64url, toHex, valueOrThrow } from '@hufu/contract';
import { type SignedStatement, verifyOpening } from '@hufu/statement';
import { isSealedPhoto, readSealedPhoto } from '@hufu/statement/photo';
import { findPersonRef, insertPhotoView } from '../files/document.store.ts';
import { answerPublic } from '../http/handler.ts';
import type { ServerParts } from '../http/parts.ts';
import { commit } from '../http/unit-of-work.ts';
import type { LogKeeper } from '../log/log-keeper.ts';
import { findRosterAt, listRevokedKeys } from '../people/roster.store.ts';
import { readStatement } from '../statements/read-statement.ts';
import { findStatementDigest, recordStatement } from '../statements/statement.store.ts';

/** How long a signed opening may be under way between the holders. */
const underWayMs = 7 * 24 * 3_600_000;
const clockToleranceMs = 5 * 60_000;

/**
 * POST /api/evidence/open-photo: the holders' signatures are the permission, so no session is asked for. The opening is in
 * the witnessed log before the sealed bytes leave; what they show, this server never learns (N10).
 */
export const openPhoto = (keeper: LogKeeper) =>
  answerPublic(api.evidence.openPhoto, async ({ parts, body }) => {
    const signed = readStatement(body.statement, 'opening');
    const bytes = await takeIn(parts, signed);
    const proof = valueOrThrow(await keeper.proofOf(signed.payload.id));
    return { sealed: toBase64url(bytes), proof };
  });

async function takeIn(parts: ServerParts, signed: SignedStatement<Opening>): Promise<Uint8Array> {
  const { id, village, request, digest, reason, at } = signed.payload;
  const photo = toHex(digest);
  const ref = await findPersonRef(parts.db, village, photo);
  if (!ref) throw new HufuError('NOT_FOUND', { context: { kind: '图片 / picture', id: photo.slice(0, 12) } });
  if (request !== ref.request)
    throw new HufuError('OPENING_MISMATCH', {
      context: { problem: '写的是另一份申请 / it names another request' },
    });
  const bytes = await parts.blobs.get(photo);
  if (!isSealedPhoto(bytes))
    throw new HufuError('OPENING_MISMATCH', {
      context: { problem: '这张照片没有加密给持钥人 / this photograph is not sealed to holders' },
    });
  const { head } = valueOrThrow(readSealedPhoto(bytes));
  const photos = (await findRosterAt(parts.db, village, head.rosterVersion))?.roster.photos;
  if (!photos || head.village !== village)
    throw new HufuError('OPENING_MISMATCH', {
      context: { problem: '不是加密给本村的持钥人 / sealed to holders of another village' },
    });
  const { holders } = valueOrThrow(verifyOpening(signed, photos, { village, digest }));
  const revoked = await listRevokedKeys(parts.db, village);
  if (signed.signatures.some((s) => revoked.has(toHex(s.thumbprint)))) throw new HufuError('KEY_REVOKED');
  await commit(parts, async (work) => {
    // Asked again while witnesses were being waited for, or after a break: the act is the one recorded.
    const recorded = await findStatementDigest(work.tx, id);
    if (recorded === toHex(signed.digest)) return;
    if (recorded !== undefined)
      throw new HufuError('CONFLICT', { context: { what: `opening ${id}`, state: '已登记 / recorded' } });
    if (at > work.now + clockToleranceMs || at < work.now - underWayMs)
      throw new HufuError('OPENING_MISMATCH', {
        context: { problem: '签名时间与现在相差太多 / the time of signing is too far from now' },
      });
    const statement = await recordStatement(work, signed, {
      village,
      signers: holders.map((name) => ({ name, keyKind: 'file' as const })),
      ...(request === null ? {} : { request }),
    });
    await insertPhotoView(work.tx, { digest: photo, account: null, reason, at, statement });
  });
  return bytes;
}
