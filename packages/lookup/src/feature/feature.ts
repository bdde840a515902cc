import { createHmac } from 'node:crypto';
import type { Gram } from './grams.ts';

/**
 * What the index knows of a short run of print: 26 bits of a keyed hash, and where it stands. Without the key nobody
 * can tell what was printed; with it one can only test a guess, as one could with any picture feature.
 */
export interface Feature {
  /** 0 .. 2^26 - 1 */
  readonly token: number;
  /** In pixels of the picture that was read. */
  readonly x: number;
  readonly y: number;
  readonly isNumber: boolean;
  readonly probability: number;
}

/** How many bits of the hash are kept. */
export const TOKEN_BITS = 26;

/** The features of grams under a key of 32 bytes; runs that were hardly readable are left out. */
export function featuresOf(grams: readonly Gram[], key: Uint8Array, leastProbability: number): Feature[] {
  return grams
    .filter((g) => g.probability >= leastProbability)
    .map((g) => ({
      token: tokenOf(g.text, key),
      x: g.x,
      y: g.y,
      isNumber: g.isNumber,
      probability: g.probability,
    }));
}

function tokenOf(text: string, key: Uint8Array): number {
  const mac = createHmac('sha256', key).update('hufu lookup v1\0').update(text).digest();
  return mac.readUInt32BE(0) >>> (32 - TOKEN_BITS);
}
