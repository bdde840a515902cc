import { type Statement, sameBytes, type Withdrawal } from '@hufu/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCbor } from './cbor.ts';
import { addSignature, mergeSignatures, parseSigned, signStatement, signStatementSync } from './cose-sign.ts';
import { generateFileSigner } from './keys/signer.ts';
import { decodePayload, encodePayload } from './payload.ts';
import type { AlgorithmName } from './suites/suite.ts';
import { verifySignature } from './verify/verify-signature.ts';

const id = '0190a000-0000-7000-8000-000000000001';
const withdrawal: Withdrawal = {
  type: 'withdrawal',
  v: 1,
  id,
  village: id,
  at: 1_760_000_000_000,
  request: id,
  by: id,
  reason: '材料需要补充',
};
const algs: AlgorithmName[] = ['EdDSA', 'ES256', 'SM2'];

function parsed(cose: Uint8Array) {
  const signed = parseSigned(cose);
  if (!signed.ok) throw new Error(`${signed.code} ${JSON.stringify(signed.context)}`);
  return signed.value;
}

describe('a signed statement', () => {
  it.each(algs)('signed with %s is read back and verifies', async (alg) => {
    const signer = generateFileSigner(alg);
    const signed = parsed(await signStatement(withdrawal, [signer]));
    expect(signed.payload).toEqual(withdrawal);
    expect(verifySignature(signed, 0, signer.key).ok).toBe(true);
  });

  it.each(algs)(
    'signed with %s does not verify under another key, nor with a changed payload',
    async (alg) => {
      const signer = generateFileSigner(alg);
      const signed = parsed(await signStatement(withdrawal, [signer]));
      expect(verifySignature(signed, 0, generateFileSigner(alg).key)).toMatchObject({
        code: 'SIGNER_UNKNOWN',
      });
      const other = encodePayload({ ...withdrawal, reason: '别的理由' });
      expect(verifySignature({ ...signed, payloadBytes: other }, 0, signer.key)).toMatchObject({
        code: 'SIGNATURE_INVALID',
      });
    },
  );

  it('carries several signatures over the same bytes, in the order of thumbprints', async () => {
    const signers = algs.map(generateFileSigner);
    const [a, b, c] = await Promise.all(signers.map((s) => signStatement(withdrawal, [s])));
    if (!a || !b || !c) throw new Error('three wanted');
    const ab = mergeSignatures(a, b);
    const abc = ab.ok ? mergeSignatures(c, ab.value) : ab;
    if (!abc.ok) throw new Error(abc.code);
    const signed = parsed(abc.value);
    expect(signed.signatures).toHaveLength(3);
    for (const [i, s] of signed.signatures.entries()) {
      const signer = signers.find((k) => sameBytes(k.thumbprint, s.thumbprint));
      expect(signer && verifySignature(signed, i, signer.key).ok).toBe(true);
    }
    expect(mergeSignatures(abc.value, abc.value)).toEqual(abc);
  });

  it('takes a further signature, and the same one again without effect', async () => {
    const [a, b] = [generateFileSigner('EdDSA'), generateFileSigner('ES256')];
    const once = signStatementSync(withdrawal, a);
    const twice = await addSignature(once, b);
    if (!twice.ok) throw new Error(twice.code);
    expect(parsed(twice.value).signatures).toHaveLength(2);
    expect(await addSignature(twice.value, b)).toEqual(twice);
  });

  it('refuses to merge copies that say different things', async () => {
    const signer = generateFileSigner('EdDSA');
    const a = signStatementSync(withdrawal, signer);
    const b = signStatementSync({ ...withdrawal, reason: '别的' }, signer);
    expect(mergeSignatures(a, b)).toMatchObject({ code: 'STATEMENT_MALFORMED' });
  });

  it('refuses one signer twice, and signatures out of order', async () => {
    const signers = [generateFileSigner('EdDSA'), generateFileSigner('EdDSA')];
    const cose = await signStatement(withdrawal, signers);
    const signed = parsed(cose);
    const rebuild = (order: number[]) => {
      const list = order.map((i) => {
        const s = signed.signatures[i];
        if (!s) throw new Error('no such signature');
        const header = encodeCbor(
          new Map<number, unknown>([
            [1, s.alg],
            [4, s.thumbprint],
          ]),
        );
        return [header, new Map(), s.signature];
      });
      const header = encodeCbor(new Map([[3, 'application/hufu+cbor']]));
      const body = encodeCbor([header, new Map(), signed.payloadBytes, list]);
      return Uint8Array.of(0xd8, 0x62, ...body);
    };
    expect(sameBytes(rebuild([0, 1]), cose)).toBe(true);
    expect(parseSigned(rebuild([0, 0]))).toMatchObject({ code: 'STATEMENT_MALFORMED' });
    expect(parseSigned(rebuild([1, 0]))).toMatchObject({ code: 'STATEMENT_NOT_CANONICAL' });
  });
});

