import { accept, HufuError, type Result, refuse, type Statement, zStatement } from '@hufu/contract';
import { sha256 } from '@noble/hashes/sha2.js';
import { type CborValue, decodeCbor, encodeCbor } from './cbor.ts';

/** The one encoding of a statement. Throws on what is no statement: the caller is outside the contract. */
export function encodePayload(statement: Statement): Uint8Array {
  const checked = zStatement.safeParse(statement);
  if (!checked.success)
    throw new HufuError('STATEMENT_MALFORMED', { context: { problem: problemOf(checked.error.issues) } });
  return encodeCbor(checked.data);
}

/** Reads a payload: canonical CBOR, and exactly the fields of a known type. */
export function decodePayload(bytes: Uint8Array): Result<Statement> {
  const cbor = decodeCbor(bytes);
  if (!cbor.ok) return cbor;
  const plain = toPlain(cbor.value);
  if (plain === unfit) return refuse('STATEMENT_MALFORMED', { problem: 'a key is not a usable text' });
  const checked = zStatement.safeParse(plain);
  return checked.success
    ? accept(checked.data)
    : refuse('STATEMENT_MALFORMED', { problem: problemOf(checked.error.issues) });
}

/** SHA-256 of payload bytes: how statements name each other. */
export function payloadDigest(bytes: Uint8Array): Uint8Array {
  return sha256(bytes);
}

const unfit = Symbol('unfit');

/** Maps with text keys become objects; `__proto__` is no field of ours and would be read by nobody. */
function toPlain(value: CborValue): unknown {
  if (Array.isArray(value)) {
    const items = value.map(toPlain);
    return items.includes(unfit) ? unfit : items;
  }
  if (!(value instanceof Map)) return value;
  const object: Record<string, unknown> = {};
  for (const [key, v] of value) {
    const item = toPlain(v);
    if (typeof key !== 'string' || key === '__proto__' || item === unfit) return unfit;
    object[key] = item;
  }
  return object;
}

/** Where it went wrong, without the values: they may be personal. */
function problemOf(issues: readonly { path: PropertyKey[]; code: string }[]): string {
  const first = issues[0];
  return first ? `${first.path.map(String).join('.') || 'payload'}: ${first.code}` : 'payload';
}
