import { sameBytes, toHex } from '@hufu/contract';
import { type DigestName, digest } from './digests.ts';

/*
 * RSASSA-PKCS1-v1_5 (RFC 8017 §8.2.2), verification only: nothing secret is touched, so big integers will do. The verifier
 * must answer at once, in Node and in a browser alike, where WebCrypto only answers later.
 */

/** DigestInfo before the digest (RFC 8017 §9.2, note 1). */
const prefix: Record<DigestName, string> = {
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};

/** Whether the signature is of this message; false for whatever is wrong. */
export function verifyRsa(
  key: { readonly modulus: Uint8Array; readonly exponent: Uint8Array },
  name: DigestName,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const n = toBig(key.modulus);
  const e = toBig(key.exponent);
  const length = Math.ceil(bitLength(n) / 8);
  // An exponent as long as the key would keep a verifier busy for minutes.
  if (signature.length !== length || length > 1024 || e < 3n || e > 0xffffffffffn || n % 2n === 0n)
    return false;
  const s = toBig(signature);
  if (s >= n) return false;
  const tail = `${prefix[name]}${toHex(digest(name, message))}`;
  const padding = length - tail.length / 2 - 3;
  if (padding < 8) return false;
  const wanted = `0001${'ff'.repeat(padding)}00${tail}`;
  const got = power(s, e, n)
    .toString(16)
    .padStart(length * 2, '0');
  return sameBytes(new TextEncoder().encode(got), new TextEncoder().encode(wanted));
}

/** Bits of an RSA modulus. */
export function rsaBits(modulus: Uint8Array): number {
  return bitLength(toBig(modulus));
}

function power(base: bigint, exponent: bigint, n: bigint): bigint {
  let [result, square] = [1n, base % n];
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * square) % n;
    square = (square * square) % n;
  }
  return result;
}

const toBig = (bytes: Uint8Array) => (bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`));
const bitLength = (n: bigint) => (n === 0n ? 0 : n.toString(2).length);
