import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { type Counters, type MachineRecord, type Roster, toHex, valueOrThrow } from '@hufu/contract';
import {
  commitment,
  cosign,
  formatNote,
  formatVkey,
  KEY_TYPE,
  parseCheckpoint,
  parseNote,
  seedSigner,
} from '@hufu/log';
import { openLog } from '@hufu/log/node';
import { encodeCbor, payloadDigest, signStatementSync } from '@hufu/statement';
import { anAuthorization, aRequest, aVillage, derivedBytes, testNow, type Village } from '@hufu/testkit';
import {
  buildPack,
  formatReceipt,
  type KeptTimestamp,
  packFiles,
  parseTrustPolicy,
  receiptToSign,
  type TrustPolicy,
} from '../src/index.ts';
import { makeReport } from '../src/report/index.ts';

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
  /** A deletion that came afterwards. */
  readonly deletion?: Uint8Array;
  /** Witnesses that cosign; two unless told. */
  readonly cosigners?: number;
  /** A second page gets no impression but has to be shown (F65): whether it was. */
  readonly secondPage?: 'shown' | 'hidden';
  /** Time stamps over the checkpoint. */
  readonly stamp?: (checkpoint: Uint8Array) => Promise<KeptTimestamp[]>;
}

/** Statements, pictures and proofs of one honest stamping, or of one with a fault. */
export async function aPack(village: Village, faults: PackFaults = {}) {
  const page = aPng([250, 250, 245]);
  const before = aPng([240, 238, 230]);
  const after = aPng([230, 200, 200]);
  const person = aPng([90, 120, 90]);
  const second = aPng([245, 245, 250]);
  const pages = faults.secondPage ? [page, second] : [page];
  const size = { widthPx: 10, heightPx: 10, source: 'document', side: 'front' } as const;
  const request = aRequest(village, {
    pages: pages.map((bytes) => ({ digest: payloadDigest(bytes), ...size })),
    ...(faults.secondPage ? { everyPage: true as const } : {}),
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
  if (faults.secondPage === 'shown')
    say({
      type: 'event',
      event: 'pageShown',
      authorization: id,
      k: null,
      frame: null,
      verdict,
      shown: { page: 1, copy: 0 },
      detail: '',
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
  if (faults.deletion) coses.push(faults.deletion);
  const proofs = await proveAll(village, coses, faults.cosigners ?? 2);
  const timestamps = await faults.stamp?.(new TextEncoder().encode(proofs.checkpoint));
  const content = {
    rosters: [{ cose: village.rosterCose, proof: proofs.short[coses.length] ?? '' }],
    statements: coses.map((cose, i) => {
      const receipt = proofs.receipts[i];
      return { cose, proof: proofs.short[i] ?? '', ...(receipt ? { receipt } : {}) };
    }),
    checkpoint: proofs.checkpoint,
    ...(timestamps ? { timestamps } : {}),
    pages,
    pictures: [before, after],
  };
  const report = await makeReport({ files: packFiles(content), form: 'original' });
  return { bytes: buildPack(content, report), content, proofFiles: proofs.long.slice(0, coses.length) };
}

/** Puts statements into a log of their own, has its head cosigned, and proves each. */
async function proveAll(village: Village, statements: readonly Uint8Array[], cosigners: number) {
  const coses = [...statements, village.rosterCose];
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
    const head = valueOrThrow(parseCheckpoint(note.text));
    const signature = await logSigner.sign(receiptToSign(logSigner.key, head.root));
    const receipts: Uint8Array[] = [];
    const short: string[] = [];
    const long: string[] = [];
    for (const [i, statement] of coses.entries()) {
      const salt = salts[i] ?? new Uint8Array(32);
      const hashes = valueOrThrow(await log.proveInclusion(i, head.size));
      receipts.push(formatReceipt(logSigner.key, { size: head.size, index: i, hashes, signature }));
      short.push(await prove(i, encodeCbor({ salt })));
      long.push(await prove(i, encodeCbor({ salt, statement, rosters: [village.rosterCose] })));
    }
    return { short, long, receipts, checkpoint: signedCheckpoint };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A small picture of one colour that every reader opens. */
function aPng([r, g, b]: readonly [number, number, number]): Uint8Array {
  const [width, height] = [21, 30];
  const row = Uint8Array.from([0, ...Array.from({ length: width }, () => [r, g, b]).flat()]);
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return new Uint8Array(
    Buffer.concat([magic, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]),
  );
}
