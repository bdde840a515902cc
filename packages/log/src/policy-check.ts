import { accept, type Result, refuse } from '@hufu/contract';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { type Cosigner, verifyCosignatures } from './cosignature.ts';
import { type Note, parseNote, verifyNote } from './note.ts';
import { KEY_TYPE, type NoteKey } from './note-key.ts';
import { type Policy, policyWitnesses } from './policy.ts';

/** A checkpoint that the policy believes. */
export interface VerifiedCheckpoint extends Checkpoint {
  /** The log's key that signed. */
  readonly log: NoteKey;
  /** Witnesses of the policy that cosigned, in its order: name in the policy, and POSIX seconds. */
  readonly cosigners: readonly { readonly name: string; readonly key: NoteKey; readonly time: number }[];
  /** The times of the cosigners, oldest first. */
  readonly times: readonly number[];
}

/** How to verify beyond the policy's own rules. */
export interface VerifyOptions {
  /** POSIX seconds; when given, a cosignature more than `allowedSkewSeconds` later is refused. */
  readonly now?: number;
  readonly allowedSkewSeconds?: number;
}

/** Whether the policy believes this checkpoint: signed by one of its logs under its own origin, cosigned by the quorum. */
export function verifyCheckpoint(
  policy: Policy,
  input: Note | Uint8Array | string,
  options: VerifyOptions = {},
): Result<VerifiedCheckpoint> {
  const note = typeof input === 'string' || input instanceof Uint8Array ? parseNote(input) : accept(input);
  if (!note.ok) return note;
  const checkpoint = parseCheckpoint(note.value.text);
  if (!checkpoint.ok) return checkpoint;
  const { origin } = checkpoint.value;
  // The key's name is the log's identity: a log of the policy must not sign for another origin.
  const logKeys = policy.logs.map((log) => log.key).filter((key) => key.name === origin);
  if (logKeys.length === 0) return refuse('POLICY_LOG_UNKNOWN', { origin });
  const signed = verifyNote(note.value, logKeys);
  if (!signed.ok) return signed;
  const [log] = signed.value;
  if (log === undefined || log.type !== KEY_TYPE.ed25519) return refuse('POLICY_LOG_UNKNOWN', { origin });

  const witnesses = policyWitnesses(policy);
  const cosigned = verifyCosignatures(
    note.value,
    witnesses.map((w) => w.key),
  );
  if (!cosigned.ok) return cosigned;
  const timeOf = new Map<NoteKey, Cosigner>(cosigned.value.map((c) => [c.key, c]));
  const cosigners = witnesses.flatMap(({ name, key }) => {
    const found = timeOf.get(key);
    return found ? [{ name, key, time: found.time }] : [];
  });
  if (options.now !== undefined) {
    const latest = options.now + (options.allowedSkewSeconds ?? 300);
    const early = cosigners.find((c) => c.time > latest);
    if (early)
      return refuse('COSIGNATURE_FROM_FUTURE', { name: early.name, time: early.time, now: options.now });
  }
  const present = new Set(cosigners.map((c) => c.key));
  if (!quorumMet(policy, present)) {
    return refuse('POLICY_QUORUM_MISSING', { cosigners: cosigners.map((c) => c.name).join(', ') });
  }
  const times = cosigners.map((c) => c.time).sort((a, b) => a - b);
  return accept({ ...checkpoint.value, log, cosigners, times });
}

/** Whether these keys of witnesses are a quorum of the policy. */
export function quorumMet(policy: Policy, present: ReadonlySet<NoteKey>): boolean {
  if (policy.quorum === 'none') return true;
  // Members come before their group, so one pass from the front decides every node.
  const isMet: boolean[] = [];
  for (const node of policy.nodes) {
    isMet.push(
      node.kind === 'witness'
        ? present.has(node.key)
        : node.members.filter((member) => isMet[member]).length >= node.threshold,
    );
  }
  return isMet[policy.quorum] ?? false;
}
