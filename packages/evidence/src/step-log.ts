import { accept, type Result, refuse } from '@hufu/contract';
import {
  commitment,
  type Policy,
  parseProof,
  SALT_BYTES,
  type VerifiedCheckpoint,
  verifyProof,
} from '@hufu/log';
import { decodeCbor } from '@hufu/statement';
import type { Scene } from './scene.ts';

/** What the log and its witnesses vouch for. */
export interface LogStory {
  readonly statements: number;
  readonly origin: string;
  readonly cosigners: readonly string[];
}

/** Every statement's commitment in a checkpoint that the policy believes; says which file does not hold. */
export function verifyLog(
  scene: Scene,
  policy: Policy,
  nowSeconds: number | undefined,
): Result<LogStory & { at: string }> {
  const cosigners = new Set<string>();
  let origin = '';
  for (const { signed, proofPath } of scene.statements) {
    const held = verifyOne(scene.files.get(proofPath), signed.cose, policy, nowSeconds);
    if (!held.ok) return { ...held, context: { ...held.context, path: proofPath } };
    for (const c of held.value.cosigners) cosigners.add(c.name);
    origin = held.value.origin;
  }
  const stray = [...scene.files.keys()].find(
    (path) => path.startsWith('proofs/') && !scene.statements.some((s) => s.proofPath === path),
  );
  if (stray !== undefined)
    return refuse('EVIDENCE_FILE_ALTERED', { path: stray, problem: '没有对应的声明 / proof of nothing' });
  return accept({ statements: scene.statements.length, origin, cosigners: [...cosigners], at: '' });
}

function verifyOne(
  file: Uint8Array | undefined,
  cose: Uint8Array,
  policy: Policy,
  nowSeconds: number | undefined,
): Result<VerifiedCheckpoint> {
  if (!file) return refuse('EVIDENCE_INCOMPLETE', { problem: '缺入册证明 / the proof is missing' });
  const proof = parseProof(file);
  if (!proof.ok) return proof;
  const salt = saltIn(proof.value.extra);
  if (!salt) return refuse('TLOG_PROOF_MALFORMED', { problem: 'extra {salt}' });
  return verifyProof(
    policy,
    commitment(salt, cose),
    proof.value,
    nowSeconds === undefined ? {} : { now: nowSeconds },
  );
}

function saltIn(extra: Uint8Array | undefined): Uint8Array | undefined {
  const read = extra ? decodeCbor(extra) : undefined;
  const salt =
    read?.ok && read.value instanceof Map && read.value.size === 1 ? read.value.get('salt') : undefined;
  return salt instanceof Uint8Array && salt.length === SALT_BYTES ? salt : undefined;
}
