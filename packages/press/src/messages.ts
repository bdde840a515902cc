import { zBytes, zCounters, zDigest, zId, zInstant } from '@hufu/contract';
import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import { z } from 'zod';
import { frameTypes } from './frame.ts';

const zCount = z.number().int().min(0);
const zU16 = z.number().int().min(0).max(0xffff);
/** Session nonces and proofs. */
const zNonce = z.custom<Uint8Array>((v) => v instanceof Uint8Array && v.length === 16, '16 bytes wanted');

/** Names one attempt at one impression. */
export const zAttemptRef = z.strictObject({ authorization: zId, k: zU16, a: zU16 });
export type AttemptRef = z.infer<typeof zAttemptRef>;

/** Payloads of requests, by frame type. */
export const requests = {
  HELLO: z.strictObject({ v: z.literal(1), nonce: zNonce }),
  STATUS: z.strictObject({}),
  LEDGER: z.discriminatedUnion('what', [
    z.strictObject({ what: z.literal('registers') }),
    z.strictObject({ what: z.literal('authorization'), authorization: zId }),
    z.strictObject({ what: z.literal('impression'), authorization: zId, k: zU16 }),
    z.strictObject({ what: z.literal('attempt'), n: zCount }),
  ]),
  LOAD: z.strictObject({
    digest: zDigest,
    i: z.number().int().min(0).max(63),
    m: z.number().int().min(1).max(64),
    bytes: zBytes,
  }),
  ROSTER: z.strictObject({ digest: zDigest }),
  FRESHNESS: z.strictObject({ digest: zDigest }),
  AUTHORIZATION: z.strictObject({ digest: zDigest }),
  EXCEPTION: z.strictObject({ digest: zDigest }),
  SERVICE: z.strictObject({ digest: zDigest }),
  NONCE: z.strictObject({ purpose: z.enum(['freshness', 'service', 'exception']) }),
  PRESS: z.strictObject({
    ...zAttemptRef.shape,
    preHash: zDigest,
    /** SHA-256 of the exception's payload bytes, when the intent rests on one. */
    exception: zDigest.nullable(),
  }),
  VOID_ATTEMPT: z.strictObject({ ...zAttemptRef.shape, preHash: zDigest }),
  CLOSE: z.strictObject({ authorization: zId }),
  RECEIPT: z.strictObject({ ...zAttemptRef.shape, offset: zCount }),
  ESTOP: z.strictObject({}),
  TIME: z.strictObject({}),
  BEAT: z.strictObject({}),
  EVENT: z.strictObject({ acked: zCount }),
} as const;

/** What the controller reports unasked, again and again until it is acknowledged. */
export const zEventBody = z.strictObject({
  event: z.enum([
    // For firmware that keeps its session over a restart; this one tells the boot in HELLO.
    'boot',
    'settled',
    'lidOpened',
    'lidClosed',
    'tamper',
    'jam',
    'quarantined',
    'stuckDown',
    'framDamaged',
  ]),
  authorization: zId.nullable(),
  k: zU16.nullable(),
  attempt: zU16.nullable(),
  detail: z.string(),
});
export type EventBody = z.infer<typeof zEventBody>;
export const zEvent = z.strictObject({ n: zCount, body: zEventBody });

const zOutcome = z.enum(['executed', 'notExecuted', 'unknown']);

/** An attempt as LEDGER and RECEIPT tell it. */
export const zAttemptReport = z.strictObject({
  n: zCount,
  authorization: zId,
  k: zU16,
  attempt: zU16,
  phase: z.enum(['armed', 'moving', 'settled']),
  outcome: zOutcome.nullable(),
  reason: z.string(),
  H0: zCount,
  H1: zCount,
});
export type AttemptReport = z.infer<typeof zAttemptReport>;

/** What the controller is free to do. */
export const zMode = z.enum([
  'starting',
  'blank',
  'ready',
  'pressing',
  'quarantined',
  'tampered',
  'lockedDown',
]);
export type PressMode = z.infer<typeof zMode>;

