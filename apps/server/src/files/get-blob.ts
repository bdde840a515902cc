import { randomUUID } from 'node:crypto';
import { api, fromHex, HufuError } from '@hufu/contract';
import { isSealedPhoto } from '@hufu/statement/photo';
import { answer } from '../http/handler.ts';
import { commit } from '../http/unit-of-work.ts';
import { requirePermission } from '../people/permission.ts';
import { recordServiceStatement } from '../statements/service-statement.ts';
import { insertPhotoView, listBlobRefs } from './document.store.ts';
import { sealedProblem } from './sealed-problem.ts';

/** GET /api/files/get-blob */
export const getBlob = answer(api.files.getBlob, async ({ parts, caller, query }) => {
  const { digest } = query;
  const refs = await listBlobRefs(parts.db, digest, caller.unit.id);
  const ref = refs.find((r) => r.kind !== 'person') ?? refs[0];
  if (!ref)
    throw new HufuError('NOT_FOUND', { context: { kind: '图片 / picture', id: digest.slice(0, 12) } });
  if (ref.kind === 'person') {
    requirePermission(caller, 'evidence.openPersonPhoto', ref.village);
    const reason = query.reason?.trim();
    if (!reason)
      throw new HufuError('INPUT_INVALID', {
        context: {
          field: 'reason',
          problem: '查看人像须写明事由 / a reason is wanted for the photo of a person',
        },
      });
    // Read first: what cannot be opened was not opened. Shown only after the log has the act.
    const bytes = await parts.blobs.get(digest);
    const { village, request, media_type: mediaType } = ref;
    if (isSealedPhoto(bytes)) throw await sealedProblem(parts.db, bytes, { village, request, digest });
    await commit(parts, async (work) => {
      const statement = await recordServiceStatement(
        work,
        parts.keys.service,
        {
          type: 'opening',
          v: 1,
          id: randomUUID(),
          village,
          at: work.now,
          request,
          digest: fromHex(digest),
          by: caller.name,
          reason,
        },
        request ?? undefined,
      );
      await insertPhotoView(work.tx, { digest, account: caller.account, reason, at: work.now, statement });
    });
    return { bytes, mediaType, isImmutable: false };
  }
  return { bytes: await parts.blobs.get(digest), mediaType: ref.media_type, isImmutable: true };
});
