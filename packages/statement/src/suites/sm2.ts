import { fromHex, toHex } from '@hufu/contract';
import { sm2 } from 'sm-crypto-v2';
import { uncompressed } from './es256.ts';
import { algorithms, type Suite } from './suite.ts';

/** Signer's identity hashed into ZA when the parties agree on none (GM/T 0009-2012 §10). */
export const sm2UserId = '1234567812345678';

/** Order of the recommended curve (GB/T 32918.5-2017 §A.1). */
const order = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;

/** SM2 signatures with SM3 over ZA || M (GB/T 32918.2). Works in browsers; the node door signs with OpenSSL instead. */
export const sm2Suite: Suite = {
  name: 'SM2',
  alg: algorithms.SM2,
  generateSecret: () => fromHex(sm2.generateKeyPairHex().privateKey),
  publicOf: (secret) => fromHex(sm2.getPublicKeyFromPrivateKey(toHex(secret))).subarray(1),
  sign: (secret, message) =>
    fromHex(sm2.doSignature(message, toHex(secret), { hash: true, userId: sm2UserId })),
  verify(publicKey, message, signature) {
    if (publicKey.length !== 64 || signature.length !== 64) return false;
    // The library checks neither bound; both are steps B1 and B2 of the standard.
    if (!inRange(signature.subarray(0, 32)) || !inRange(signature.subarray(32))) return false;
    try {
      return sm2.doVerifySignature(message, toHex(signature), toHex(uncompressed(publicKey)), {
        hash: true,
        userId: sm2UserId,
      });
    } catch {
      // A point off the curve.
      return false;
    }
  },
};

/** Whether 1 <= v < n. */
function inRange(bytes: Uint8Array): boolean {
  const v = BigInt(`0x${toHex(bytes)}`);
  return v > 0n && v < order;
}
