import { z } from 'zod';
import { zBytes, zDigest, zId, zInstant } from '../bytes.ts';
import { zLight } from './light.ts';

/** Counters of the press controller: A executed, D permitted, V voided, U unknown, L granted, H raw contacts. A+D+V+U=L, 0<=H-A<=U. */
export const zCounters = z.strictObject({
  A: z.number().int().min(0),
  D: z.number().int().min(0),
  V: z.number().int().min(0),
  U: z.number().int().min(0),
  L: z.number().int().min(0),
  H: z.number().int().min(0),
});
export type Counters = z.infer<typeof zCounters>;

/** Quality of the time stamp: who vouches for it. */
export const zTimeQuality = z.enum(['witness', 'ntp', 'gnss', 'rtc', 'none']);
export type TimeQuality = z.infer<typeof zTimeQuality>;

/** What every record of a machine carries: a gap-free chain (MACHINE.md 7). */
export const recordFields = {
  v: z.literal(1),
  id: zId,
  village: zId,
  /** Thumbprint of the press controller's key. */
  machine: zDigest,
  boot: z.number().int().min(0),
  /** Gap-free number of this machine's records, from 0. */
  n: z.number().int().min(0),
  /** SHA-256 of the previous record's statement bytes; 32 zero bytes before the first. */
  prev: zDigest,
  at: zInstant,
  tsq: zTimeQuality,
};

/** The comparison's verdict as evidence carries it; regions in pixels of the approved page at 200 dpi. */
export const zVerdictSummary = z.strictObject({
  verdict: z.enum(['match', 'mismatch', 'unsure']),
  confidence: z.number().min(0).max(1),
  reasons: z.array(z.string().max(60)).max(40),
  regions: z
    .array(
      z.strictObject({
        page: z.number().int().min(0),
        box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
        kind: z.string().max(40),
        before: z.string().max(200).nullable(),
        after: z.string().max(200).nullable(),
      }),
    )
    .max(200),
});
export type VerdictSummary = z.infer<typeof zVerdictSummary>;

/** Answer of the press controller, signed with its own key (statement bytes travel inside `outcome`). */
export const zReceipt = z.strictObject({
  type: z.literal('receipt'),
  v: z.literal(1),
  authorization: zId,
  k: z.number().int().min(0),
  attempt: z.number().int().min(0),
  outcome: z.enum(['executed', 'notExecuted', 'unknown']),
  H0: z.number().int().min(0),
  H1: z.number().int().min(0),
  counters: zCounters,
  pressBoot: z.number().int().min(0),
  preHash: zDigest,
  traceHash: zDigest,
  sid: z.number().int().min(0),
});
export type Receipt = z.infer<typeof zReceipt>;

/** `presence` 到场: who stood there; the photo's digest and the notice shown. */
export const zPresence = z.strictObject({
  type: z.literal('presence'),
  ...recordFields,
  authorization: zId,
  by: zId,
  method: z.enum(['key', 'pin', 'stampCode']),
  photo: zDigest.nullable(),
  /** Photo taken, or the equal alternative (F48): a named bystander vouches. */
  alternative: z.string().max(200),
  notice: zDigest,
  nonce: zBytes,
});
export type Presence = z.infer<typeof zPresence>;

/** `accepted` / refused authorization, as it arrived at the machine. */
export const zAuthorizationRecord = z.strictObject({
  type: z.literal('authorizationRecord'),
  ...recordFields,
  authorization: zId,
  accepted: z.boolean(),
  code: z.string().max(60),
});

/** `intent` 盖章意图: before motion. */
export const zIntent = z.strictObject({
  type: z.literal('intent'),
  ...recordFields,
  authorization: zId,
  k: z.number().int().min(0),
  attempt: z.number().int().min(0),
  preHash: zDigest,
  before: z.array(zDigest).min(1).max(10),
  verdict: zVerdictSummary,
  exception: zId.nullable(),
  H: z.number().int().min(0),
  /** How the camera followed the lamp while the paper was compared; a machine without a switched lamp has none. */
  light: zLight.optional(),
});
export type Intent = z.infer<typeof zIntent>;

