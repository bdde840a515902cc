import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCheckpoint } from './checkpoint.ts';
import { cosign, verifyCosignatures } from './cosignature.ts';
import {
  formatNote,
  formatSignatureLine,
  parseNote,
  parseSignatureLines,
  signNote,
  verifyNote,
} from './note.ts';
import { formatVkey, KEY_TYPE, parseVkey, seedSigner, verifyEd25519 } from './note-key.ts';
import { parsePolicy } from './policy.ts';
import { parseProof } from './proof-file.ts';
import { parseBundle, parseTilePath, tilePath } from './tile.ts';
import { parseAddCheckpoint } from './witness-request.ts';

const seed = (n: number) => new Uint8Array(32).fill(n);
const log = seedSigner('example.com/虎符', KEY_TYPE.ed25519, seed(1));
const witness = seedSigner('w1.example', KEY_TYPE.cosignature, seed(2));
const TEXT = 'example.com/虎符\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n';

const opened = (text: string) => {
  const note = parseNote(text);
  if (!note.ok) throw new Error(note.code);
  return note.value;
};

describe('signed notes', () => {
  it('verifies the example of golang.org/x/mod/sumdb/note', () => {
    const key = parseVkey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    if (!key.ok) throw new Error(key.code);
    const note = opened(
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
        '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
    );
    expect(verifyNote(note, [key.value]).ok).toBe(true);
    expect(verifyNote({ ...note, text: note.text.replace('answer', 'ANSWER') }, [key.value])).toMatchObject({
      code: 'NOTE_SIGNATURE_INVALID',
    });
  });

  it('verifies the cosignature example of c2sp.org/tlog-cosignature only with its own key', () => {
    const line = parseSignatureLines(
      '— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n',
    );
    if (!line.ok) throw new Error(line.code);
    const [first] = line.value;
    expect(new DataView((first?.signature ?? new Uint8Array(8)).buffer).getBigUint64(0)).toBe(1679315147n);
  });

  it('signs, cosigns and verifies, and ignores strangers', async () => {
    const note = opened(
      (await signNote(TEXT, [log])) + formatSignatureLine(await cosign(TEXT, witness, 1_790_000_000)),
    );
    expect(verifyNote(note, [log.key])).toMatchObject({ ok: true });
    expect(verifyCosignatures(note, [witness.key])).toMatchObject({
      ok: true,
      value: [{ time: 1_790_000_000 }],
    });
    const stranger = seedSigner('example.com/虎符', KEY_TYPE.ed25519, seed(9));
    expect(verifyNote(note, [stranger.key])).toMatchObject({ code: 'NOTE_UNSIGNED' });
    expect(verifyCosignatures(note, [seedSigner('w1.example', KEY_TYPE.cosignature, seed(9)).key])).toEqual({
      ok: true,
      value: [],
    });
  });

  it('refuses a cosignature whose time was changed', async () => {
    const line = await cosign(TEXT, witness, 1_790_000_000);
    const signature = line.signature.slice();
    signature[7] = (signature[7] ?? 0) ^ 1;
    const note = { text: TEXT, signatures: [{ ...line, signature }] };
    expect(verifyCosignatures(note, [witness.key])).toMatchObject({ code: 'NOTE_SIGNATURE_INVALID' });
  });

  it('refuses a note with any one bit changed, or does not find it signed by the log', async () => {
    const whole = new TextEncoder().encode(await signNote(TEXT, [log]));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(7), (at, bit) => {
        const changed = whole.slice();
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        const note = parseNote(changed);
        return !note.ok || !verifyNote(note.value, [log.key]).ok;
      }),
      { numRuns: 300 },
    );
  });

  it('writes a parsed note back byte for byte', async () => {
    const text = await signNote(`a\n\nb\n\n${TEXT}`, [log]);
    expect(formatNote(opened(text))).toBe(text);
  });

  it('refuses control characters, missing newlines, strange names and base64 with stray bits', async () => {
    const good = await signNote(TEXT, [log]);
    for (const bad of [
      good.replace('\n0\n', '\n0\r\n'),
      good.slice(0, -1),
      good.replace('— example', '- example'),
      good.replace('— example.com/虎符', '— example.com/ 虎符'),
      good.replace('— example.com/虎符', '— example.com/+虎符'),
      `${TEXT}\n`,
      TEXT,
      '',
      `${TEXT}\n— a AAAAAAB=\n`,
      `${TEXT}\ud800\n— a AAAAAAA=\n`,
    ]) {
      expect(parseNote(bad)).toMatchObject({ code: 'NOTE_MALFORMED' });
    }
  });

  it('round-trips keys as vkeys and refuses a wrong id', () => {
    for (const { key } of [log, witness]) {
      expect(parseVkey(formatVkey(key))).toEqual({ ok: true, value: key });
      expect(parseVkey(formatVkey({ ...key, id: key.id ^ 1 }))).toMatchObject({ code: 'VKEY_MALFORMED' });
    }
  });
});

