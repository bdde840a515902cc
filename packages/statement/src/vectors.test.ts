import { readFileSync, writeFileSync } from 'node:fs';
import { fromHex, toHex } from '@hufu/contract';
import { anAuthorization, askingMachine, aVillage, freshnessFor, testNow, type Village } from '@hufu/testkit';
import { describe, expect, it } from 'vitest';
import { mergeSignatures, parseSigned, type SignedStatement, sigStructure } from './cose-sign.ts';
import { decodeKey } from './keys/cose-key.ts';
import { acceptGenesis } from './roster/accept-roster.ts';
import type { AlgorithmName } from './suites/suite.ts';
import { verifyAuthorization } from './verify/verify-authorization.ts';
import { verifySignature } from './verify/verify-signature.ts';

/** A statement as other implementations check it. */
interface Vector {
  payload: string;
  digest: string;
  cose: string;
  signatures: { alg: number; key: string; thumbprint: string; sigStructure: string; signature: string }[];
}
interface VectorFile {
  note: string;
  now: number;
  nonce: string;
  roster: Vector;
  authorization: Vector;
  freshness: Vector[];
}

const algorithms: AlgorithmName[] = ['EdDSA', 'ES256', 'SM2'];
const pathOf = (alg: AlgorithmName) =>
  new URL(`../../../vectors/statement/${alg.toLowerCase()}.json`, import.meta.url);

function vectorOf(signed: SignedStatement, keys: readonly Uint8Array[]): Vector {
  return {
    payload: toHex(signed.payloadBytes),
    digest: toHex(signed.digest),
    cose: toHex(signed.cose),
    signatures: signed.signatures.map((s) => ({
      alg: s.alg,
      key: toHex(keys.find((_, i) => verifies(signed, keys, s.thumbprint, i)) ?? new Uint8Array()),
      thumbprint: toHex(s.thumbprint),
      sigStructure: toHex(sigStructure(s.alg, s.thumbprint, signed.payloadBytes)),
      signature: toHex(s.signature),
    })),
  };
}

function verifies(signed: SignedStatement, keys: readonly Uint8Array[], thumbprint: Uint8Array, i: number) {
  const at = signed.signatures.findIndex((s) => toHex(s.thumbprint) === toHex(thumbprint));
  const key = keys[i];
  return key !== undefined && verifySignature(signed, at, key).ok;
}

function build(village: Village): VectorFile {
  const authorization = anAuthorization(village).approvedBy(village.secretary, village.director);
  const freshness = freshnessFor(village);
  const roster = parseSigned(village.rosterCose);
  if (!roster.ok) throw new Error(roster.code);
  const keysOfPeople = village.roster.people.flatMap((p) => p.keys.map((k) => k.key));
  return {
    note: 'Hexadecimal. Re-made by packages/statement/src/vectors.test.ts; see docs/formats/statement.md. SM2 signatures carry a random number: compare everything but them.',
    now: testNow,
    nonce: toHex(askingMachine(village).nonces[0] ?? new Uint8Array()),
    roster: vectorOf(
      roster.value,
      village.root.map((k) => k.key),
    ),
    authorization: vectorOf(authorization, keysOfPeople),
    freshness: freshness.map((f) =>
      vectorOf(
        f,
        village.witnesses.map((w) => w.signer.key),
      ),
    ),
  };
}

describe.each(algorithms)('the vectors of %s', (algorithm) => {
  const built = build(aVillage({ algorithm }));
  // A new format needs new vectors: run once with HUFU_WRITE_VECTORS=1 and review the difference.
  if (process.env.HUFU_WRITE_VECTORS) writeFileSync(pathOf(algorithm), `${JSON.stringify(built, null, 1)}\n`);
  const held: VectorFile = JSON.parse(readFileSync(pathOf(algorithm), 'utf8'));

  it('are what today’s code makes, byte for byte', () => {
    const comparable = (file: VectorFile) =>
      algorithm === 'SM2'
        ? { ...file, authorization: { ...file.authorization, cose: '', signatures: [] } }
        : file;
    expect(comparable(built)).toEqual(comparable(held));
  });

  it('verify from their bytes alone', () => {
    const roster = parseSigned(fromHex(held.roster.cose));
    const authorization = parseSigned(fromHex(held.authorization.cose));
    const freshness = held.freshness.map((f) => parseSigned(fromHex(f.cose)));
    if (!roster.ok || !authorization.ok) throw new Error('unreadable');
    const genesis = acceptGenesis(roster.value);
    if (!genesis.ok) throw new Error(genesis.code);
    const machine = authorization.value.payload;
    if (machine.type !== 'authorization' || !machine.machine) throw new Error('a machine is wanted');
    const usable = verifyAuthorization(
      authorization.value,
      genesis.value.roster,
      freshness.flatMap((f) => (f.ok ? [f.value] : [])),
      held.now,
      { machine: machine.machine, rosterDigest: genesis.value.digest, nonces: [fromHex(held.nonce)] },
    );
    expect(usable).toMatchObject({ ok: true });
    expect(mergeSignatures(authorization.value.cose, authorization.value.cose)).toMatchObject({ ok: true });
    for (const s of held.authorization.signatures)
      expect(decodeKey(fromHex(s.key))).toMatchObject({ ok: true, value: { name: algorithm } });
  });
});
