import { toBase64url, toHex, valueOrThrow } from '@hufu/contract';
import {
  KEY_TYPE,
  parseAddCheckpoint,
  parseBundle,
  parseCheckpoint,
  parseNote,
  parseProof,
  parseTile,
  seedSigner,
  signNote,
} from '@hufu/log';
import { decodeCbor, parseSigned } from '@hufu/statement';
import { derivedBytes, testNow } from '@hufu/testkit';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { aPack, ownPolicy, ownPolicyText, packVillage } from '../rig/bench-pack.ts';
import {
  buildPack,
  parseTrustPolicy,
  readCertificate,
  readPack,
  verifyNoRecord,
  verifyPack,
  verifyProofFile,
  verifyTimestamp,
} from './index.ts';
import { checkManifest, manifestPath } from './manifest.ts';
import { verifyPhotoBundle } from './photo.ts';

const village = packVillage();
const policy = ownPolicy(village);
const utf8 = (text: string) => new TextEncoder().encode(text);
const later = testNow + 86_400_000;

/** Genuine samples that are cut, doubled, exchanged and bent below. */
const samples: Record<string, Uint8Array> = {};
let noRecord = new Uint8Array();

beforeAll(async () => {
  const { content, proofFiles } = await aPack(village);
  const signer = seedSigner('hufu.example/pack', KEY_TYPE.ed25519, derivedBytes('pack log'));
  noRecord = utf8(await signNote(`hufu no-record v1\nphoto sha256:${'0'.repeat(64)}\n`, [signer]));
  const pack = buildPack(content, utf8('%PDF-1.7'));
  samples.pack = pack;
  samples.manifest = valueOrThrow(readPack(pack)).files.get(manifestPath) ?? new Uint8Array();
  samples.proof = utf8(proofFiles[1] ?? '');
  samples.note = utf8(content.checkpoint);
  samples.policy = utf8(ownPolicyText(village, '#hufu-same-host a.example/witness\n'));
  samples.roster = village.rosterCose;
  samples.receipt = content.statements[0]?.receipt ?? new Uint8Array();
  samples.noRecord = noRecord;
  samples.request = utf8(`old 0\n\n${content.checkpoint}`);
});

/** One way to bend bytes. */
interface Bend {
  readonly kind: 'flip' | 'drop' | 'double' | 'insert' | 'cut' | 'zero' | 'swap';
  readonly at: number;
  readonly length: number;
  readonly byte: number;
}
const bends = fc.array(
  fc.record<Bend>({
    kind: fc.constantFrom('flip', 'drop', 'double', 'insert', 'cut', 'zero', 'swap'),
    at: fc.nat(1_000_000),
    length: fc.integer({ min: 1, max: 40 }),
    byte: fc.integer({ min: 1, max: 255 }),
  }),
  { minLength: 1, maxLength: 3 },
);

function bend(bytes: Uint8Array, list: readonly Bend[]): Uint8Array {
  let out = [...bytes];
  for (const { kind, at: far, length, byte } of list) {
    const at = out.length === 0 ? 0 : far % out.length;
    const piece = out.slice(at, at + length);
    if (kind === 'flip') out[at] = (out[at] ?? 0) ^ byte;
    else if (kind === 'drop') out.splice(at, length);
    else if (kind === 'double') out.splice(at, 0, ...piece);
    else if (kind === 'insert') out.splice(at, 0, ...new Array<number>(length).fill(byte));
    else if (kind === 'cut') out = out.slice(0, at);
    else if (kind === 'zero') out.fill(0, at, at + length);
    else out.splice(at, 2 * length, ...out.slice(at + length, at + 2 * length), ...piece);
  }
  return Uint8Array.from(out);
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const tile = { level: 0, index: 0, width: 3 } as const;

/** Everything that reads what a stranger may have written, and the sample it is bent from. */
const parsers: readonly (readonly [what: string, of: string, parse: (bytes: Uint8Array) => unknown])[] = [
  ['notes', 'note', (b) => parseNote(b)],
  ['checkpoints', 'note', (b) => parseCheckpoint(text(b))],
  ['proofs', 'proof', (b) => parseProof(b)],
  ['requests to witnesses', 'request', (b) => parseAddCheckpoint(b)],
  ['tiles of hashes', 'note', (b) => parseTile(tile, b)],
  ['entry bundles', 'note', (b) => parseBundle({ ...tile, level: 'entries' }, b)],
  ['policies', 'policy', (b) => parseTrustPolicy(text(b))],
  ['CBOR', 'roster', (b) => decodeCbor(b)],
  ['statements', 'roster', (b) => parseSigned(b)],
  ['containers of packs', 'pack', (b) => readPack(b)],
  ['manifests', 'manifest', (b) => checkManifest(new Map([[manifestPath, b]]))],
  ['time stamps', 'receipt', (b) => verifyTimestamp(b, utf8('x'), [])],
  ['certificates', 'roster', (b) => readCertificate(b)],
  ['proof files', 'proof', (b) => verifyProofFile(b)],
  ["'no record' notes", 'noRecord', (b) => verifyNoRecord(b, policy)],
  [
    'bundles of photographs',
    'proof',
    (b) => verifyPhotoBundle({ sealed: toBase64url(b), proof: text(b) }, policy, later),
  ],
];

describe('bytes of a stranger', () => {
  it.each(parsers)('never make the parser of %s crash: bent, random or empty', (_, of, parse) => {
    const sample = samples[of] ?? new Uint8Array();
    const input = fc.oneof(
      bends.map((list) => bend(sample, list)),
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 200 }).map(utf8),
    );
    fc.assert(
      fc.property(input, (bytes) => {
        expect(() => parse(bytes)).not.toThrow();
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['a proof file', 'proof', (b: Uint8Array) => verifyProofFile(b, policy, later).ok],
    ["a 'no record'", 'noRecord', (b: Uint8Array) => verifyNoRecord(b, policy).ok],
  ] as const)('are never taken for %s that they were bent from', (_, of, isTaken) => {
    const sample = samples[of] ?? new Uint8Array();
    expect(isTaken(sample)).toBe(true);
    fc.assert(
      fc.property(bends, (list) => {
        const bent = bend(sample, list);
        return toHex(bent) === toHex(sample) || !isTaken(bent);
      }),
      { numRuns: 300 },
    );
  });

  it('are never taken for a pack with other files in it', () => {
    const sample = samples.pack ?? new Uint8Array();
    const wanted = valueOrThrow(readPack(sample)).files;
    fc.assert(
      fc.property(bends, (list) => {
        const bent = bend(sample, list);
        if (!verifyPack(bent, policy, later).ok) return true;
        // Bytes around the files may differ, as another program packs them; then that is said, and no file differs.
        const { files } = valueOrThrow(readPack(bent));
        return [...wanted].every(
          ([path, bytes]) => toHex(files.get(path) ?? new Uint8Array()) === toHex(bytes),
        );
      }),
      { numRuns: 200 },
    );
  });
});
