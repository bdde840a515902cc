import { HufuError } from '@hufu/contract';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat } from './text.ts';

/** Bytes of a salt: fixed, so that no other split of salt || bytes gives the same commitment. */
export const SALT_BYTES = 32;

/** The log's entry for a statement: SHA-256(salt || COSE bytes); it says nothing once the salt is deleted (I9). */
export function commitment(salt: Uint8Array, bytes: Uint8Array): Uint8Array {
  if (salt.length !== SALT_BYTES) {
    throw new HufuError('COMMITMENT_SALT_INVALID', { context: { sizeBytes: salt.length } });
  }
  return sha256(concat(salt, bytes));
}
