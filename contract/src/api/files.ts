import { z } from 'zod';
import { zHex32, zId } from '../bytes.ts';
import { defineOperation } from './operation.ts';
import { zDocumentView } from './views.ts';

const none = z.object({});

/** Material of a request. Upload itself is multipart: POST /api/files/upload-document, field `file` (≤ 50 MB, ≤ 50 pages), replies DocumentView. */
export const files = {
  uploadDocument: defineOperation({
    name: 'files.uploadDocument',
    method: 'POST',
    path: '/api/files/upload-document',
    caller: 'signedIn',
    summary: { zh: '上传材料（照片、PDF、Word）', en: 'Upload material (photo, PDF, Word)' },
    query: none,
    body: z.unknown(),
    reply: zDocumentView,
    codes: [],
  }),
  getDocument: defineOperation({
    name: 'files.getDocument',
    method: 'GET',
    path: '/api/files/get-document',
    caller: 'signedIn',
    summary: { zh: '材料的转换进度和页面', en: 'Progress and pages of an upload' },
    query: z.object({ id: zId }),
    body: none,
    reply: zDocumentView,
    codes: [],
  }),
  /** Replies the image bytes themselves; the client hashes them before it draws them. */
  getBlob: defineOperation({
    name: 'files.getBlob',
    method: 'GET',
    path: '/api/files/get-blob',
    caller: 'signedIn',
    summary: { zh: '按摘要取页面或留影图片', en: 'Page or evidence image by digest' },
    query: z.object({
      digest: zHex32,
      request: zId.optional(),
      /** Why a photo of a person is opened: required for those, and logged. */
      reason: z.string().max(200).optional(),
    }),
    body: none,
    reply: z.unknown(),
    codes: [],
  }),
} as const;
