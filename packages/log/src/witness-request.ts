import { accept, type Result, refuse } from '@hufu/contract';
import { hashFromBase64, toBase64 } from './base64.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { type Note, parseNote } from './note.ts';
import { fromUtf8, parseDecimal } from './text.ts';

/** The body of `POST /add-checkpoint` (c2sp.org/tlog-witness). */
export interface AddCheckpointRequest {
  readonly oldSize: number;
  /** Consistency proof from the old size. */
  readonly proof: readonly Uint8Array[];
  readonly note: Note;
  readonly checkpoint: Checkpoint;
}

const MAX_PROOF_LINES = 63;

/** The request's body; the note goes in verbatim. */
export function formatAddCheckpoint(
  oldSize: number,
  proof: readonly Uint8Array[],
  signedCheckpoint: string,
): string {
  return `old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${signedCheckpoint}`;
}

/** Reads the request's body strictly. */
export function parseAddCheckpoint(input: Uint8Array | string): Result<AddCheckpointRequest> {
  const bad = (problem: string) => refuse('WITNESS_REQUEST_MALFORMED', { problem });
  const text = typeof input === 'string' ? input : fromUtf8(input);
  if (text === undefined) return bad('not UTF-8');
  const end = text.indexOf('\n\n');
  if (end < 0) return bad('no blank line before the checkpoint');
  const [old = '', ...proofLines] = text.slice(0, end).split('\n');
  const oldSize = old.startsWith('old ') ? parseDecimal(old.slice('old '.length)) : undefined;
  if (oldSize === undefined) return bad('no old size line');
  if (proofLines.length > MAX_PROOF_LINES) return bad('too many proof lines');
  const proof = proofLines.map(hashFromBase64).filter((hash) => hash !== undefined);
  if (proof.length !== proofLines.length) return bad('a proof line is not base64 of 32 bytes');
  const note = parseNote(text.slice(end + 2));
  if (!note.ok) return bad(`the checkpoint: ${String(note.context.problem)}`);
  const checkpoint = parseCheckpoint(note.value.text);
  if (!checkpoint.ok) return bad(`the checkpoint: ${String(checkpoint.context.problem)}`);
  return accept({ oldSize, proof, note: note.value, checkpoint: checkpoint.value });
}
