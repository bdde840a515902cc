import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { valueOrThrow } from '@hufu/contract';
import { type FileSigner, importSigner, payloadDigest, signStatementSync } from '@hufu/statement';
import { derivedBytes, nextRoster, testNow } from '@hufu/testkit';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { aPack, ownPolicy, packVillage } from '../rig/bench-pack.ts';
import { buildPack, parseTrustPolicy, readPack, reportPath, verifyPack, verifyProofFile } from './index.ts';
import { manifestPath } from './manifest.ts';

const village = packVillage();
const policy = ownPolicy(village);
let genuine: Awaited<ReturnType<typeof aPack>>;
beforeAll(async () => {
  genuine = await aPack(village);
});

const later = testNow + 86_400_000;
const brokenStep = (verdict: ReturnType<typeof verifyPack>) => verdict.steps.find((s) => !s.ok);

describe('the verification of an evidence pack', () => {
  it('is green for a genuine pack under a policy that pins log, witnesses and first roster', () => {
    const verdict = verifyPack(genuine.bytes, policy, later);
    expect(verdict.steps.filter((s) => !s.ok)).toEqual([]);
    expect(verdict).toMatchObject({ ok: true, colour: 'green' });
    expect(verdict.steps.map((s) => s.name)).toEqual([
      'manifest',
      'rosters',
      'request',
      'authorization',
      'machine',
      'log',
      'timestamps',
      'pictures',
      'counts',
    ]);
    expect(verdict.sentence.zh).toContain('王书记');
  });

  it('is amber without a policy, and where witnesses share the host of the operator', () => {
    expect(verifyPack(genuine.bytes)).toMatchObject({ ok: true, colour: 'amber' });
    const demo = ownPolicy(village, `#hufu-same-host ${village.witnesses[0].name}\n`);
    expect(verifyPack(genuine.bytes, demo)).toMatchObject({ ok: true, colour: 'amber' });
  });

  it('takes two witnesses of one organisation for one, where the roster says whom to trust', async () => {
    const allied = packVillage((r) => ({
      ...r,
      witnesses: {
        ...r.witnesses,
        all: r.witnesses.all.map((w, i) => (i === 1 ? { ...w, organisation: '区档案馆' } : w)),
      },
    }));
    const verdictOf = async (cosigners: number) => verifyPack((await aPack(allied, { cosigners })).bytes);
    expect(brokenStep(await verdictOf(2))).toMatchObject({ name: 'log', code: 'POLICY_QUORUM_MISSING' });
    expect(await verdictOf(3)).toMatchObject({ ok: true, colour: 'amber' });
  });

  it('names the file of which one byte was changed, whichever it is', () => {
    // With a report of a line: every byte of every file is changed, and every byte of the container between them.
    const [first, ...others] = genuine.content.statements;
    const statements = [...(first ? [first] : []), ...others.map(({ receipt: _, ...rest }) => rest)];
    const slim = buildPack({ ...genuine.content, statements }, new TextEncoder().encode('%PDF-1.7 a report'));
    const { files } = valueOrThrow(readPack(slim));
    const kinds = ['log', 'receipts', 'rosters', 'statements', 'proofs', 'pages', 'pictures'];
    expect(new Set([...files.keys()].map((path) => path.split('/')[0]))).toEqual(
      new Set([...kinds, reportPath, manifestPath]),
    );
    const eachByte = (bytes: Uint8Array, verify: (changed: Uint8Array, at: number) => void) => {
      const changed = Uint8Array.from(bytes);
      for (let at = 0; at < bytes.length; at++) {
        changed[at] = (bytes[at] ?? 0) ^ 0x01;
        verify(changed, at);
        changed[at] = bytes[at] ?? 0;
      }
    };
    const content = new Set<number>();
    let offset = 0;
    for (const path of [...files.keys()].sort()) {
      const bytes = files.get(path) ?? new Uint8Array(0);
      const begin = offset + 30 + new TextEncoder().encode(path).length;
      for (let at = begin; at < begin + bytes.length; at++) content.add(at);
      offset = begin + bytes.length;
      eachByte(bytes, (changed, at) => {
        const flipped = new Map([...files, [path, changed]]);
        const verdict = verifyPack({ files: flipped, form: 'original' }, policy, later);
        const broken = brokenStep(verdict);
        const isNamed = path === manifestPath || broken?.detail.zh.includes(path);
        if (verdict.colour !== 'red' || broken?.name !== 'manifest' || !isNamed)
          expect([path, at, broken?.detail.zh]).toBe('refused, with the name of the file');
      });
    }
    eachByte(slim, (changed, at) => {
      if (!content.has(at) && verifyPack(changed, policy, later).colour !== 'red')
        expect(`byte ${at} of the container`).toBe('refused');
    });
  }, 120_000);

  it('is red whichever byte of the container is changed', () => {
    // The whole pack, whose report is nine tenths fonts: sampled.
    const changed = Uint8Array.from(genuine.bytes);
    for (let at = 0; at < changed.length; at += 997) {
      changed[at] = (changed[at] ?? 0) ^ 0x20;
      expect(verifyPack(changed, policy, later).colour, `byte ${at}`).toBe('red');
      changed[at] = genuine.bytes[at] ?? 0;
    }
  });

  it('excuses a missing picture by a deletion only when the server that the policy pins has signed it', async () => {
    const server = importSigner('EdDSA', derivedBytes('server'));
    const pinned = ownPolicy(village, `#hufu-service-key ${Buffer.from(server.key).toString('base64')}\n`);
    const { pictures } = genuine.content;
    const deletionBy = (signer: FileSigner) =>
      signStatementSync(
        {
          type: 'deletion',
          v: 1,
          id: crypto.randomUUID(),
          village: village.id,
          at: testNow,
          request: null,
          digests: pictures.map((p) => payloadDigest(p)),
          rule: '用印留影保存 3653 天',
        },
        signer,
      );
    const without = async (signer: FileSigner) => {
      const { content } = await aPack(village, { deletion: deletionBy(signer) });
      return buildPack({ ...content, pictures: [] });
    };
    const honest = await without(server);
    expect(verifyPack(honest, pinned, later)).toMatchObject({ ok: true, colour: 'amber' });
    expect(verifyPack(honest, policy, later).sentence.zh).toContain('删除声明是谁签的无从核对');
    const forged = verifyPack(await without(village.custodian.signer), pinned, later);
    expect(brokenStep(forged)).toMatchObject({ name: 'pictures', code: 'SIGNER_UNKNOWN' });
    expect(brokenStep(forged)?.detail.zh).toContain('deletion');
  });

  it('says so when another program packed the same files again, and still verifies them', () => {
    const { files } = valueOrThrow(readPack(genuine.bytes));
    const verdict = verifyPack(zipSync(Object.fromEntries(files)), policy, later);
    expect(verdict).toMatchObject({ ok: true, colour: 'amber' });
    expect(verdict.sentence.zh).toContain('重新打包');
  });

  it('finds a statement that was exchanged together with the manifest', async () => {
    const other = await aPack(village, {
      record: (body) => (body.type === 'outcome' ? { ...body, reason: 'x' } : body),
    });
    const swapped = genuine.content.statements.map((s, i) => ({
      ...s,
      cose: other.content.statements[i]?.cose ?? s.cose,
    }));
    const verdict = verifyPack(buildPack({ ...genuine.content, statements: swapped }), policy, later);
    expect(verdict.colour).toBe('red');
  });

  it.each([
    ['an impression nobody approved', { approvers: 'none' as const }, 'machine'],
    ['a checkpoint that a witness is missing from', { cosigners: 1 }, 'log'],
    [
      'an outcome without an intent',
      { record: (b: { type: string }) => (b.type === 'intent' ? undefined : b) },
      'machine',
    ],
    [
      'an execution without the press receipt',
      { record: (b: { type: string }) => (b.type === 'outcome' ? { ...b, receipt: null } : b) },
      'machine',
    ],
    [
      'a press on a mismatch',
      {
        record: (b: { type: string; verdict?: object }) =>
          b.type === 'intent' ? { ...b, verdict: { ...b.verdict, verdict: 'mismatch' } } : b,
      },
      'machine',
    ],
    [
      'another number of impressions at the end',
      { record: (b: { type: string }) => (b.type === 'finish' ? { ...b, executed: 2 } : b) },
      'counts',
    ],
  ])('refuses %s', async (_, faults, name) => {
    const { bytes } = await aPack(village, faults as Parameters<typeof aPack>[1]);
    expect(brokenStep(verifyPack(bytes, policy, later))?.name).toBe(name);
  });

  it('refuses a village whose first roster is another than the pinned one', async () => {
    const impostor = packVillage((r) => ({ ...r, policy: { ...r.policy, placeToleranceMm: 99 } }));
    const { bytes } = await aPack(impostor);
    expect(brokenStep(verifyPack(bytes, policy, later))).toMatchObject({
      name: 'rosters',
      code: 'EVIDENCE_NOT_PINNED',
    });
  });

  it('keeps verifying when a later roster replaces the people of then', () => {
    const next = nextRoster(village, (r) => ({
      ...r,
      people: r.people.filter((p) => p.id !== village.secretary.id),
      at: later,
    }));
    const bytes = buildPack({
      ...genuine.content,
      rosters: [...genuine.content.rosters, { cose: next.cose }],
    });
    const verdict = verifyPack(bytes, policy, later + 1);
    expect(verdict).toMatchObject({ ok: true, colour: 'amber' });
    expect(verdict.reservations.map((r) => r.en)).toEqual([
      expect.stringContaining('1 rosters come without'),
    ]);
  });

  it('stays verifiable when a picture was deleted on schedule, and says that one is gone (I9)', () => {
    const bytes = buildPack({ ...genuine.content, pictures: genuine.content.pictures.slice(1) });
    expect(verifyPack(bytes, policy, later)).toMatchObject({ ok: true, colour: 'amber' });
  });

  it('refuses what is no pack at all', () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(500), new TextEncoder().encode('PK..not a zip')])
      expect(verifyPack(bytes, policy)).toMatchObject({ ok: false, colour: 'red' });
  });
});

