import { createHmac, timingSafeEqual } from 'node:crypto';
import { HufuError } from '@hufu/contract';

/**
 * The secret of a request's receipt: who holds the paper may open this one record, and nobody can guess another's.
 * It is derived, not stored: a stolen database opens nothing, and a receipt printed again is the same receipt.
 */
export function receiptSecret(key: Uint8Array, request: string): string {
  return createHmac('sha256', key)
    .update(`hufu receipt ${request}`)
    .digest()
    .subarray(0, 18)
    .toString('base64url');
}

/** Refuses a receipt that is not this request's, in the same words as for a request that does not exist. */
export function requireReceipt(key: Uint8Array, request: string, receipt: string): void {
  const [given, wanted] = [Buffer.from(receipt), Buffer.from(receiptSecret(key, request))];
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new HufuError('RECEIPT_WRONG');
}
