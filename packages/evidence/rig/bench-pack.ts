import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Counters, type MachineRecord, type Roster, toHex, valueOrThrow } from '@hufu/contract';
import { commitment, cosign, formatNote, formatVkey, KEY_TYPE, parseNote, seedSigner } from '@hufu/log';
import { openLog } from '@hufu/log/node';
import { encodeCbor, payloadDigest, signStatementSync } from '@hufu/statement';
import { anAuthorization, aRequest, aVillage, derivedBytes, testNow, type Village } from '@hufu/testkit';
import { buildPack, parseTrustPolicy, type TrustPolicy } from '../src/index.ts';

const origin = 'hufu.example/pack';
const logSigner = seedSigner(origin, KEY_TYPE.ed25519, derivedBytes('pack log'));
const witnessSigner = (name: string) =>
  seedSigner(name, KEY_TYPE.cosignature, derivedBytes(`pack witness ${name}`));

/** A village whose roster names this rig's log and witnesses. */
export function packVillage(change: (roster: Roster) => Roster = (r) => r): Village {
  return aVillage({
    change: (roster) =>
      change({
        ...roster,
        log: { origin, vkey: formatVkey(logSigner.key) },
        witnesses: {
          k: 2,
          all: roster.witnesses.all.map((w) => ({ ...w, vkey: formatVkey(witnessSigner(w.name).key) })),
        },
      }),
  });
}

/** The policy of somebody who pins everything himself, as a file. */
export function ownPolicyText(village: Village, more = ''): string {
  const [a, b] = village.witnesses;
  const line = (name: string) => `witness ${name} ${formatVkey(witnessSigner(name).key)}\n`;
  return `log ${formatVkey(logSigner.key)}\n${line(a.name)}${line(b.name)}group w 2 ${a.name} ${b.name}\nquorum w\n#hufu-roster ${village.id} ${toHex(village.accepted.digest)}\n${more}`;
}

/** The same, read. */
export function ownPolicy(village: Village, more = ''): TrustPolicy {
  return valueOrThrow(parseTrustPolicy(ownPolicyText(village, more)));
}

type ChainField = 'v' | 'id' | 'village' | 'machine' | 'boot' | 'n' | 'prev' | 'at' | 'tsq';
type Body<T = MachineRecord> = T extends MachineRecord ? Omit<T, ChainField> : never;

/** What a test wants to be wrong. */
export interface PackFaults {
  /** Changes records before they are signed. */
  readonly record?: (body: Body) => Body | undefined;
  readonly approvers?: 'none' | 'director';
  /** Witnesses that cosign; two unless told. */
  readonly cosigners?: number;
}

/** Statements, pictures and proofs of one honest stamping, or of one with a fault. */
export async function aPack(village: Village, faults: PackFaults = {}) {
  const page = Uint8Array.from([0x89, 0x50, ...derivedBytes('page')]);
  const [before, after, person] = ['before', 'after', 'person'].map((s) =>
    Uint8Array.from([0xff, 0xd8, ...derivedBytes(s)]),
  );
  if (!before || !after || !person) throw new Error('pictures');
  const request = aRequest(village, {
    pages: [{ digest: payloadDigest(page), widthPx: 10, heightPx: 10, source: 'document', side: 'front' }],
  });
  const unsigned = anAuthorization(village, {}, request);
  const authorization = unsigned.approvedBy(
    faults.approvers === 'director' ? village.director : village.secretary,
  );
  const id = authorization.payload.id;
  const coses = [request.cose, ...(faults.approvers === 'none' ? [] : [authorization.cose])];

  let n = 7; // another job came before
  let prev = derivedBytes('earlier record');
  let counters: Counters = { A: 4, D: 1, V: 0, U: 0, L: 5, H: 4 };
  const say = (body: Body) => {
    const said = faults.record ? faults.record(body) : body;
    if (!said) return;
    const fields = { v: 1, id: randomUUID(), village: village.id, boot: 1, tsq: 'witness' } as const;
    const machine = village.machine.thumbprint;
    const cose = signStatementSync(
      { ...fields, machine, n: n++, prev, at: testNow + n * 1000, ...said },
      village.machine.agent,
    );
    prev = payloadDigest(cose);
    coses.push(cose);
  };
  const of = { authorization: id, k: 0, attempt: 0 };
  const verdict = { verdict: 'match' as const, confidence: 0.99, reasons: [], regions: [] };
  const preHash = payloadDigest(before);
  say({ type: 'authorizationRecord', authorization: id, accepted: true, code: '' });
  say({
    type: 'presence',
    authorization: id,
    by: village.stamper.id,
    method: 'pin',
    photo: payloadDigest(person),
    alternative: '',
    notice: derivedBytes('notice'),
    nonce: new Uint8Array(16),
  });
  say({ type: 'intent', ...of, preHash, before: [payloadDigest(before)], verdict, exception: null, H: 4 });
  counters = { ...counters, A: 5, D: 0, H: 5 };
  const receipt = signStatementSync(
    {
      type: 'receipt',
      v: 1,
      ...of,
      outcome: 'executed',
      H0: 4,
      H1: 5,
      counters,
      pressBoot: 1,
      preHash,
      traceHash: derivedBytes('trace'),
      sid: 1,
    },
    village.machine.press,
  );
  say({ type: 'outcome', ...of, outcome: 'executed', reason: '', receipt });
  say({ type: 'afterCheck', ...of, after: payloadDigest(after), late: false, verdict });
  const file = (role: 'before' | 'after' | 'person', bytes: Uint8Array) => ({
    digest: payloadDigest(bytes),
    role,
    k: 0,
    sizeBytes: bytes.length,
    mediaType: 'image/jpeg',
    at: testNow,
  });
  say({
    type: 'finish',
    authorization: id,
    executed: 1,
    granted: 1,
    reason: 'complete',
    files: [file('before', before), file('after', after), file('person', person)],
  });
  const proofs = await proveAll(village, coses, faults.cosigners ?? 2);
  const content = {
    rosters: [village.rosterCose],
    statements: coses.map((cose, i) => ({ cose, proof: proofs.short[i] ?? '' })),
    pages: [page],
    pictures: [before, after],
  };
  return { bytes: buildPack(content), content, proofFiles: proofs.long };
}

/** Puts statements into a log of their own, has its head cosigned, and proves each. */
async function proveAll(village: Village, coses: readonly Uint8Array[], cosigners: number) {
  const dir = mkdtempSync(join(tmpdir(), 'hufu-pack-'));
  try {
    await using log = await openLog({ dir, origin, signer: logSigner });
    const salts = coses.map((_, i) => derivedBytes(`salt ${i}`));
    await log.append(coses.map((cose, i) => commitment(salts[i] ?? new Uint8Array(32), cose)));
    const note = valueOrThrow(parseNote(log.checkpoint()));
    const lines = [];
    for (const w of village.witnesses.slice(0, cosigners))
      lines.push(await cosign(note.text, witnessSigner(w.name), Math.floor(testNow / 1000)));
    const signedCheckpoint = formatNote({ text: note.text, signatures: [...note.signatures, ...lines] });
    const prove = async (i: number, extra: Uint8Array) =>
      valueOrThrow(await log.tlogProof(i, { signedCheckpoint, extra }));
    const short: string[] = [];
    const long: string[] = [];
    for (const [i, statement] of coses.entries()) {
      const salt = salts[i] ?? new Uint8Array(32);
      short.push(await prove(i, encodeCbor({ salt })));
      long.push(await prove(i, encodeCbor({ salt, statement, rosters: [village.rosterCose] })));
    }
    return { short, long };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
