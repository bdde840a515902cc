import { zBytes, zCounters, zDigest, zId, zInstant } from '@hufu/contract';
import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import { z } from 'zod';
import { crc32c } from './crc32c.ts';
import { blankLedger, type Ledger } from './ledger.ts';

const zCount = z.number().int().min(0);

const zAttempt = z.strictObject({
  n: zCount,
  authorization: zId,
  k: zCount,
  a: zCount,
  phase: z.enum(['armed', 'moving', 'settled']),
  outcome: z.enum(['executed', 'notExecuted', 'unknown']).nullable(),
  reason: z.string(),
  H0: zCount,
  H1: zCount,
  preHash: zDigest,
  traceHash: zDigest,
  sid: zCount,
  boot: zCount,
  counters: zCounters,
});

const zEntry = z.strictObject({
  authorization: zId,
  digest: zDigest,
  count: zCount,
  expiresAt: zInstant,
  executed: zBytes,
  unknown: zBytes,
  voided: zBytes,
  attempts: z.array(z.tuple([zCount, zCount])),
});

const zLedger = z.strictObject({
  generation: zCount,
  boot: zCount,
  counters: zCounters,
  entries: z.array(zEntry),
  ring: z.array(zAttempt),
  lastAttempt: zCount,
  tampered: z.boolean(),
  lockedDown: z.boolean(),
  quarantine: z.string().nullable(),
  timeFloor: zInstant,
  // A record of a controller from before there was emergency use has none.
  emergencies: z.array(zInstant).default([]),
  roster: zBytes.nullable(),
});

/** One FRAM copy of the ledger: deterministic CBOR, then CRC-32C. */
export function encodeLedger(ledger: Ledger): Uint8Array {
  const body = encode(ledger, rfc8949EncodeOptions);
  const record = new Uint8Array(body.length + 4);
  record.set(body);
  new DataView(record.buffer).setUint32(body.length, crc32c(body));
  return record;
}

/** The ledger of one copy, or undefined when the copy is torn, flipped or of another layout. */
export function decodeLedger(record: Uint8Array): Ledger | undefined {
  if (record.length < 5) return undefined;
  const body = record.subarray(0, record.length - 4);
  const crc = new DataView(record.buffer, record.byteOffset + body.length, 4).getUint32(0);
  if (crc !== crc32c(body)) return undefined;
  try {
    const read = zLedger.safeParse(decode(body));
    return read.success ? read.data : undefined;
  } catch {
    // A record that passes its CRC and is no CBOR was written by something else: as good as torn.
    return undefined;
  }
}

/** The two copies as the shell found them; null where there never was one. */
export type FramCopies = readonly [Uint8Array | null, Uint8Array | null];

/** What the copies say together. */
export type RecoveredLedger =
  | { readonly kind: 'blank' }
  /** `newest` is the copy to write last: overwriting it first could lose it to a torn write. */
  | { readonly kind: 'held'; readonly ledger: Ledger; readonly newest: 0 | 1; readonly damaged: boolean }
  | { readonly kind: 'lost' };

/** The newer of the copies that can be read, and which it is; undefined when neither can. */
export function newerCopy(
  zero: Ledger | undefined,
  one: Ledger | undefined,
): { readonly ledger: Ledger; readonly newest: 0 | 1 } | undefined {
  if (one && (!zero || one.generation > zero.generation)) return { ledger: one, newest: 1 };
  return zero && { ledger: zero, newest: 0 };
}

/**
 * Both copies are written, one after the other, before anything is done on the strength of a record. So the newer valid
 * copy is right, and when only one is valid it is at worst the record before a write that nobody relied on.
 * Both damaged is not 'blank': that would be a way to a second genesis.
 */
export function recoverLedger([zero, one]: FramCopies): RecoveredLedger {
  const [a, b] = [zero ? decodeLedger(zero) : undefined, one ? decodeLedger(one) : undefined];
  const held = newerCopy(a, b);
  if (held) return { kind: 'held', ...held, damaged: !a || !b };
  // The very first write was torn and its second copy never begun: nothing can have been done yet.
  return one === null ? { kind: 'blank' } : { kind: 'lost' };
}

/** The ledger to go on with when both copies are gone: locked for good, claiming nothing. */
export function lostLedger(H: number): Ledger {
  return { ...blankLedger, counters: { ...blankLedger.counters, H }, quarantine: 'ledgerLost' };
}
