import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suiteNamed, suiteOf } from './all.ts';
import type { AlgorithmName } from './suite.ts';

const names: AlgorithmName[] = ['EdDSA', 'ES256', 'SM2'];
const message = new TextEncoder().encode('用印申请');
const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

describe('the international suite', () => {
  it('agrees with OpenSSL on Ed25519, in both directions', () => {
    const suite = suiteNamed('EdDSA');
    const secret = suite.generateSecret();
    const point = suite.publicOf(secret);
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: b64(point) }, format: 'jwk' });
    expect(verify(null, message, key, suite.sign(secret, message))).toBe(true);
    const pair = generateKeyPairSync('ed25519');
    const x = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
    expect(
      suite.verify(new Uint8Array(x), message, new Uint8Array(sign(null, message, pair.privateKey))),
    ).toBe(true);
  });

  it('lets OpenSSL say yes only where the strict check of RFC 8032 says yes', () => {
    const suite = suiteNamed('EdDSA');
    const pair = () => {
      const secret = suite.generateSecret();
      return { secret, point: suite.publicOf(secret) };
    };
    const pairs = [pair(), pair()];
    for (const { secret, point } of pairs) {
      expect(point).toEqual(ed25519.getPublicKey(secret));
      expect(suite.sign(secret, message)).toEqual(ed25519.sign(message, secret));
    }
    // Points of small order, and encodings that are not canonical: with them OpenSSL believes a signature of anything.
    const odd = [
      Uint8Array.of(1, ...new Uint8Array(31)),
      new Uint8Array(32),
      Uint8Array.of(0xec, ...new Uint8Array(30).fill(255), 127),
      Uint8Array.of(0xee, ...new Uint8Array(30).fill(255), 127),
      Uint8Array.of(1, ...new Uint8Array(30), 128),
    ];
    const keys = fc.constantFrom(...pairs.map((p) => p.point), ...odd);
    const signature = fc.oneof(
      fc.constantFrom(...pairs.map((p) => suite.sign(p.secret, message))),
      fc.constantFrom(...odd).map((R) => Uint8Array.of(...R, ...new Uint8Array(32))),
      fc
        .tuple(fc.nat(63), fc.nat(7))
        .map(([i, bit]) =>
          suite.sign(pairs[0]?.secret ?? message, message).map((b, j) => (j === i ? b ^ (1 << bit) : b)),
        ),
    );
    const strict = (...of: Parameters<typeof ed25519.verify>) => {
      try {
        return ed25519.verify(of[0], of[1], of[2], { zip215: false });
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(keys, signature, (key, signed) => {
        expect(suite.verify(key, message, signed)).toBe(strict(signed, message, key));
      }),
      { numRuns: 300 },
    );
  });

  it('agrees with OpenSSL on ES256, in both directions, with high s too', () => {
    const suite = suiteNamed('ES256');
    const secret = suite.generateSecret();
    const point = suite.publicOf(secret);
    const jwk = { kty: 'EC', crv: 'P-256', x: b64(point.subarray(0, 32)), y: b64(point.subarray(32)) };
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const dsaEncoding = 'ieee-p1363' as const;
    expect(verify('sha256', message, { key, dsaEncoding }, suite.sign(secret, message))).toBe(true);
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x, y } = pair.publicKey.export({ format: 'jwk' });
    const xy = Buffer.concat([Buffer.from(x ?? '', 'base64url'), Buffer.from(y ?? '', 'base64url')]);
    // OpenSSL does not choose the lower s: thirty signatures hold both kinds.
    for (let i = 0; i < 30; i++) {
      const made = sign('sha256', message, { key: pair.privateKey, dsaEncoding });
      expect(suite.verify(new Uint8Array(xy), message, new Uint8Array(made))).toBe(true);
    }
  });
});

describe.each(names)('%s', (name) => {
  const suite = suiteNamed(name);
  const size = name === 'EdDSA' ? 32 : 64;

  it('is found by its number', () => {
    expect(suiteOf(suite.alg)).toBe(suite);
    expect(suiteOf(-257)).toBeUndefined();
  });

  it('answers made-up keys and signatures with no, never with an exception', () => {
    const any = (n: number) =>
      fc.oneof(
        fc.uint8Array({ minLength: n, maxLength: n }),
        fc.uint8Array({ maxLength: 80 }),
        fc.constantFrom(new Uint8Array(n), new Uint8Array(n).fill(255)),
      );
    fc.assert(
      fc.property(any(size), any(64), (key, signature) => {
        expect(suite.verify(key, message, signature)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});
