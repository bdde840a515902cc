import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';

/** Digest algorithms of time stamps, by object identifier. SHA-1 and MD5 are not among them. */
const digests = new Map<
  string,
  { readonly name: DigestName; readonly hash: (bytes: Uint8Array) => Uint8Array }
>([
  ['2.16.840.1.101.3.4.2.1', { name: 'sha256', hash: sha256 }],
  ['2.16.840.1.101.3.4.2.2', { name: 'sha384', hash: sha384 }],
  ['2.16.840.1.101.3.4.2.3', { name: 'sha512', hash: sha512 }],
]);
/** Name of a digest algorithm. */
export type DigestName = 'sha256' | 'sha384' | 'sha512';

/** The digest algorithm of an object identifier. */
export function digestOf(oid: string) {
  return digests.get(oid);
}

/** The object identifier of a digest algorithm. */
export function digestOid(name: DigestName): string {
  for (const [oid, d] of digests) if (d.name === name) return oid;
  throw new RangeError(name);
}

/** Digest of bytes by the name of the algorithm. */
export function digest(name: DigestName, bytes: Uint8Array): Uint8Array {
  return { sha256, sha384, sha512 }[name](bytes);
}
