import { z } from 'zod';
import { zBase64url, zId, zInstant } from '../bytes.ts';
import { zFindPaperReply } from './find-paper.ts';
import { defineOperation } from './operation.ts';

const none = z.object({});

/** What an outsider needs: no session, no personal data beyond what the paper itself shows. */
export const evidence = {
  /** Replies a tlog-proof (text) whose extra data carry statement and salt. */
  getProof: defineOperation({
    name: 'evidence.getProof',
    method: 'GET',
    path: '/api/evidence/get-proof',
    caller: 'public',
    summary: { zh: '一份声明的入册证明', en: 'tlog-proof of a statement' },
    query: z.object({ statement: zId, receipt: z.string().min(16).max(100) }),
    body: none,
    reply: z.unknown(),
    codes: ['NOT_LOGGED'],
  }),
  /** Replies the evidence pack (zip). */
  getPack: defineOperation({
    name: 'evidence.getPack',
    method: 'GET',
    path: '/api/evidence/get-pack',
    caller: 'public',
    summary: { zh: '证据包（凭回执）', en: 'Evidence pack (with the receipt)' },
    query: z.object({ request: zId, receipt: z.string().min(16).max(100) }),
    body: none,
    reply: z.unknown(),
    codes: ['NOT_LOGGED'],
  }),
  /**
   * An `opening` of a sealed photograph, signed by the threshold of its holders: their signatures are the permission.
   * Replies the sealed file once the opening is in the log; asked again, it replies the same.
   */
  openPhoto: defineOperation({
    name: 'evidence.openPhoto',
    method: 'POST',
    path: '/api/evidence/open-photo',
    caller: 'public',
    summary: { zh: '持钥人共同查看一张加密的人像', en: 'Holders open a sealed photograph of a person' },
    query: none,
    body: z.object({ statement: zBase64url }),
    reply: z.object({
      /** The sealed photograph, as the machine made it. */
      sealed: zBase64url,
      /** tlog-proof of the opening with statement, salt and rosters. */
      proof: z.string(),
    }),
    codes: ['NOT_LOGGED', 'QUORUM_MISSING', 'OPENING_MISMATCH', 'PHOTO_SHARE_WRONG'],
  }),
  /** The receipt the villager keeps: its QR leads to the verify page with a secret that opens only this record. */
  getReceipt: defineOperation({
    name: 'evidence.getReceipt',
    method: 'GET',
    path: '/api/evidence/get-receipt',
    caller: 'signedIn',
    summary: { zh: '回执二维码', en: 'Receipt with QR' },
    query: z.object({ request: zId }),
    body: none,
    reply: z.object({ url: z.string(), qrSvg: z.string(), receipt: z.string() }),
    codes: [],
  }),
  /** Multipart, field `file`: a photo of any stamped paper. Replies its record, or a 'no record' signed with the log's key. */
  findPaper: defineOperation({
    name: 'evidence.findPaper',
    method: 'POST',
    path: '/api/evidence/find-paper',
    caller: 'signedIn',
    summary: { zh: '凭照片查纸', en: 'Find the record of a paper by its photo' },
    query: none,
    body: z.unknown(),
    reply: zFindPaperReply,
    codes: ['FILE_TYPE_UNSUPPORTED'],
  }),
  /** Multipart, fields `title`, `statedDate`, `note`, then `file`: a paper stamped before the system was there (N13). */
  registerOldPaper: defineOperation({
    name: 'evidence.registerOldPaper',
    method: 'POST',
    path: '/api/evidence/register-old-paper',
    caller: 'signedIn',
    summary: { zh: '登记以前盖过章的纸', en: 'Register a paper that was stamped earlier' },
    query: none,
    body: z.unknown(),
    reply: z.object({ id: zId, registeredAt: zInstant, isNew: z.boolean() }),
    codes: ['FILE_TYPE_UNSUPPORTED', 'PAPER_LITTLE_PRINT'],
  }),
  /** The logged release of the web pages that this server serves: what it should hand out, file by file. */
  getWebRelease: defineOperation({
    name: 'evidence.getWebRelease',
    method: 'GET',
    path: '/api/evidence/get-web-release',
    caller: 'public',
    summary: { zh: '网页的发布清单和入册证明', en: 'Logged release of the web pages' },
    query: none,
    body: none,
    reply: z.object({
      version: z.string(),
      /** Every file with its digest; the release statement carries the digest of this text. */
      manifest: z.string(),
      /** tlog-proof of the release with statement, salt and rosters. */
      proof: z.string(),
    }),
    codes: ['NOT_FOUND', 'NOT_LOGGED'],
  }),
  /** Origin, keys and witnesses as this server states them; a verifier pins its own. */
  getPolicy: defineOperation({
    name: 'evidence.getPolicy',
    method: 'GET',
    path: '/api/evidence/get-policy',
    caller: 'public',
    summary: { zh: '日志与见证方的公钥', en: 'Keys of log and witnesses' },
    query: none,
    body: none,
    reply: z.object({
      origin: z.string(),
      logVkey: z.string(),
      witnesses: z.array(
        z.object({ name: z.string(), organisation: z.string(), vkey: z.string(), sameHost: z.boolean() }),
      ),
      k: z.number().int(),
      policy: z.string(),
      demo: z.boolean(),
    }),
    codes: [],
  }),
} as const;
