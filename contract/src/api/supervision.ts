import { z } from 'zod';
import { zBase64url, zHex32, zId, zInstant } from '../bytes.ts';
import { zFindPaperReply } from './find-paper.ts';
import { defineOperation } from './operation.ts';
import {
  pageQuery,
  zAccountView,
  zAlarmView,
  zMachineView,
  zMatterView,
  zPageOf,
  zPhase,
  zRequestSummary,
  zRole,
  zSealView,
  zUnitView,
} from './views.ts';

const none = z.object({});
const registerFilter = {
  village: zId.optional(),
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
  matter: z.string().max(60).optional(),
  seal: zId.optional(),
  phase: zPhase.optional(),
  text: z.string().max(100).optional(),
};

/** What inspectors, the supervision committee and administrators read, ask and flag. None of it can lead to an impression. */
export const supervision = {
  listRegister: defineOperation({
    name: 'supervision.listRegister',
    method: 'GET',
    path: '/api/supervision/list-register',
    caller: 'signedIn',
    summary: { zh: '用印登记簿', en: 'Seal-use register' },
    query: z.object({ ...pageQuery, ...registerFilter }),
    body: none,
    reply: zPageOf(zRequestSummary).extend({ total: z.number().int() }),
    codes: [],
  }),
  /** Replies an .xlsx file with the columns of the paper register (AC-4/5). */
  exportRegister: defineOperation({
    name: 'supervision.exportRegister',
    method: 'GET',
    path: '/api/supervision/export-register',
    caller: 'signedIn',
    summary: { zh: '登记簿导出 Excel', en: 'Register as Excel' },
    query: z.object(registerFilter),
    body: none,
    reply: z.unknown(),
    codes: [],
  }),
  listAlarms: defineOperation({
    name: 'supervision.listAlarms',
    method: 'GET',
    path: '/api/supervision/list-alarms',
    caller: 'signedIn',
    summary: { zh: '预警', en: 'Alarms' },
    query: z.object({
      ...pageQuery,
      village: zId.optional(),
      open: z.enum(['yes', 'no', 'all']).default('all'),
    }),
    body: none,
    reply: zPageOf(zAlarmView).extend({ open: z.number().int() }),
    codes: [],
  }),
  disposeAlarm: defineOperation({
    name: 'supervision.disposeAlarm',
    method: 'POST',
    path: '/api/supervision/dispose-alarm',
    caller: 'signedIn',
    summary: { zh: '处置预警', en: 'Dispose of an alarm' },
    query: none,
    body: z.object({
      alarm: zId,
      result: z.enum(['false', 'real', 'handled']),
      note: z.string().min(1).max(1000),
    }),
    reply: zAlarmView,
    codes: ['CONFLICT'],
  }),
  addFinding: defineOperation({
    name: 'supervision.addFinding',
    method: 'POST',
    path: '/api/supervision/add-finding',
    caller: 'signedIn',
    summary: { zh: '写核查意见', en: 'Add a finding' },
    query: none,
    body: z.object({ request: zId.nullable(), village: zId, text: z.string().min(1).max(1000) }),
    reply: z.object({ id: zId, at: zInstant }),
    codes: [],
  }),
  getStatistics: defineOperation({
    name: 'supervision.getStatistics',
    method: 'GET',
    path: '/api/supervision/get-statistics',
    caller: 'signedIn',
    summary: { zh: '统计', en: 'Statistics' },
    query: z.object({
      village: zId.optional(),
      from: z.coerce.number().int().optional(),
      to: z.coerce.number().int().optional(),
    }),
    body: none,
    reply: z.object({
      requests: z.number().int(),
      impressions: z.number().int(),
      rejected: z.number().int(),
      refusedPapers: z.number().int(),
      openAlarms: z.number().int(),
      /** Median of request to stamp, in milliseconds; null without data. */
      requestToStampMs: z.number().nullable(),
      approvalMs: z.number().nullable(),
      byMonth: z.array(
        z.object({ month: z.string(), requests: z.number().int(), impressions: z.number().int() }),
      ),
      byMatter: z.array(z.object({ matter: z.string(), name: z.string(), requests: z.number().int() })),
      bySeal: z.array(z.object({ kind: z.string(), impressions: z.number().int() })),
      byVillage: z.array(
        z.object({
          village: zUnitView,
          requests: z.number().int(),
          impressions: z.number().int(),
          alarms: z.number().int(),
          afterHours: z.number().int(),
          approvalMs: z.number().nullable(),
        }),
      ),
      byHour: z.array(z.number().int()).length(24),
    }),
    codes: [],
  }),
  listMachines: defineOperation({
    name: 'supervision.listMachines',
    method: 'GET',
    path: '/api/supervision/list-machines',
    caller: 'signedIn',
    summary: { zh: '印章机', en: 'Machines' },
    query: none,
    body: none,
    reply: z.object({ items: z.array(zMachineView) }),
    codes: [],
  }),
  listUnits: defineOperation({
    name: 'supervision.listUnits',
    method: 'GET',
    path: '/api/supervision/list-units',
    caller: 'signedIn',
    summary: { zh: '单位', en: 'Units' },
    query: none,
    body: none,
    reply: z.object({ items: z.array(zUnitView) }),
    codes: [],
  }),
  listSeals: defineOperation({
    name: 'supervision.listSeals',
    method: 'GET',
    path: '/api/supervision/list-seals',
    caller: 'signedIn',
    summary: { zh: '印章台账', en: 'Seal ledger' },
    query: z.object({ village: zId.optional() }),
    body: none,
    reply: z.object({
      items: z.array(
        zSealView.extend({
          history: z.array(
            z.object({ at: zInstant, act: z.string(), people: z.array(z.string()), note: z.string() }),
          ),
        }),
      ),
    }),
    codes: [],
  }),
  listPeople: defineOperation({
    name: 'supervision.listPeople',
    method: 'GET',
    path: '/api/supervision/list-people',
    caller: 'signedIn',
    summary: { zh: '人员与职责', en: 'People and roles' },
    query: z.object({ village: zId.optional() }),
    body: none,
    reply: z.object({
      items: z.array(
        zAccountView.extend({
          appointedBy: z.string(),
          keys: z.number().int(),
          warnings: z.array(z.string()),
        }),
      ),
    }),
    codes: [],
  }),
  listMatters: defineOperation({
    name: 'supervision.listMatters',
    method: 'GET',
    path: '/api/supervision/list-matters',
    caller: 'signedIn',
    summary: { zh: '用印事项与负面清单', en: 'Matters and the negative list' },
    query: none,
    body: none,
    reply: z.object({
      items: z.array(zMatterView),
      negative: z.array(
        z.object({
          no: z.number().int(),
          name: z.string(),
          also: z.array(z.string()),
          goInstead: z.string(),
        }),
      ),
      basis: z.string(),
    }),
    codes: [],
  }),
  /** Replies the role x action matrix that the product itself uses. */
  getPermissions: defineOperation({
    name: 'supervision.getPermissions',
    method: 'GET',
    path: '/api/supervision/get-permissions',
    caller: 'signedIn',
    summary: { zh: '权限表', en: 'Permission table' },
    query: none,
    body: none,
    reply: z.object({
      roles: z.array(zRole),
      rows: z.array(z.object({ action: z.string(), zh: z.string(), roles: z.array(zRole) })),
    }),
    codes: [],
  }),
} as const;

