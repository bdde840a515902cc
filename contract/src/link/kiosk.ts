import { z } from 'zod';
import { zCorners } from '../api/views.ts';
import { zBase64url, zHex32, zId, zInstant } from '../bytes.ts';
import { zCounters, zVerdictSummary } from '../statement/machine.ts';

/** A job as the touch screen lists it. */
export const zKioskJob = z.object({
  authorization: zId,
  number: z.string(),
  matter: z.string(),
  purpose: z.string(),
  applicantName: z.string(),
  approverNames: z.array(z.string()),
  stamper: z.object({ id: zId, name: z.string() }),
  sealNames: z.array(z.string()),
  pages: z.number().int(),
  /** Digests of the approved pages, in order: `GET /reference/<digest>` has their pictures. */
  pageDigests: z.array(zHex32).optional(),
  granted: z.number().int(),
  /** How many of those are across the seam. */
  seams: z.number().int().optional(),
  executed: z.number().int(),
  validTo: zInstant,
  /** Emergency use (F47): said on every screen of the job. */
  emergency: z.literal(true).optional(),
  /** `preparing`: pages are still being fetched and prepared. */
  state: z.enum(['preparing', 'ready', 'interrupted', 'done']),
});
export type KioskJob = z.infer<typeof zKioskJob>;

/** What lies under the camera: the sheets that a seal across the seam joins, or a page that is only shown (F65). */
const layFields = {
  /** Pages whose sheets are fanned out for a seal across the seam (骑缝章), the first on top. */
  seam: z.array(z.number().int()).optional(),
  /** The page gets no impression here: the n-th of as many that have to be seen. */
  shown: z.object({ n: z.number().int(), of: z.number().int() }).optional(),
};

/** What the touch screen shows: one question at a time, step n of 4 (到场、放纸、盖章、取纸). */
export const zKioskScreen = z.discriminatedUnion('name', [
  z.object({ name: z.literal('idle') }),
  /** Notice about the photograph, before it is taken. */
  z.object({
    name: z.literal('notice'),
    authorization: zId,
    text: z.object({ zh: z.string(), en: z.string() }),
  }),
  z.object({
    name: z.literal('person'),
    authorization: zId,
    hint: z.enum(['look', 'noFace', 'manyFaces', 'camera']),
  }),
  z.object({ name: z.literal('presence'), authorization: zId, wrong: z.number().int() }),
  z.object({
    name: z.literal('placePaper'),
    authorization: zId,
    k: z.number().int(),
    page: z.number().int(),
    ...layFields,
    copy: z.number().int(),
    hint: z.string(),
  }),
  z.object({
    name: z.literal('comparing'),
    authorization: zId,
    k: z.number().int(),
    page: z.number().int(),
    ...layFields,
    progress: z.number(),
  }),
  z.object({
    name: z.literal('refused'),
    authorization: zId,
    k: z.number().int(),
    page: z.number().int(),
    ...layFields,
    verdict: zVerdictSummary,
    frame: zHex32,
    corners: zCorners.optional(),
    /** Another page of the same document that lies there instead (F65). */
    laid: z.number().int().optional(),
  }),
  z.object({
    name: z.literal('unsure'),
    authorization: zId,
    k: z.number().int(),
    page: z.number().int(),
    ...layFields,
    verdict: zVerdictSummary,
    frame: zHex32,
    corners: zCorners.optional(),
    waitsForException: z.boolean(),
  }),
  z.object({
    name: z.literal('confirm'),
    authorization: zId,
    k: z.number().int(),
    page: z.number().int(),
    ...layFields,
    sealName: z.string(),
    frame: zHex32,
    corners: zCorners.optional(),
  }),
  z.object({ name: z.literal('pressing'), authorization: zId, k: z.number().int() }),
  z.object({ name: z.literal('checkingAfter'), authorization: zId, k: z.number().int() }),
  z.object({
    name: z.literal('result'),
    authorization: zId,
    k: z.number().int(),
    page: z.number().int(),
    ...layFields,
    verdict: zVerdictSummary,
    frame: zHex32,
    corners: zCorners.optional(),
    left: z.number().int(),
  }),
  z.object({ name: z.literal('notPressed'), authorization: zId, k: z.number().int(), code: z.string() }),
  z.object({
    name: z.literal('finished'),
    authorization: zId,
    executed: z.number().int(),
    granted: z.number().int(),
  }),
  z.object({ name: z.literal('stopped'), code: z.string(), detail: z.string() }),
]);
export type KioskScreen = z.infer<typeof zKioskScreen>;

