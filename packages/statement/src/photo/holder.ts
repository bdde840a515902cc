import type { PhotoHolders } from '@hufu/contract';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { FileSigner } from '../keys/signer.ts';
import { pairOf, publicOf } from './hpke.ts';

/**
 * The pair with which a holder opens his shares. It is derived from the secret of his signing key under a label of its
 * own, so that a holder keeps one key file with one passphrase.
 */
export async function openingPair(signer: FileSigner): Promise<CryptoKeyPair> {
  const label = new TextEncoder().encode('hufu photo holder v1');
  return await pairOf(hkdf(sha256, signer.secret, undefined, label, 32));
}

/** A holder as the roster names him. */
export async function photoHolder(
  holder: string,
  signer: FileSigner,
): Promise<PhotoHolders['holders'][number]> {
  return { holder, key: signer.key, seal: await publicOf(await openingPair(signer)) };
}