/** `outcome` 盖章结果: exactly one for each attempt (I1). */
export const zOutcome = z.strictObject({
  type: z.literal('outcome'),
  ...recordFields,
  authorization: zId,
  k: z.number().int().min(0),
  attempt: z.number().int().min(0),
  outcome: z.enum(['executed', 'notExecuted', 'unknown']),
  reason: z.string().max(60),
  /** COSE bytes of the receipt: null only for an attempt that never reached the press controller. */
  receipt: zBytes.nullable(),
});
export type Outcome = z.infer<typeof zOutcome>;

/** `afterCheck` 盖后核验 of one executed impression. */
export const zAfterCheck = z.strictObject({
  type: z.literal('afterCheck'),
  ...recordFields,
  authorization: zId,
  k: z.number().int().min(0),
  attempt: z.number().int().min(0),
  after: zDigest.nullable(),
  /** Taken after a restart rather than at once. */
  late: z.boolean(),
  verdict: zVerdictSummary,
});
export type AfterCheck = z.infer<typeof zAfterCheck>;

/** A file of evidence, named before it is uploaded. */
export const zEvidenceFile = z.strictObject({
  digest: zDigest,
  role: z.enum(['before', 'after', 'person', 'reference']),
  k: z.number().int().min(0).nullable(),
  sizeBytes: z.number().int().min(0),
  mediaType: z.string().max(60),
  at: zInstant,
});
export type EvidenceFile = z.infer<typeof zEvidenceFile>;

/** Media type of a photograph of a person that is sealed to the village's holders (docs/formats/sealed-photo.md). */
export const sealedPhotoType = 'application/vnd.hufu.sealed-photo';

/** `finish` 办结: end of the job, with the manifest of its evidence. */
export const zFinish = z.strictObject({
  type: z.literal('finish'),
  ...recordFields,
  authorization: zId,
  executed: z.number().int().min(0),
  granted: z.number().int().min(1),
  reason: z.enum(['complete', 'endedEarly', 'expired', 'withdrawn', 'unknownOutcome', 'voided']),
  files: z.array(zEvidenceFile).max(2000),
});
export type Finish = z.infer<typeof zFinish>;

/** `event` of the machine: lid, tamper, jam, clock, refusal of a paper. */
export const zMachineEvent = z.strictObject({
  type: z.literal('event'),
  ...recordFields,
  event: z.enum([
    'boot',
    'lidOpened',
    'lidClosed',
    'tamper',
    'jam',
    'clockJump',
    'lockedDown',
    'unlocked',
    'quarantined',
    'released',
    'paperRefused',
    'paperUnsure',
    'pageShown',
    'confirmationAsked',
    'serviceDone',
    'rosterAccepted',
    'rosterRefused',
    'inkLow',
    'inkRefilled',
    'cameraFault',
    'lightIgnored',
    'badStamp',
    'updateStaged',
    'updateCommitted',
    'updateRolledBack',
    'certificateRenewed',
  ]),
  authorization: zId.nullable(),
  k: z.number().int().min(0).nullable(),
  /** For refused and unsure papers: the frame and the verdict. */
  frame: zDigest.nullable(),
  verdict: zVerdictSummary.nullable(),
  /** For papers that approvers are asked about: the press controller's nonce that an exception must carry; it dies when the paper is moved. */
  nonce: zBytes.optional(),
  /** F65: the page that was shown and is the approved one, and of which copy. */
  shown: z.strictObject({ page: z.number().int().min(0), copy: z.number().int().min(0) }).optional(),
  detail: z.string().max(500),
});
export type MachineEvent = z.infer<typeof zMachineEvent>;

/** `reconciliation` 对账: counter = journal = log, daily, zero days too. */
export const zReconciliation = z.strictObject({
  type: z.literal('reconciliation'),
  ...recordFields,
  day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  counters: zCounters,
  executedToday: z.number().int().min(0),
  bySeal: z.array(z.strictObject({ seal: zId, executed: z.number().int().min(0) })),
});
export type Reconciliation = z.infer<typeof zReconciliation>;
