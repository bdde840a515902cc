import { z } from 'zod';
import { zBase64url, zHex32, zId, zInstant } from '../bytes.ts';
import { zCounters, zVerdictSummary } from '../statement/machine.ts';
import { zKeyKind, zPersonRole, zSealKind } from '../statement/roster.ts';
import { zBoxMm, zPlace } from '../statement/seal-use.ts';

/** Roles of an account. The first four are roles of the village's roster; the others never lead to an impression (I7). */
export const zRole = z.enum([...zPersonRole.options, 'inspector', 'administrator', 'maintainer', 'villager']);
export type Role = z.infer<typeof zRole>;

export const zUnitView = z.object({
  id: zId,
  parent: zId.nullable(),
  level: z.enum(['district', 'town', 'village']),
  name: z.string(),
});
export type UnitView = z.infer<typeof zUnitView>;

export const zAccountView = z.object({
  id: zId,
  /** Person of the roster, when this account is one. */
  person: zId.nullable(),
  login: z.string(),
  name: z.string(),
  unit: zUnitView,
  roles: z.array(zRole),
  demo: z.boolean(),
});
export type AccountView = z.infer<typeof zAccountView>;

/** Lists come in pages: `next` is opaque and null at the end. */
export function zPageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}
/** Query part of every list. */
export const pageQuery = {
  cursor: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(30),
};

export const zProblemView = z.object({
  code: z.string(),
  zh: z.tuple([z.string(), z.string(), z.string()]),
  en: z.tuple([z.string(), z.string(), z.string()]),
});
export type ProblemView = z.infer<typeof zProblemView>;

/** problem+json (RFC 9457) with our code and the three sentences. */
export const zProblem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  zh: z.tuple([z.string(), z.string(), z.string()]),
  en: z.tuple([z.string(), z.string(), z.string()]),
  context: z.record(z.string(), z.unknown()),
  /** Six characters that people can read out to the maintainer. */
  support: z.string(),
});
export type Problem = z.infer<typeof zProblem>;

export const zPageView = z.object({
  digest: zHex32,
  widthPx: z.number().int(),
  heightPx: z.number().int(),
  source: z.enum(['document', 'photo']),
  side: z.enum(['front', 'back']),
  sizeBytes: z.number().int(),
  /** Codes of the paper check at upload: blank, half-blank, blurred, dark... shown as warnings. */
  warnings: z.array(z.string()),
});
export type PageView = z.infer<typeof zPageView>;

export const zDocumentView = z.object({
  id: zId,
  name: z.string(),
  mediaType: z.string(),
  sizeBytes: z.number().int(),
  state: z.enum(['queued', 'rendering', 'ready', 'failed']),
  progress: z.object({ done: z.number().int(), total: z.number().int() }),
  problem: zProblemView.nullable(),
  pages: z.array(zPageView),
});
export type DocumentView = z.infer<typeof zDocumentView>;

export const zMatterView = z.object({
  id: z.string(),
  version: z.number().int(),
  name: z.string(),
  nameEn: z.string(),
  legalBasis: z.string(),
  requiredMaterial: z.array(z.string()),
  major: z.boolean(),
  seals: z.array(zSealKind),
  approvers: z.number().int(),
  review: z.boolean(),
  zones: z.array(zBoxMm),
  /** F65: a request of more than one page has every page shown to the machine. */
  everyPage: z.boolean().optional(),
  validityHours: z.number(),
  validFrom: zInstant,
  validTo: zInstant.nullable(),
});
export type MatterView = z.infer<typeof zMatterView>;

export const zSealView = z.object({
  id: zId,
  village: zId,
  name: z.string(),
  kind: zSealKind,
  sealCode13: z.string(),
  specimen: zHex32,
  diameterMm: z.number(),
  custodian: z.object({ id: zId, name: z.string() }),
  machine: zId.nullable(),
  slot: z.number().int(),
  state: z.enum(['active', 'suspended', 'retired']),
  executed: z.number().int(),
});
export type SealView = z.infer<typeof zSealView>;