/** Whole state of the touch screen; streamed by `GET /state/stream` (server-sent events) of the agent. */
export const zKioskState = z.object({
  machine: z.object({ id: zId, name: z.string(), village: z.string(), thumbprint: zHex32 }),
  demo: z.boolean(),
  now: zInstant,
  link: z.object({ online: z.boolean(), since: zInstant, queued: z.number().int() }),
  freshUntil: zInstant.nullable(),
  counters: zCounters.nullable(),
  /** How full the ink pad is, as the agent estimates it. */
  ink: z.number().min(0).max(1).optional(),
  /** Whether the pad is due to be filled. */
  inkLow: z.boolean().optional(),
  /** Who may say, with his own PIN, that he filled it: custodians and stampers of the roster. */
  refillers: z.array(z.object({ id: zId, name: z.string() })).optional(),
  lock: z.enum(['ready', 'lockedDown', 'quarantined', 'noPress', 'blank']),
  rosterDigest: zHex32.nullable(),
  /** Six digits of the claim, while the machine waits for its certificate: compared with those the operator sees. */
  claimCode: z
    .string()
    .regex(/^\d{6}$/)
    .nullable()
    .optional(),
  jobs: z.array(zKioskJob),
  screen: zKioskScreen,
  version: z.number().int(),
});
export type KioskState = z.infer<typeof zKioskState>;

/** `POST /command` of the agent (loopback only). A command names the state's version it answers: a late double tap does nothing. */
export const zKioskCommand = z.discriminatedUnion('do', [
  z.object({ do: z.literal('start'), authorization: zId }),
  z.object({ do: z.literal('consent'), photo: z.boolean(), vouchedBy: z.string().max(60) }),
  z.object({ do: z.literal('takePersonPhoto') }),
  z.object({ do: z.literal('enterPin'), pin: z.string().regex(/^\d{4,8}$/) }),
  z.object({ do: z.literal('paperPlaced') }),
  z.object({ do: z.literal('retake') }),
  z.object({ do: z.literal('confirm') }),
  z.object({ do: z.literal('next') }),
  z.object({ do: z.literal('badStamp'), reason: z.string().min(1).max(200) }),
  z.object({ do: z.literal('endEarly') }),
  z.object({ do: z.literal('leave') }),
  /** Somebody filled the ink pad; his name goes into the record. */
  z.object({ do: z.literal('inkRefilled'), by: z.string().trim().min(1).max(60) }),
  /** The same from the touch screen: somebody of the roster says it with his own PIN. */
  z.object({ do: z.literal('refillInk'), person: zId, pin: z.string().regex(/^\d{4,8}$/) }),
]);
export type KioskCommand = z.infer<typeof zKioskCommand>;
export const zKioskCommandEnvelope = z.object({ version: z.number().int(), command: zKioskCommand });

/** Other paths of the agent's loopback door: `GET /frame/<digest>` evidence frames, `GET /reference/<digest>` approved pages, `GET /camera/live` MJPEG, `GET /specimen/<digest>`. */
export const kioskHttp = {
  stream: '/state/stream',
  state: '/state',
  command: '/command',
  live: '/camera/live',
  /** For service people on the spot: `GET` how the machine stands and what to sign over, `POST` their order. */
  service: '/service',
  /** For maintainers on the spot: `POST` a release and where its archive lies on the machine. */
  update: '/update',
  /** The person's camera, so that people can stand right. */
  livePerson: '/camera/live?of=person',
  frame: (digestHex: string) => `/frame/${digestHex}`,
  reference: (digestHex: string) => `/reference/${digestHex}`,
} as const;

