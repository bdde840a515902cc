import { api, HufuError } from '@hufu/contract';
import { answer } from '../http/handler.ts';
import { openPersonPhoto } from '../machine-http/person-photos.ts';
import { requirePermission } from '../people/permission.ts';
import { insertPhotoView, listBlobRefs } from './document.store.ts';

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
    await insertPhotoView(parts.db, { digest, account: caller.account, reason, at: parts.now() });
  }
  const photo =
    ref.kind === 'person'
      ? await openPersonPhoto(parts.db, parts.blobs, parts.keys.personPhotos, digest)
      : undefined;
  return {
    bytes: photo ?? (await parts.blobs.get(digest)),
    mediaType: ref.media_type,
    isImmutable: ref.kind !== 'person',
  };
});