/** Where a request stands. Names are shown as 已提交、待审批、已批准、用印中、已办结、未同意、已撤回、已过期、已作废. */
export const zPhase = z.enum([
  'filed',
  'underReview',
  'authorized',
  'stamping',
  'finished',
  'rejected',
  'withdrawn',
  'expired',
  'void',
]);
export type Phase = z.infer<typeof zPhase>;

export const zRequestSummary = z.object({
  id: zId,
  /** Number of the register: village, year, running number without gaps. */
  number: z.string(),
  village: zUnitView,
  matter: z.object({ id: z.string(), version: z.number().int(), name: z.string(), major: z.boolean() }),
  purpose: z.string(),
  applicantName: z.string(),
  filer: z.object({ id: zId, name: z.string() }),
  filedAt: zInstant,
  phase: zPhase,
  seals: z.array(z.object({ id: zId, name: z.string(), kind: zSealKind })),
  granted: z.number().int(),
  executed: z.number().int(),
  pages: z.number().int(),
  decidedAt: zInstant.nullable(),
  finishedAt: zInstant.nullable(),
  approvers: z.array(z.string()),
  /** What waits for the person asking. */
  waitsForMe: z.enum(['approve', 'review', 'stamp', 'overrule']).nullable(),
  alarms: z.number().int(),
  /** Emergency use (F47): two people authorized it instead of the usual approvers, or one has begun to. */
  emergency: z.literal(true).optional(),
  /** Of the impressions granted and made, those across the seam (骑缝章), where any were granted. */
  seams: z.object({ granted: z.number().int(), executed: z.number().int() }).optional(),
});
export type RequestSummary = z.infer<typeof zRequestSummary>;

/** A signed statement with where it stands in the log. */
export const zStatementView = z.object({
  id: zId,
  type: z.string(),
  at: zInstant,
  signers: z.array(z.object({ name: z.string(), keyKind: zKeyKind.or(z.literal('machine')) })),
  cose: zBase64url,
  salt: zHex32,
  /** Null until the sequencer has taken it. */
  leafIndex: z.number().int().nullable(),
  /** Whether a checkpoint co-signed by k witnesses covers it. */
  witnessed: z.boolean(),
});
export type StatementView = z.infer<typeof zStatementView>;

/**
 * Where the page's corners (upper left, upper right, lower right, lower left) appear in a photograph, in its pixels;
 * null when the page was not found. Screens straighten the photograph with them, so that boxes fit both pictures.
 */
export const zCorners = z
  .array(z.tuple([z.number(), z.number()]))
  .length(4)
  .nullable();

export const zImpressionView = z.object({
  k: z.number().int(),
  page: z.number().int(),
  copy: z.number().int(),
  seal: zId,
  sealName: z.string(),
  place: zPlace.nullable(),
  /** Pages whose sheets a seal across the seam joins (骑缝章), the first on top; without it an impression on one page. */
  seam: z.array(z.number().int()).optional(),
  state: z.enum(['open', 'inProgress', 'executed', 'unknown', 'voided', 'badStamp']),
  attempt: z.number().int(),
  at: zInstant.nullable(),
  /** Name of the machine that pressed, or tried to. */
  machine: z.string().optional(),
  /** Digests of evidence, null while it is not uploaded. */
  before: zHex32.nullable(),
  after: zHex32.nullable(),
  person: zHex32.nullable(),
  beforeVerdict: zVerdictSummary.nullable(),
  afterVerdict: zVerdictSummary.nullable(),
  /** The server's own comparison of the same pictures: a check on the machine. */
  serverVerdict: zVerdictSummary.nullable(),
  beforeCorners: zCorners.optional(),
  afterCorners: zCorners.optional(),
});
export type ImpressionView = z.infer<typeof zImpressionView>;

