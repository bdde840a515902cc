import { accept, type Result, refuse, sameBytes } from '@hufu/contract';
import {
  commitment,
  formatNote,
  hasSideSignature,
  leafHash,
  type Policy,
  parseNote,
  parseProof,
  SALT_BYTES,
  type SideKey,
  type VerifiedCheckpoint,
  verifyCheckpoint,
  verifyInclusion,
} from '@hufu/log';
import { decodeCbor, suiteNamed } from '@hufu/statement';
import type { Scene } from './scene.ts';
import { verifyReceiptOf } from './scitt-receipt.ts';

/** Where the checkpoint lies that all proofs of a pack are against. */
export const checkpointPath = 'log/checkpoint';

/** What the log and its witnesses vouch for. */
export interface LogStory {
  readonly statements: number;
  readonly origin: string;
  readonly size: number;
  readonly cosigners: readonly string[];
  /** When the first witness cosigned, in seconds since 1970: the statements are not younger. */
  readonly cosignedAt: number | undefined;
  /** Rosters whose own place in the log is proved. */
  readonly rosters: number;
  readonly receipts: number;
}

/** Every statement's commitment in a checkpoint that the policy believes; says which file does not hold. */
export function verifyLog(
  scene: Scene,
  policy: Policy,
  nowSeconds: number | undefined,
  sm2Keys: readonly SideKey[] = [],
): Result<LogStory> {
  const { files } = scene;
  const heads = headReader(policy, nowSeconds, sm2Keys);
  const shared = files.get(checkpointPath);
  const own = shared && heads(shared);
  if (own && !own.ok) return at(own, checkpointPath);
  const cosigners = new Set<string>();
  const used = new Set<string>();
  let last: VerifiedCheckpoint | undefined = own?.value;
  const prove = (path: string, cose: Uint8Array) => {
    used.add(path);
    return verifyOne(files.get(path), cose, shared, heads);
  };

  let receipts = 0;
  for (const { signed, proofPath } of scene.statements) {
    const held = prove(proofPath, signed.cose);
    if (!held.ok) return at(held, proofPath);
    for (const c of held.value.head.cosigners) cosigners.add(c.name);
    last = held.value.head;
    const receiptPath = proofPath.replace(/^proofs\/(.*)\.tlog-proof$/, 'receipts/$1.cose');
    const receipt = files.get(receiptPath);
    if (!receipt) continue;
    used.add(receiptPath);
    const read = verifyReceiptOf(receipt, last.log, held.value.entry, last);
    if (!read.ok) return at(read, receiptPath);
    receipts += 1;
  }
  let rosters = 0;
  for (const [i, { cose }] of scene.rosters.entries()) {
    const path = `rosters/${String(i + 1).padStart(4, '0')}.tlog-proof`;
    if (!files.has(path)) continue;
    const held = prove(path, cose);
    if (!held.ok) return at(held, path);
    rosters += 1;
  }
  const stray = [...files.keys()].find(
    (path) => (path.endsWith('.tlog-proof') || path.startsWith('receipts/')) && !used.has(path),
  );
  if (stray !== undefined)
    return refuse('EVIDENCE_FILE_ALTERED', { path: stray, problem: '没有对应的声明 / proof of nothing' });
  return accept({
    statements: scene.statements.length,
    origin: last?.origin ?? '',
    size: last?.size ?? 0,
    cosigners: [...cosigners],
    cosignedAt: last?.times[0],
    rosters,
    receipts,
  });
}

const at = <R extends { readonly ok: false; readonly context: object }>(refusal: R, path: string): R => ({
  ...refusal,
  context: { ...refusal.context, path },
});

/** Verifies checkpoints, each text once: a pack's proofs share one, with a signature of every witness. */
function headReader(policy: Policy, nowSeconds: number | undefined, sm2Keys: readonly SideKey[]) {
  const known = new Map<string, Result<VerifiedCheckpoint>>();
  return (note: Uint8Array | string): Result<VerifiedCheckpoint> => {
    const text = typeof note === 'string' ? note : new TextDecoder().decode(note);
    const held =
      known.get(text) ?? verifyCheckpoint(policy, note, nowSeconds === undefined ? {} : { now: nowSeconds });
    const believed = held.ok && !known.has(text) ? withSm2(text, held, sm2Keys) : held;
    known.set(text, believed);
    return believed;
  };
}

/** A policy that lists SM2 keys of the log wants their line too: the Chinese suite is then not only decoration. */
function withSm2(
  text: string,
  held: Result<VerifiedCheckpoint>,
  keys: readonly SideKey[],
): Result<VerifiedCheckpoint> {
  const note = parseNote(text);
  if (!held.ok || !note.ok) return held;
  const own = keys.filter((k) => k.name === held.value.origin);
  const missing = own.find((k) => !hasSideSignature(note.value, k, suiteNamed('SM2').verify));
  return missing ? refuse('NOTE_SIGNATURE_INVALID', { name: `${missing.name} (SM2)` }) : held;
}

function verifyOne(
  file: Uint8Array | undefined,
  cose: Uint8Array,
  shared: Uint8Array | undefined,
  heads: ReturnType<typeof headReader>,
): Result<{ head: VerifiedCheckpoint; entry: Uint8Array }> {
  if (!file) return refuse('EVIDENCE_INCOMPLETE', { problem: '缺入册证明 / the proof is missing' });
  const proof = parseProof(file);
  if (!proof.ok) return proof;
  const salt = saltIn(proof.value.extra);
  if (!salt) return refuse('TLOG_PROOF_MALFORMED', { problem: 'extra {salt}' });
  const note = formatNote(proof.value.checkpoint);
  // The time stamps are over the shared checkpoint: a proof against another would not profit from them.
  if (shared && !sameBytes(shared, new TextEncoder().encode(note)))
    return refuse('EVIDENCE_CONTRADICTS', {
      problem: '不是包里的检查点 / another checkpoint than the pack’s',
    });
  const head = heads(note);
  if (!head.ok) return head;
  const entry = commitment(salt, cose);
  const { size, root } = head.value;
  const { index, hashes } = proof.value;
  const included = verifyInclusion({ index, size, leafHash: leafHash(entry), proof: hashes, root });
  return included.ok ? accept({ head: head.value, entry }) : included;
}

function saltIn(extra: Uint8Array | undefined): Uint8Array | undefined {
  const read = extra ? decodeCbor(extra) : undefined;
  const salt =
    read?.ok && read.value instanceof Map && read.value.size === 1 ? read.value.get('salt') : undefined;
  return salt instanceof Uint8Array && salt.length === SALT_BYTES ? salt : undefined;
}
