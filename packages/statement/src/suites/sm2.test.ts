import { readFileSync } from 'node:fs';
import { fromHex, toHex } from '@hufu/contract';
import { sm2, sm3 } from 'sm-crypto-v2';
import { describe, expect, it } from 'vitest';
import { decodeKey } from '../keys/cose-key.ts';
import { generateFileSigner } from '../keys/signer.ts';
import { sm2OpenSslSigner, sm2OpenSslVerify } from '../node.ts';
import { sm2Suite, sm2UserId } from './sm2.ts';

const vector: Record<string, string> = JSON.parse(
  readFileSync(new URL('../../../../vectors/sm2.json', import.meta.url), 'utf8'),
);
const hex = (name: string) => (vector[name] ?? '').toLowerCase();
const xy = fromHex(hex('x') + hex('y'));
const message = new TextEncoder().encode(vector.message);
const signature = fromHex(hex('r') + hex('s'));

describe('the example of GB/T 32918.5 appendix A', () => {
  it('verifies in both libraries', () => {
    expect(sm2Suite.verify(xy, message, signature)).toBe(true);
    expect(sm2OpenSslVerify(xy, message, signature)).toBe(true);
  });

  it('gives the same key, ZA and e', () => {
    expect(toHex(sm2Suite.publicOf(fromHex(hex('d'))))).toBe(toHex(xy));
    const za = sm2.getZ(`04${toHex(xy)}`, sm2UserId);
    expect(toHex(za)).toBe(hex('ZA'));
    expect(sm3(Uint8Array.from([...za, ...message]))).toBe(hex('e'));
  });

  it.each(['sm-crypto-v2', 'OpenSSL'])('gives a key whose signature of %s verifies in both', (by) => {
    const secret = fromHex(hex('d'));
    const made =
      by === 'OpenSSL' ? sm2OpenSslSigner(secret).signSync(message) : sm2Suite.sign(secret, message);
    expect(sm2Suite.verify(xy, message, made)).toBe(true);
    expect(sm2OpenSslVerify(xy, message, made)).toBe(true);
  });
});

describe('SM2 in two libraries', () => {
  it('agrees on fresh keys, in both directions', () => {
    for (let i = 0; i < 20; i++) {
      const portable = generateFileSigner('SM2');
      const openssl = sm2OpenSslSigner(portable.secret);
      expect(toHex(openssl.key)).toBe(toHex(portable.key));
      const key = decodeKey(portable.key);
      if (!key.ok) throw new Error(key.code);
      const text = Uint8Array.of(i, 1, 2, 3);
      expect(sm2Suite.verify(key.value.point, text, openssl.signSync(text))).toBe(true);
      expect(sm2OpenSslVerify(key.value.point, text, portable.signSync(text))).toBe(true);
      expect(sm2OpenSslVerify(key.value.point, Uint8Array.of(9), portable.signSync(text))).toBe(false);
    }
  });

  it('refuses r or s of zero, of the order or above, and a point off the curve', () => {
    const n = fromHex('fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123');
    const zero = new Uint8Array(32);
    const r = signature.subarray(0, 32);
    const s = signature.subarray(32);
    for (const [a, b] of [
      [zero, s],
      [r, zero],
      [n, s],
      [r, n],
      [zero, zero],
    ])
      expect(sm2Suite.verify(xy, message, Uint8Array.from([...(a ?? []), ...(b ?? [])]))).toBe(false);
    expect(sm2Suite.verify(new Uint8Array(64).fill(7), message, signature)).toBe(false);
    expect(sm2Suite.verify(xy, message, signature.subarray(1))).toBe(false);
  });
});
