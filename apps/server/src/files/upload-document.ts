import { randomUUID } from 'node:crypto';
import { api, HufuError, valueOrThrow } from '@hufu/contract';
import { answer } from '../http/handler.ts';
import { commit } from '../http/unit-of-work.ts';
import { findDocument, insertDocument } from './document.store.ts';
import { renderQueue } from './render-document.ts';
import { sniff } from './sniff.ts';

/** POST /api/files/upload-document */
export const uploadDocument = answer(api.files.uploadDocument, async ({ parts, caller, request }) => {
  if (!request.isMultipart())
    throw new HufuError('INPUT_INVALID', { context: { field: 'file', problem: 'multipart/form-data' } });
  const part = await request.file();
  if (!part)
    throw new HufuError('INPUT_INVALID', { context: { field: 'file', problem: '没有文件 / no file' } });
  const bytes = new Uint8Array(await part.toBuffer());
  const name = part.filename.slice(-200) || 'file';
  const { mediaType } = valueOrThrow(await sniff(bytes, name));
  const shelf = { village: caller.unit.id, kind: 'upload', at: parts.now() } as const;
  const digest = await parts.blobs.put(bytes, shelf);
  const id = randomUUID();
  await commit(parts, async ({ tx, now, tell }) => {
    const village = caller.unit.id;
    const { account } = caller;
    await insertDocument(tx, {
      id,
      account,
      village,
      name,
      mediaType,
      sizeBytes: bytes.length,
      digest,
      at: now,
    });
    await parts.jobs.enqueue(tx, renderQueue, { document: id });
    tell({ kind: 'documentChanged', document: id, state: 'queued', village, at: now });
  });
  const stored = await findDocument(parts.db, id);
  if (!stored) throw new HufuError('NOT_FOUND', { context: { kind: '材料 / document', id } });
  return stored.view;
});
