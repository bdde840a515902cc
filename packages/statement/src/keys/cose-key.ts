import { accept, type Result, refuse } from '@hufu/contract';
import { sha256 } from '@noble/hashes/sha2.js';
import { decodeCbor, encodeCbor } from '../cbor.ts';
import { p256Coordinates } from '../suites/es256.ts';
import { type Algorithm, type AlgorithmName, algorithms } from '../suites/suite.ts';

/** COSE_Key labels and values (RFC 9052 §7.1, RFC 9053 §7); the curve of SM2 is of the private-use range. */
const label = { kty: 1, crv: -1, x: -2, y: -3 };
const okp = 1;
const ec2 = 2;
const curves = { EdDSA: 6, ES256: 1, SM2: -65537 } as const;

/** A public key taken apart. */
export interface PublicKey {
  readonly alg: Algorithm;
  readonly name: AlgorithmName;
  /** x (Ed25519) or x || y. */
  readonly point: Uint8Array;
}

/**
 * The COSE_Key of a public key, with the required fields only and in deterministic CBOR:
 * these bytes are the input of the thumbprint (RFC 9679), so that a key has one name.
 */
export function encodeKey(name: AlgorithmName, point: Uint8Array): Uint8Array {
  const fields = new Map<number, number | Uint8Array>([
    [label.kty, name === 'EdDSA' ? okp : ec2],
    [label.crv, curves[name]],
    [label.x, point.slice(0, 32)],
  ]);
  if (name !== 'EdDSA') fields.set(label.y, point.slice(32, 64));
  return encodeCbor(fields);
}

/** Reads a COSE_Key; anything beside the required fields is refused, because it would change the thumbprint. */
export function decodeKey(key: Uint8Array): Result<PublicKey> {
  const cbor = decodeCbor(key);
  if (!cbor.ok) return cbor;
  const map = cbor.value;
  if (!(map instanceof Map)) return refuse('STATEMENT_MALFORMED', { problem: 'COSE_Key is no map' });
  const crv = map.get(label.crv);
  const x = map.get(label.x);
  const y = map.get(label.y);
  const isBytes32 = (v: unknown): v is Uint8Array => v instanceof Uint8Array && v.length === 32;
  if (map.get(label.kty) === okp && crv === curves.EdDSA && map.size === 3 && isBytes32(x))
    return accept({ alg: algorithms.EdDSA, name: 'EdDSA', point: x });
  if (map.get(label.kty) === ec2 && map.size === 4 && isBytes32(x) && isBytes32(y)) {
    const name = crv === curves.ES256 ? 'ES256' : crv === curves.SM2 ? 'SM2' : undefined;
    if (name) {
      const point = new Uint8Array(64);
      point.set(x, 0);
      point.set(y, 32);
      return accept({ alg: algorithms[name], name, point });
    }
  }
  return refuse('STATEMENT_MALFORMED', { problem: 'COSE_Key of no known kind' });
}

/** The name of a key: SHA-256 of its COSE_Key (RFC 9679). */
export function thumbprint(key: Uint8Array): Uint8Array {
  return sha256(key);
}

/** Our COSE_Key out of a passkey's `credentialPublicKey`, which carries `alg` and may carry more. */
export function keyOfCredential(credentialPublicKey: Uint8Array): Result<Uint8Array> {
  const cbor = decodeCbor(credentialPublicKey);
  if (!cbor.ok) return cbor;
  const map = cbor.value;
  if (!(map instanceof Map)) return refuse('STATEMENT_MALFORMED', { problem: 'COSE_Key is no map' });
  const bare = new Map([...map].filter(([k]) => Object.values(label).some((l) => l === k)));
  const key = encodeCbor(bare);
  const read = decodeKey(key);
  return read.ok ? accept(key) : read;
}

/** Our COSE_Key of a P-256 point in SEC 1 form, as WebCrypto exports it with `raw`. */
export function keyOfP256Point(point: Uint8Array): Result<Uint8Array> {
  try {
    return accept(encodeKey('ES256', p256Coordinates(point)));
  } catch {
    return refuse('STATEMENT_MALFORMED', { problem: 'no point of P-256' });
  }
}