describe('every parser of the log', () => {
  const scraps = fc.constantFrom(
    '\n',
    '\n\n',
    ' ',
    '— ',
    'a',
    '+',
    '0',
    '1',
    'old ',
    'index ',
    'extra ',
    'quorum none\n',
    'group ',
    'log ',
    'c2sp.org/tlog-proof@v1\n',
    'AAAAAAA=',
    '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
    TEXT,
    '\u0000',
    '\ud800',
    'tile/0/x001/000.p/1',
  );
  const input = fc.oneof(
    fc.array(scraps, { maxLength: 14 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
    fc.uint8Array({ maxLength: 300 }),
  );
  it('answers a value or its coded refusal to anything, and never throws', () => {
    fc.assert(
      fc.property(input, (given) => {
        for (const parse of [parseNote, parseProof, parsePolicy, parseAddCheckpoint]) {
          const result = parse(given);
          expect(result.ok || /_MALFORMED$/.test(result.code)).toBe(true);
        }
        if (typeof given === 'string') {
          for (const parse of [parseCheckpoint, parseVkey, parseSignatureLines]) {
            const result = parse(given);
            expect(result.ok || /_MALFORMED$/.test(result.code)).toBe(true);
          }
          const tile = parseTilePath(given);
          expect(tile === undefined || tilePath(tile) === given).toBe(true);
        } else {
          parseBundle({ level: 'entries', index: 0, width: 1 }, given);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('Ed25519 of notes, proofs and cosignatures', () => {
  const signer = seedSigner('strict.example', KEY_TYPE.ed25519, new Uint8Array(32).fill(9));
  const message = new TextEncoder().encode('a text\n');
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  /** The same signature with the group's order added to S: the equation holds, the encoding is not the one. */
  const withLargeS = (signature: Uint8Array) => {
    const s = [...signature.subarray(32)].reduceRight((n, b) => n * 256n + BigInt(b), 0n) + order;
    return Uint8Array.from(signature, (b, i) => (i < 32 ? b : Number((s >> BigInt(8 * (i - 32))) & 255n)));
  };
  const neutral = Uint8Array.of(1, ...new Uint8Array(31));

  it('takes the one encoding of a signature and no other', async () => {
    const signature = await signer.sign(message);
    const verify = (of: Uint8Array, key = signer.key.publicKey) => verifyEd25519(key, message, of);
    expect(verify(signature)).toBe(true);
    expect(verify(withLargeS(signature))).toBe(false);
    expect(verify(signature.subarray(0, 63))).toBe(false);
    expect(verify(signature, signature.subarray(0, 31))).toBe(false);
  });

  it.each<[string, Uint8Array]>([
    ['the neutral point', neutral],
    ['a point of order 4', new Uint8Array(32)],
    ['a point of order 2', Uint8Array.of(0xec, ...new Uint8Array(30).fill(255), 127)],
    ['the neutral point, written above the prime', Uint8Array.of(0xee, ...new Uint8Array(30).fill(255), 127)],
    ['the neutral point with a sign', Uint8Array.of(1, ...new Uint8Array(30), 128)],
  ])('believes no key that is %s, under which a signature of nothing fits any text', (_, key) => {
    expect(verifyEd25519(key, message, Uint8Array.of(...neutral, ...new Uint8Array(32)))).toBe(false);
    expect(verifyEd25519(key, message, Uint8Array.of(...key, ...new Uint8Array(32)))).toBe(false);
  });
});