/** What service people must know to sign an order (`GET /service`). */
export const zServiceView = z.object({
  machine: zHex32,
  name: z.string(),
  village: zId,
  lock: zKioskState.shape.lock,
  /** How the press controller stands by itself, or null while it cannot be reached. */
  mode: z
    .enum(['starting', 'blank', 'ready', 'pressing', 'quarantined', 'tampered', 'lockedDown'])
    .nullable(),
  reason: z.string(),
  /** Empty while the controller cannot be reached. */
  nonce: z.string().regex(/^([0-9a-f]{2})*$/),
});
export type ServiceView = z.infer<typeof zServiceView>;
/** `POST /service`: a `service` statement of as many as it takes, in base64url. */
export const zServiceOrder = z.object({ statement: z.string().max(100_000) });

/** `POST /update`: a `release` statement with its proof, bytes in base64url, and the path of the archive. */
export const zUpdateOffer = z.object({
  cose: zBase64url.max(100_000),
  salt: zBase64url.max(100),
  proof: z.string().max(60_000),
  archive: z.string().min(1).max(1000),
});

/** The simulator's panel: what a pair of hands does at the machine. `POST /sim/do`, `GET /sim/state`. */
export const zSimAction = z.discriminatedUnion('do', [
  /** Print the page of this digest and lay it on the platen, as it is or altered. */
  z.object({
    do: z.literal('placePrinted'),
    digest: zHex32,
    alter: z.enum(['none', 'digit', 'otherPage', 'handwriting', 'blur', 'dark']).default('none'),
    turnDeg: z.number().default(0),
    copy: z.number().int().default(0),
  }),
  /** Print these pages and lay them on the platen as a fan for a seal across the seam, the first on top. */
  z.object({
    do: z.literal('placeFan'),
    digests: z.array(zHex32).min(1).max(12),
    stepMm: z.number().min(0).max(40).optional(),
  }),
  z.object({ do: z.literal('placeBlank') }),
  /** Lay a picture given by the caller (PNG/JPEG/PDF page, base64) on the platen. */
  z.object({ do: z.literal('placePicture'), base64: z.string().max(80_000_000) }),
  z.object({ do: z.literal('removePaper') }),
  z.object({ do: z.literal('person'), faces: z.number().int().min(0).max(2) }),
  z.object({ do: z.literal('lid'), open: z.boolean() }),
  /** The line to the server; up with nothing else said ends every fault of it. */
  z.object({
    do: z.literal('network'),
    up: z.boolean(),
    bytesPerSecond: z.number().positive().nullable().optional(),
    loss: z.number().min(0).max(1).optional(),
    halfOpen: z.boolean().optional(),
    double: z.number().min(0).max(1).optional(),
    reorder: z.number().min(0).max(1).optional(),
  }),
  z.object({ do: z.literal('ink'), level: z.number().min(0).max(1) }),
  z.object({
    do: z.literal('inject'),
    fault: z.enum([
      'jamAbove',
      'jamInZone',
      'cameraFrozen',
      'cameraDark',
      'cameraReplay',
      'powerCut',
      'slip',
    ]),
  }),
  /** Fault script: `at <step>[#n] inject <component> <type> [{…}]`, one line each; an empty one clears what is left. */
  z.object({ do: z.literal('script'), lines: z.array(z.string().max(300)).max(200) }),
]);
export type SimAction = z.infer<typeof zSimAction>;
export const zSimState = z.object({
  platen: z.enum(['empty', 'paper', 'blank']),
  label: z.string(),
  impressionsMade: z.number().int(),
  faces: z.number().int(),
  lidOpen: z.boolean(),
  ink: z.number(),
  network: z.boolean(),
  /** What is wrong with the line to the server. */
  line: z
    .object({
      isUp: z.boolean(),
      bytesPerSecond: z.number().nullable(),
      loss: z.number(),
      isHalfOpen: z.boolean(),
      double: z.number(),
      reorder: z.number(),
    })
    .optional(),
  /** Lines of the fault script that have not come true yet. */
  script: z.array(z.string()).optional(),
});
export type SimState = z.infer<typeof zSimState>;
