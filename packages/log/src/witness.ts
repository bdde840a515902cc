import { sameBytes } from '@hufu/contract';
import { EMPTY_ROOT, verifyConsistency } from './merkle.ts';
import { verifyNote } from './note.ts';
import type { NoteKey } from './note-key.ts';
import { parseAddCheckpoint } from './witness-request.ts';

/** The largest tree a witness has cosigned for one log. */
export interface WitnessedTree {
  readonly size: number;
  readonly root: Uint8Array;
}

/** All a witness remembers: origin -> tree. */
export type WitnessState = ReadonlyMap<string, WitnessedTree>;

/** A log that a witness watches. */
export interface WatchedLog {
  readonly origin: string;
  readonly keys: readonly NoteKey[];
}

/** What a witness makes of a request: cosign after storing the new state, or answer this status. */
export type WitnessDecision =
  | {
      readonly kind: 'cosign';
      readonly state: WitnessState;
      readonly text: string;
      readonly origin: string;
      readonly tree: WitnessedTree;
    }
  | { readonly kind: 'size'; readonly status: 409; readonly size: number }
  | { readonly kind: 'refuse'; readonly status: 400 | 403 | 404 | 409 | 422; readonly problem: string };

/**
 * Judges one `add-checkpoint` body, checks in the order of c2sp.org/tlog-witness. Pure: the caller stores the new
 * state durably before it signs, and judges one request at a time, or a smaller tree could overwrite a larger one.
 */
export function decideAddCheckpoint(
  state: WitnessState,
  logs: readonly WatchedLog[],
  body: Uint8Array | string,
): WitnessDecision {
  const no = (status: 400 | 403 | 404 | 409 | 422, problem: string): WitnessDecision => ({
    kind: 'refuse',
    status,
    problem,
  });
  const request = parseAddCheckpoint(body);
  if (!request.ok) return no(400, String(request.context.problem));
  const { oldSize, proof, note, checkpoint } = request.value;
  const { origin, size, root } = checkpoint;

  const log = logs.find((watched) => watched.origin === origin);
  if (log === undefined) return no(404, 'unknown log');
  const signed = verifyNote(note, log.keys);
  if (!signed.ok) return no(403, signed.code);
  if (oldSize > size) return no(400, 'the old size is larger than the checkpoint');

  const latest = state.get(origin) ?? { size: 0, root: EMPTY_ROOT };
  if (oldSize !== latest.size) return { kind: 'size', status: 409, size: latest.size };
  if (size === latest.size && !sameBytes(root, latest.root)) return no(409, 'another root for the same size');
  const problem =
    oldSize === 0
      ? firstProblem(proof)
      : proofProblem({ size1: oldSize, size2: size, root1: latest.root, root2: root, proof });
  if (problem !== undefined) return no(422, problem);

  const tree = { size, root };
  return { kind: 'cosign', state: new Map([...state, [origin, tree]]), text: note.text, origin, tree };
}

/** From the empty tree everything follows: the proof MUST be empty. */
function firstProblem(proof: readonly Uint8Array[]): string | undefined {
  return proof.length > 0 ? 'a proof from the empty tree is empty' : undefined;
}

function proofProblem(claim: Parameters<typeof verifyConsistency>[0]): string | undefined {
  const consistent = verifyConsistency(claim);
  return consistent.ok ? undefined : String(consistent.context.problem);
}