describe('the parser', () => {
  const cose = signStatementSync(withdrawal, generateFileSigner('EdDSA'));

  it('answers random bytes with a coded refusal, never with an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, tagged) => {
        const input = tagged ? Uint8Array.of(0xd8, 0x62, 0x84, ...bytes) : bytes;
        expect(parseSigned(input)).toMatchObject({ ok: false, code: expect.stringMatching(/^[A-Z_]+$/) });
        expect(decodePayload(bytes)).toMatchObject({ ok: false });
      }),
      { numRuns: 400 },
    );
  });

  it('never takes a mutated statement for a good one: it is refused, or its signature fails', () => {
    const signer = generateFileSigner('EdDSA');
    const good = signStatementSync(withdrawal, signer);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, xor) => {
        const bad = good.slice();
        bad[at] = (bad[at] ?? 0) ^ xor;
        const read = parseSigned(bad);
        if (read.ok) expect(verifySignature(read.value, 0, signer.key).ok).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses every cut-off and any trailing byte', () => {
    for (let n = 0; n < cose.length; n++) expect(parseSigned(cose.subarray(0, n)).ok).toBe(false);
    expect(parseSigned(Uint8Array.of(...cose, 0)).ok).toBe(false);
  });

  it('survives nesting that would exhaust the stack', () => {
    const deep = new Uint8Array(500_000).fill(0x81);
    deep.set([0xd8, 0x62]);
    expect(parseSigned(deep)).toMatchObject({ code: 'STATEMENT_MALFORMED' });
    expect(decodePayload(deep.subarray(2))).toMatchObject({ code: 'STATEMENT_MALFORMED' });
  });
});

describe('the payload', () => {
  const bytesOf = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (h) => Number.parseInt(h, 16));
  const cases: [string, string, string][] = [
    ['an indefinite-length map', 'bf6161016162 02ff', 'STATEMENT_MALFORMED'],
    ['a duplicate key', 'a2616101616102', 'STATEMENT_MALFORMED'],
    ['a number in more bytes than needed', 'a161611801', 'STATEMENT_MALFORMED'],
    ['keys out of order', 'a2616201616102', 'STATEMENT_NOT_CANONICAL'],
    ['a whole number as a float', 'a16161f93c00', 'STATEMENT_NOT_CANONICAL'],
    ['a float in more bytes than needed', 'a16161fb3ff8000000000000', 'STATEMENT_NOT_CANONICAL'],
    ['text that is no UTF-8', 'a1616161ff', 'STATEMENT_NOT_CANONICAL'],
    ['NaN', 'a16161f97e00', 'STATEMENT_MALFORMED'],
    ['infinity', 'a16161f97c00', 'STATEMENT_MALFORMED'],
    ['minus zero', 'a16161f98000', 'STATEMENT_NOT_CANONICAL'],
    ['a number beyond 2^53', 'a161611b0020000000000000', 'STATEMENT_MALFORMED'],
    ['a negative number beyond 2^53', 'a161613b0020000000000000', 'STATEMENT_MALFORMED'],
    ['a whole number beyond 2^53 as a float', 'a16161fb43e0000000000000', 'STATEMENT_NOT_CANONICAL'],
    ['a big number', 'a16161c249010000000000000000', 'STATEMENT_MALFORMED'],
    ['__proto__ for a key', 'a1695f5f70726f746f5f5fa0', 'STATEMENT_MALFORMED'],
    ['constructor for a key', 'a16b636f6e7374727563746f72a0', 'STATEMENT_MALFORMED'],
    ['a number for a key', 'a10101', 'STATEMENT_MALFORMED'],
    ['nesting of 17 levels', `${'81'.repeat(17)}00`, 'STATEMENT_MALFORMED'],
    ['undefined', 'a16161f7', 'STATEMENT_MALFORMED'],
    ['a tag', 'a16161c100', 'STATEMENT_MALFORMED'],
    ['an unknown type', 'a1647479706563666f6f', 'STATEMENT_MALFORMED'],
  ];
  it.each(cases)('is refused when it has %s', (_, hex, code) => {
    expect(decodePayload(bytesOf(hex.replaceAll(' ', '')))).toMatchObject({ ok: false, code });
  });

  it('is refused with an unknown field', () => {
    expect(decodePayload(encodeCbor({ ...withdrawal, extra: 1 }))).toMatchObject({
      code: 'STATEMENT_MALFORMED',
    });
  });

  it('is refused with more impressions than any paper needs, before anybody plans them', () => {
    const item = { seal: id, pages: [0, 1, 2], copies: 100, place: null };
    const bytes = (items: number) =>
      encodeCbor({
        type: 'authorization',
        v: 1,
        id,
        village: id,
        at: 1,
        request: id,
        requestDigest: new Uint8Array(32),
        matter: { id: 'm', version: 1, name: 'm', major: false },
        purpose: 'p',
        applicantName: 'a',
        applicant: null,
        filer: id,
        stamper: id,
        pages: [0, 1, 2].map((i) => ({
          digest: new Uint8Array(32).fill(i),
          widthPx: 1,
          heightPx: 1,
          source: 'document',
          side: 'front',
        })),
        impressions: Array.from({ length: items }, () => item),
        zones: [],
        machine: null,
        validFrom: 1,
        validTo: 2,
        mode: 'normal',
        rosterVersion: 1,
      });
    expect(decodePayload(bytes(3)).ok).toBe(true);
    expect(decodePayload(bytes(4))).toMatchObject({ code: 'STATEMENT_MALFORMED' });
  });

  it('throws a coded fault when asked to encode what is no statement', () => {
    const wrong = { ...withdrawal, reason: '' } as Statement;
    expect(() => encodePayload(wrong)).toThrow(/STATEMENT_MALFORMED/);
  });

  it('comes back the same for any texts and times', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }),
        fc.nat(8_640_000_000_000_000),
        (reason, at) => {
          const bytes = encodePayload({ ...withdrawal, reason, at });
          expect(decodePayload(bytes)).toEqual({ ok: true, value: { ...withdrawal, reason, at } });
        },
      ),
    );
  });
});