/** Custody of seals and the roster: acts of the village's own people, signed on their own devices. */
export const custody = {
  recordCustody: defineOperation({
    name: 'custody.recordCustody',
    method: 'POST',
    path: '/api/custody/record-custody',
    caller: 'signedIn',
    summary: { zh: '登记保管行为（两人签名）', en: 'Record an act of custody (two signatures)' },
    query: none,
    body: z.object({ statement: zBase64url.min(1).max(400_000), idempotencyKey: z.string().min(8).max(80) }),
    reply: z.object({ id: zId, complete: z.boolean() }),
    codes: ['QUORUM_MISSING', 'SIGNATURE_INVALID', 'SIGNER_UNKNOWN', 'CONFLICT'],
  }),
  publishRoster: defineOperation({
    name: 'custody.publishRoster',
    method: 'POST',
    path: '/api/custody/publish-roster',
    caller: 'signedIn',
    summary: { zh: '公布新一版名册（根钥匙签名）', en: 'Publish a roster signed by the root threshold' },
    query: none,
    body: z.object({ statement: zBase64url.min(1).max(4_000_000) }),
    reply: z.object({ version: z.number().int(), digest: zHex32 }),
    codes: ['ROSTER_NOT_CHAINED', 'QUORUM_MISSING', 'SIGNATURE_INVALID'],
  }),
  revoke: defineOperation({
    name: 'custody.revoke',
    method: 'POST',
    path: '/api/custody/revoke',
    caller: 'signedIn',
    summary: { zh: '作废钥匙或授权（手机丢了）', en: 'Revoke a key or an authorization (lost phone)' },
    query: none,
    body: z.object({ statement: zBase64url.min(1).max(400_000) }),
    reply: z.object({ id: zId }),
    codes: ['SIGNATURE_INVALID', 'SIGNER_UNKNOWN'],
  }),
  orderService: defineOperation({
    name: 'custody.orderService',
    method: 'POST',
    path: '/api/custody/order-service',
    caller: 'signedIn',
    summary: {
      zh: '锁定印章机，或由检修人员解锁、解除隔离',
      en: 'Lock a machine down, or have the service people unlock or release it',
    },
    query: none,
    /** A `service` statement; one that opens something may come with one signature after the other. */
    body: z.object({ statement: zBase64url.min(1).max(400_000) }),
    reply: z.object({ id: zId, complete: z.boolean() }),
    codes: ['MACHINE_UNKNOWN', 'QUORUM_MISSING', 'SIGNATURE_INVALID', 'SIGNER_UNKNOWN', 'NONCE_WRONG'],
  }),
  getRoster: defineOperation({
    name: 'custody.getRoster',
    method: 'GET',
    path: '/api/custody/get-roster',
    caller: 'public',
    summary: { zh: '一个村的名册各版', en: 'All rosters of a village' },
    query: z.object({ village: zId }),
    body: none,
    reply: z.object({ rosters: z.array(zBase64url) }),
    codes: [],
  }),
} as const;

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
