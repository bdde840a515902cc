import { accept, type Result, refuse } from '@hufu/contract';
import { fromBase64, hashFromBase64, toBase64 } from './base64.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { leafHash, verifyInclusion } from './merkle.ts';
import { formatNote, type Note, parseNote } from './note.ts';
import type { Policy } from './policy.ts';
import { type VerifiedCheckpoint, type VerifyOptions, verifyCheckpoint } from './policy-check.ts';
import { fromUtf8, parseDecimal } from './text.ts';

/** An offline proof that an entry is in a log (c2sp.org/tlog-proof). */
export interface TlogProof {
  /** Opaque and not authenticated. */
  readonly extra?: Uint8Array;
  readonly index: number;
  /** Inclusion proof, leaf's sibling first. */
  readonly hashes: readonly Uint8Array[];
  /** The checkpoint with all its signatures. */
  readonly checkpoint: Note;
}

const HEADER = 'c2sp.org/tlog-proof@v1';
const MAX_HASHES = 63;

/** The proof as the text of a `.tlog-proof` file. */
export function formatProof({ extra, index, hashes, checkpoint }: TlogProof): string {
  const lines = [
    HEADER,
    ...(extra === undefined ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map(toBase64),
    '',
  ];
  return `${lines.join('\n')}\n${formatNote(checkpoint)}`;
}

/** Reads a `.tlog-proof` file strictly; nothing in it is trusted yet. */
export function parseProof(input: Uint8Array | string): Result<TlogProof> {
  const bad = (problem: string) => refuse('TLOG_PROOF_MALFORMED', { problem });
  if (input.length > 2_000_000) return bad('too long');
  const text = typeof input === 'string' ? input : fromUtf8(input);
  if (text === undefined) return bad('not UTF-8');
  const end = text.indexOf('\n\n');
  if (end < 0) return bad('no blank line before the checkpoint');
  const [header, ...lines] = text.slice(0, end).split('\n');
  if (header !== HEADER) return bad(`the first line is not ${HEADER}`);
  let extra: Uint8Array | undefined;
  if (lines[0]?.startsWith('extra ')) {
    extra = fromBase64(lines[0].slice('extra '.length));
    if (extra === undefined) return bad('the extra line is not base64');
    lines.shift();
  }
  const [indexLine = '', ...hashLines] = lines;
  const index = indexLine.startsWith('index ') ? parseDecimal(indexLine.slice('index '.length)) : undefined;
  if (index === undefined) return bad('no index line');
  if (hashLines.length > MAX_HASHES) return bad('too many hashes');
  const hashes = hashLines.map(hashFromBase64).filter((hash) => hash !== undefined);
  if (hashes.length !== hashLines.length) return bad('a hash is not base64 of 32 bytes');
  const checkpoint = parseNote(text.slice(end + 2));
  if (!checkpoint.ok) return checkpoint;
  const head = parseCheckpoint(checkpoint.value.text);
  if (!head.ok) return head;
  if (index >= head.value.size) return bad('the index is not inside the tree');
  return accept({ ...(extra === undefined ? {} : { extra }), index, hashes, checkpoint: checkpoint.value });
}

/** Whether this entry is in a log that the policy believes, in a checkpoint its quorum cosigned. */
export function verifyProof(
  policy: Policy,
  entry: Uint8Array,
  input: TlogProof | Uint8Array | string,
  options: VerifyOptions = {},
): Result<VerifiedCheckpoint & { readonly index: number }> {
  const proof = typeof input === 'string' || input instanceof Uint8Array ? parseProof(input) : accept(input);
  if (!proof.ok) return proof;
  const { index, hashes, checkpoint } = proof.value;
  const head = verifyCheckpoint(policy, checkpoint, options);
  if (!head.ok) return head;
  const { size, root } = head.value;
  const included = verifyInclusion({ index, size, leafHash: leafHash(entry), proof: hashes, root });
  if (!included.ok) return included;
  return accept({ ...head.value, index });
}
