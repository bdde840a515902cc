import { createPrivateKey, createPublicKey, createSign, createVerify, type KeyObject } from 'node:crypto';
import { fromHex, HufuError, toHex } from '@hufu/contract';
import { sm2 } from 'sm-crypto-v2';
import { thumbprint } from '../keys/cose-key.ts';
import { type FileSigner, importSigner } from '../keys/signer.ts';
import { uncompressed } from '../suites/es256.ts';
import { sm2Suite, sm2UserId } from '../suites/sm2.ts';

/**
 * SM2 through OpenSSL: constant-time, and fast enough for servers. Three traps of node:crypto that a self round trip
 * does not show: it hashes no ZA of its own (so we feed ZA first), one-shot `sign` and `ieee-p1363` are wrong for SM2,
 * and a KeyObject that was not read from PEM signs plain ECDSA.
 */
export function sm2OpenSslSigner(secret: Uint8Array): FileSigner {
  const portable = importSigner('SM2', secret);
  const point = uncompressed(sm2Suite.publicOf(secret));
  const privateKey = createPrivateKey(privatePem(secret, point));
  const signSync = (message: Uint8Array) =>
    rawOfDer(createSign('sm3').update(za(point)).update(message).sign(privateKey));
  return {
    algorithm: 'SM2',
    secret,
    key: portable.key,
    thumbprint: thumbprint(portable.key),
    sign: async (sigStructure) => ({ signature: signSync(sigStructure) }),
    signSync,
  };
}

/** Verifies r || s over a message with OpenSSL; the point is x || y. */
export function sm2OpenSslVerify(xy: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const point = uncompressed(xy);
  const key: KeyObject = createPublicKey(publicPem(point));
  return createVerify('sm3').update(za(point)).update(message).verify(key, derOfRaw(signature));
}

/** Hash of the signer's identity, the curve and the key (GB/T 32918.2 §5.5). */
function za(point: Uint8Array): Uint8Array {
  return sm2.getZ(toHex(point), sm2UserId);
}

/** OIDs id-ecPublicKey and sm2p256v1 as an AlgorithmIdentifier. */
const algorithmId = '301306072a8648ce3d020106082a811ccf5501822d';

function publicPem(point: Uint8Array): string {
  return pem('PUBLIC KEY', fromHex(`3059${algorithmId}034200${toHex(point)}`));
}

/** PKCS #8 around an ECPrivateKey with its public key (RFC 5915). */
function privatePem(secret: Uint8Array, point: Uint8Array): string {
  const ecPrivateKey = `306b0201010420${toHex(secret)}a144034200${toHex(point)}`;
  return pem('PRIVATE KEY', fromHex(`308187020100${algorithmId}046d${ecPrivateKey}`));
}

function pem(kind: string, der: Uint8Array): string {
  return `-----BEGIN ${kind}-----\n${Buffer.from(der).toString('base64')}\n-----END ${kind}-----\n`;
}

/** r || s of SEQUENCE { r INTEGER, s INTEGER }. */
function rawOfDer(der: Uint8Array): Uint8Array {
  const raw = new Uint8Array(64);
  let at = 2;
  for (const end of [32, 64]) {
    const length = der[at + 1];
    if (der[at] !== 2 || length === undefined)
      throw new HufuError('SIGNATURE_INVALID', { context: { problem: 'OpenSSL returned no DER' } });
    let integer = der.subarray(at + 2, at + 2 + length);
    if (integer.length === 33) integer = integer.subarray(1);
    raw.set(integer, end - integer.length);
    at += 2 + length;
  }
  return raw;
}

function derOfRaw(raw: Uint8Array): Uint8Array {
  const integers = [raw.subarray(0, 32), raw.subarray(32, 64)].map((bytes) => {
    let from = 0;
    while (from < bytes.length - 1 && bytes[from] === 0) from++;
    const trimmed = bytes.subarray(from);
    const padded = (trimmed[0] ?? 0) >= 0x80 ? [0, ...trimmed] : [...trimmed];
    return [2, padded.length, ...padded];
  });
  const body = integers.flat();
  return Uint8Array.from([0x30, body.length, ...body]);
}