/** Payloads of replies that are not refusals, by frame type. */
export const replies = {
  HELLO: z.strictObject({
    ok: z.literal(true),
    v: z.literal(1),
    sid: zU16,
    nonce: zNonce,
    proof: zNonce,
    fw: z.string(),
    caps: z.strictObject({ ledger: z.literal(true), maxImpressions: zCount, maxStatement: zCount }),
    boot: zCount,
    /** COSE_Key of the press key. */
    key: zBytes,
    /** CRC-32C of the board's configuration. */
    config: zCount,
  }),
  STATUS: z.strictObject({
    ok: z.literal(true),
    mode: zMode,
    quarantine: z.string().nullable(),
    motion: z.string(),
    lidOpen: z.boolean(),
    tampered: z.boolean(),
    retracted: z.boolean(),
    boot: zCount,
    counters: zCounters,
    rosterVersion: zCount.nullable(),
    rosterDigest: zDigest.nullable(),
    /** Milliseconds that the freshness held still lasts; 0 when there is none. */
    freshMs: zCount,
  }),
  LEDGER: z.union([
    z.strictObject({
      ok: z.literal(true),
      what: z.literal('registers'),
      boot: zCount,
      counters: zCounters,
      quarantine: z.string().nullable(),
      lastAttempt: zCount,
      open: zAttemptReport.nullable(),
      authorizations: zCount,
      fault: z.string().nullable(),
    }),
    z.strictObject({
      ok: z.literal(true),
      what: z.literal('authorization'),
      authorization: zId,
      count: zCount,
      executed: zBytes,
      /** Bits of impressions that are unknown or voided. */
      spoilt: zBytes,
    }),
    z.strictObject({
      ok: z.literal(true),
      what: z.literal('impression'),
      authorization: zId,
      k: zU16,
      state: z.enum(['permitted', 'voided', 'executed', 'notExecuted', 'unknown']),
      next: zU16,
      last: zAttemptReport.nullable(),
    }),
    z.strictObject({ ok: z.literal(true), what: z.literal('attempt'), attempt: zAttemptReport }),
  ]),
  LOAD: z.strictObject({ ok: z.literal(true), missing: zCount }),
  ROSTER: z.strictObject({ ok: z.literal(true), version: zCount, digest: zDigest }),
  FRESHNESS: z.strictObject({ ok: z.literal(true), now: zInstant, freshMs: zCount }),
  AUTHORIZATION: z.strictObject({ ok: z.literal(true), authorization: zId, count: zCount, digest: zDigest }),
  EXCEPTION: z.strictObject({ ok: z.literal(true), digest: zDigest }),
  SERVICE: z.strictObject({ ok: z.literal(true), mode: zMode }),
  NONCE: z.strictObject({ ok: z.literal(true), nonce: zBytes }),
  PRESS: z.strictObject({ ok: z.literal(true), n: zCount }),
  VOID_ATTEMPT: z.strictObject({ ok: z.literal(true), attempt: zAttemptReport }),
  CLOSE: z.strictObject({ ok: z.literal(true), counters: zCounters }),
  RECEIPT: z.union([
    z.strictObject({ ok: z.literal(true), settled: z.literal(false) }),
    z.strictObject({
      ok: z.literal(true),
      settled: z.literal(true),
      total: zCount,
      offset: zCount,
      bytes: zBytes,
      outcome: zOutcome,
      reason: z.string(),
    }),
  ]),
  ESTOP: z.strictObject({ ok: z.literal(true) }),
  TIME: z.strictObject({
    ok: z.literal(true),
    now: zInstant.nullable(),
    tsq: z.enum(['witness', 'none']),
    uptimeMs: zCount,
  }),
} as const;

/** A reply that says no. */
export const zRefusal = z.strictObject({
  ok: z.literal(false),
  code: z.string(),
  context: z.record(z.string(), z.unknown()),
});

/** Types of requests that get a reply. */
export type RequestType = keyof typeof replies;
/** Payload of a request. */
export type RequestOf<T extends keyof typeof requests> = z.infer<(typeof requests)[T]>;
/** Payload of a reply that is no refusal. */
export type ReplyOf<T extends RequestType> = z.infer<(typeof replies)[T]>;

/** Deterministic CBOR of a payload. */
export function encodeBody(body: unknown): Uint8Array {
  return encode(body, rfc8949EncodeOptions);
}

/** The value of CBOR bytes, or undefined when they are no CBOR of ours. */
export function decodeBody(bytes: Uint8Array): unknown {
  try {
    return decode(bytes, { rejectDuplicateMapKeys: true });
  } catch {
    return undefined;
  }
}

/** A request that was read, told apart by its type. */
export type FrameRequest = {
  [T in keyof typeof requests]: { readonly type: T; readonly body: RequestOf<T> };
}[keyof typeof requests];

type Reader = (value: unknown) => FrameRequest | undefined;

function reader<B>(schema: z.ZodType<B>, wrap: (body: B) => FrameRequest): Reader {
  return (value) => {
    const read = schema.safeParse(value);
    return read.success ? wrap(read.data) : undefined;
  };
}

const readers = new Map<number, Reader>([
  [frameTypes.HELLO, reader(requests.HELLO, (body) => ({ type: 'HELLO', body }))],
  [frameTypes.STATUS, reader(requests.STATUS, (body) => ({ type: 'STATUS', body }))],
  [frameTypes.LEDGER, reader(requests.LEDGER, (body) => ({ type: 'LEDGER', body }))],
  [frameTypes.LOAD, reader(requests.LOAD, (body) => ({ type: 'LOAD', body }))],
  [frameTypes.ROSTER, reader(requests.ROSTER, (body) => ({ type: 'ROSTER', body }))],
  [frameTypes.FRESHNESS, reader(requests.FRESHNESS, (body) => ({ type: 'FRESHNESS', body }))],
  [frameTypes.AUTHORIZATION, reader(requests.AUTHORIZATION, (body) => ({ type: 'AUTHORIZATION', body }))],
  [frameTypes.EXCEPTION, reader(requests.EXCEPTION, (body) => ({ type: 'EXCEPTION', body }))],
  [frameTypes.SERVICE, reader(requests.SERVICE, (body) => ({ type: 'SERVICE', body }))],
  [frameTypes.NONCE, reader(requests.NONCE, (body) => ({ type: 'NONCE', body }))],
  [frameTypes.PRESS, reader(requests.PRESS, (body) => ({ type: 'PRESS', body }))],
  [frameTypes.VOID_ATTEMPT, reader(requests.VOID_ATTEMPT, (body) => ({ type: 'VOID_ATTEMPT', body }))],
  [frameTypes.CLOSE, reader(requests.CLOSE, (body) => ({ type: 'CLOSE', body }))],
  [frameTypes.RECEIPT, reader(requests.RECEIPT, (body) => ({ type: 'RECEIPT', body }))],
  [frameTypes.ESTOP, reader(requests.ESTOP, (body) => ({ type: 'ESTOP', body }))],
  [frameTypes.TIME, reader(requests.TIME, (body) => ({ type: 'TIME', body }))],
  [frameTypes.BEAT, reader(requests.BEAT, (body) => ({ type: 'BEAT', body }))],
  [frameTypes.EVENT, reader(requests.EVENT, (body) => ({ type: 'EVENT', body }))],
]);

/** The request of a frame, or undefined when type or payload are not of the protocol. */
export function parseRequest(type: number, value: unknown): FrameRequest | undefined {
  return readers.get(type)?.(value);
}
