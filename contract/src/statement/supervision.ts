import { z } from 'zod';
import { zDigest, zId, zInstant } from '../bytes.ts';

/** `custody` 保管行为: mounted, unmounted, handed over, taken out, returned, suspended, surrendered, destroyed; two people sign. */
export const zCustody = z.strictObject({
  type: z.literal('custody'),
  v: z.literal(1),
  id: zId,
  village: zId,
  at: zInstant,
  seal: zId,
  act: z.enum([
    'mounted',
    'unmounted',
    'handedOver',
    'takenOut',
    'returned',
    'suspended',
    'resumed',
    'surrendered',
    'destroyed',
  ]),
  people: z.array(zId).min(2).max(5),
  machine: zId.nullable(),
  slot: z.number().int().min(0).max(7).nullable(),
  /** Raw contact counter read at the act. */
  H: z.number().int().min(0).nullable(),
  place: z.string().max(200),
  until: zInstant.nullable(),
  note: z.string().max(500),
});
export type Custody = z.infer<typeof zCustody>;

/** `alarm` 预警, raised by the server or a machine. */
export const zAlarm = z.strictObject({
  type: z.literal('alarm'),
  v: z.literal(1),
  id: zId,
  village: zId,
  at: zInstant,
  kind: z.string().min(1).max(60),
  severity: z.enum(['info', 'warning', 'serious']),
  subject: z.string().max(200),
  detail: z.string().max(1000),
});
export type Alarm = z.infer<typeof zAlarm>;

/** `disposal` 处置: how an alarm ended. `finding` 核查意见: what an inspector asked or found. */
export const zDisposal = z.strictObject({
  type: z.literal('disposal'),
  v: z.literal(1),
  id: zId,
  village: zId,
  at: zInstant,
  alarm: zId,
  by: z.string().min(1).max(100),
  result: z.enum(['false', 'real', 'handled']),
  note: z.string().min(1).max(1000),
});
export type Disposal = z.infer<typeof zDisposal>;

export const zFinding = z.strictObject({
  type: z.literal('finding'),
  v: z.literal(1),
  id: zId,
  village: zId,
  at: zInstant,
  request: zId.nullable(),
  by: z.string().min(1).max(100),
  text: z.string().min(1).max(1000),
});
export type Finding = z.infer<typeof zFinding>;

/** `deletion` 按期删除: a picture went on schedule; every proof stays verifiable (I9). */
export const zDeletion = z.strictObject({
  type: z.literal('deletion'),
  v: z.literal(1),
  id: zId,
  village: zId,
  at: zInstant,
  /** The request whose evidence they were; null for what belonged to none. */
  request: zId.nullable(),
  digests: z.array(zDigest).min(1).max(1000),
  /** Class, term and law, in words. */
  rule: z.string().min(1).max(200),
  /** Pages of the look-up, by number, whose features went with the pictures they were read from. */
  lookupPages: z.array(z.number().int().min(0)).max(10_000).optional(),
});
export type Deletion = z.infer<typeof zDeletion>;

/** `opening` 查看人像: somebody opened the photograph of a person, and why. */
export const zOpening = z.strictObject({
  type: z.literal('opening'),
  v: z.literal(1),
  id: zId,
  village: zId,
  at: zInstant,
  request: zId.nullable(),
  digest: zDigest,
  by: z.string().min(1).max(100),
  reason: z.string().min(1).max(200),
});
export type Opening = z.infer<typeof zOpening>;

/** `oldPaper` 旧纸登记 (N13): this photograph was registered now. When the paper was stamped nobody vouches for. */
export const zOldPaper = z.strictObject({
  type: z.literal('oldPaper'),
  v: z.literal(1),
  id: zId,
  village: zId,
  at: zInstant,
  /** The photograph that was registered. */
  digest: zDigest,
  by: z.string().min(1).max(100),
  /** Salted commitment to title, stated date and note: they may name a person, and a statement is for ever. */
  details: zDigest,
});
export type OldPaper = z.infer<typeof zOldPaper>;

/** `indexed` 入库: pages were taken into the look-up, each with the digest of its features there. */
export const zIndexed = z.strictObject({
  type: z.literal('indexed'),
  v: z.literal(1),
  id: zId,
  village: zId,
  at: zInstant,
  /** The request or old paper that they are pages of. */
  record: zId,
  pages: z
    .array(
      z.strictObject({
        page: z.number().int().min(0).max(199),
        number: z.number().int().min(0),
        features: zDigest,
      }),
    )
    .min(1)
    .max(200),
});
export type Indexed = z.infer<typeof zIndexed>;

/** `void` 作废: a badly stamped paper, retained and marked; the approver approves afresh. */
export const zVoidImpression = z.strictObject({
  type: z.literal('void'),
  v: z.literal(1),
  id: zId,
  village: zId,
  at: zInstant,
  authorization: zId,
  k: z.number().int().min(0),
  by: zId,
  reason: z.string().min(1).max(500),
  retained: z.literal(true),
});
export type VoidImpression = z.infer<typeof zVoidImpression>;

/** `service` 检修: two people of the service threshold release a quarantine or clear a tamper latch. */
export const zService = z.strictObject({
  type: z.literal('service'),
  v: z.literal(1),
  id: zId,
  village: zId,
  at: zInstant,
  machine: zDigest,
  act: z.enum(['clearTamper', 'releaseQuarantine', 'lockDown', 'unlock']),
  /** Service nonce of the press controller, so that it is used once. */
  nonce: z.custom<Uint8Array>((v) => v instanceof Uint8Array),
  reason: z.string().min(1).max(500),
});
export type Service = z.infer<typeof zService>;

/** `release` 固件发布: digest under the release quorum. */
export const zRelease = z.strictObject({
  type: z.literal('release'),
  v: z.literal(1),
  id: zId,
  at: zInstant,
  target: z.enum(['agent', 'press', 'web']),
  version: z.string().min(1).max(60),
  digest: zDigest,
});
export type Release = z.infer<typeof zRelease>;