/** A paper that the machine refused or was unsure of. */
export const zPaperTrialView = z.object({
  id: zId,
  at: zInstant,
  machine: z.string(),
  k: z.number().int(),
  page: z.number().int(),
  frame: zHex32.nullable(),
  corners: zCorners.optional(),
  verdict: zVerdictSummary,
  /** For `unsure`: what an exception must bind; null when it is gone. */
  exceptionFor: z.object({ machine: zHex32, nonce: zBase64url, frames: z.array(zHex32) }).nullable(),
  /** The exception that other approvers of the quorum have signed so far: the next one signs the same bytes. */
  exceptionSoFar: zBase64url.nullable().optional(),
});
export type PaperTrialView = z.infer<typeof zPaperTrialView>;

export const zTimelineEntry = z.object({
  at: zInstant,
  kind: z.string(),
  who: z.string(),
  text: z.object({ zh: z.string(), en: z.string() }),
  statement: zId.nullable(),
});

export const zWarning = z.object({ code: z.string(), zh: z.string(), en: z.string() });

export const zRequestDetail = zRequestSummary.extend({
  pageList: z.array(zPageView),
  impressionPlan: z.array(zImpressionView),
  zones: z.array(zBoxMm),
  counterparty: z.string(),
  amountFen: z.number().int().nullable(),
  resolution: z.string(),
  stamper: z.object({ id: zId, name: z.string() }),
  /** The signed request: the approver's client checks it and builds the authorization from it. */
  requestStatement: zStatementView,
  /** The authorization so far, to which a further approver adds his signature. */
  authorization: zStatementView.nullable(),
  validTo: zInstant.nullable(),
  rejection: z.object({ by: z.string(), at: zInstant, reason: z.string() }).nullable(),
  statements: z.array(zStatementView),
  timeline: z.array(zTimelineEntry),
  trials: z.array(zPaperTrialView),
  warnings: z.array(zWarning),
  earlier: z.array(zRequestSummary),
  matterDetail: zMatterView,
  approversNeeded: z.number().int(),
  replaces: zId.nullable(),
  replacedBy: zId.nullable(),
});
export type RequestDetail = z.infer<typeof zRequestDetail>;

/** An order to lock a machine that no unlocking has answered: who gave it and why. */
export const zLockDownView = z.object({
  by: z.array(z.string()),
  reason: z.string(),
  orderedAt: zInstant,
  /** Since when the machine says that it obeys; null while the order is on its way. */
  since: zInstant.nullable(),
});
export type LockDownView = z.infer<typeof zLockDownView>;

export const zMachineView = z.object({
  id: zId,
  name: z.string(),
  village: zUnitView,
  thumbprint: zHex32,
  state: z.enum(['online', 'offline', 'lockedDown', 'quarantined']),
  lastSeenAt: zInstant.nullable(),
  counters: zCounters.nullable(),
  outboxDepth: z.number().int(),
  ink: z.number().nullable(),
  seals: z.array(z.object({ id: zId, name: z.string(), slot: z.number().int() })),
  kioskUrl: z.string().nullable(),
  /** What a service order must bind, as the press controller last said it; null when it has not said any. */
  serviceNonce: z
    .string()
    .regex(/^([0-9a-f]{2}){8,64}$/)
    .nullable(),
  /** Null when nobody has locked it, and when the machine was locked by other means. */
  lockDown: zLockDownView.nullable(),
});
export type MachineView = z.infer<typeof zMachineView>;

export const zAlarmView = z.object({
  id: zId,
  at: zInstant,
  village: zUnitView,
  kind: z.string(),
  severity: z.enum(['info', 'warning', 'serious']),
  title: z.object({ zh: z.string(), en: z.string() }),
  detail: z.object({ zh: z.string(), en: z.string() }),
  request: zId.nullable(),
  machine: zId.nullable(),
  disposal: z
    .object({ at: zInstant, by: z.string(), result: z.enum(['false', 'real', 'handled']), note: z.string() })
    .nullable(),
});
export type AlarmView = z.infer<typeof zAlarmView>;
