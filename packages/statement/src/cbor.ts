import { accept, type Result, refuse, sameBytes } from '@hufu/contract';
import { decode, encode, rfc8949EncodeOptions } from 'cborg';

/** What our profile of CBOR can carry. Maps keep the types of their keys. */
export type CborValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | CborValue[]
  | Map<CborValue, CborValue>;

/** Deeper nesting than this is no statement of ours, and a firmware's stack need not bear it. */
const maxDepth = 16;

const decodeOptions = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
  rejectDuplicateMapKeys: true,
  useMaps: true,
};

/** Deterministic CBOR of RFC 8949 §4.2.1; whole numbers are always written as integers, others as the shortest float. */
export function encodeCbor(value: unknown): Uint8Array {
  return encode(value, rfc8949EncodeOptions);
}

/** Reads CBOR only if these very bytes are what `encodeCbor` would write. */
export function decodeCbor(bytes: Uint8Array): Result<CborValue> {
  let value: CborValue;
  let again: Uint8Array;
  try {
    value = decode(bytes, decodeOptions);
    if (depthOf(value) > maxDepth) return refuse('STATEMENT_MALFORMED', { problem: 'nested too deep' });
    again = encodeCbor(value);
  } catch (cause) {
    // The decoder throws on whatever the sender made up, a RangeError of the stack included.
    return refuse('STATEMENT_MALFORMED', { problem: cause instanceof Error ? cause.message : 'not CBOR' });
  }
  return sameBytes(bytes, again) ? accept(value) : refuse('STATEMENT_NOT_CANONICAL');
}

/** Nesting of arrays and maps; a leaf has depth 0. */
function depthOf(value: CborValue): number {
  if (Array.isArray(value)) return 1 + value.reduce<number>((d, v) => Math.max(d, depthOf(v)), 0);
  if (value instanceof Map) {
    let deepest = 0;
    for (const [k, v] of value) deepest = Math.max(deepest, depthOf(k), depthOf(v));
    return 1 + deepest;
  }
  return 0;
}