describe('the verification of a single proof file', () => {
  it('holds for every statement of a job, and for no text of which a byte was changed', () => {
    for (const text of genuine.proofFiles)
      expect(verifyProofFile(text, policy, later)).toMatchObject({ ok: true, colour: 'green' });
    const [text = ''] = genuine.proofFiles;
    for (let at = 0; at < text.length; at += 41) {
      const flipped = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
      expect(
        verifyProofFile(flipped, policy, later).ok,
        `character ${at}: ${text.slice(at - 5, at + 5)}`,
      ).toBe(false);
    }
  });

  it('is amber when the anchors come from the file itself', () => {
    expect(verifyProofFile(genuine.proofFiles[1] ?? '')).toMatchObject({ ok: true, colour: 'amber' });
  });
});

describe('the vectors of vectors/evidence', () => {
  const read = (name: string) =>
    new Uint8Array(readFileSync(join(import.meta.dirname, '../../../vectors/evidence', name)));
  const pinned = valueOrThrow(parseTrustPolicy(new TextDecoder().decode(read('policy.txt'))));

  it('stay what they are: the genuine pack and proof green, the altered pack red with the file named', () => {
    expect(verifyPack(read('genuine.zip'), pinned)).toMatchObject({ ok: true, colour: 'green' });
    expect(verifyPack(read('genuine-first-form.zip'), pinned)).toMatchObject({ ok: true, colour: 'green' });
    expect(verifyProofFile(read('authorization.tlog-proof'), pinned)).toMatchObject({
      ok: true,
      colour: 'green',
    });
    const altered = verifyPack(read('altered.zip'), pinned);
    expect(altered.colour).toBe('red');
    expect(brokenStep(altered)?.detail.en).toContain('pictures/');
  });
});

describe('a trust policy', () => {
  it('refuses a line of ours that it does not understand rather than trusting less than was meant', () => {
    expect(parseTrustPolicy('quorum none\n#hufu-rooster x y\n')).toMatchObject({
      ok: false,
      code: 'POLICY_MALFORMED',
    });
    expect(parseTrustPolicy('quorum none\n#hufu-roster x y\n')).toMatchObject({
      ok: false,
      code: 'POLICY_MALFORMED',
    });
    expect(parseTrustPolicy('quorum none\n# hufu comment\n')).toMatchObject({ ok: true });
  });
});
