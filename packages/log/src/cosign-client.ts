import { accept, type Refusal, type Result, refuse } from '@hufu/contract';
import { parseCheckpoint } from './checkpoint.ts';
import { type Cosigner, verifyCosignature } from './cosignature.ts';
import { formatNote, type Note, type NoteSignature, parseNote, parseSignatureLines } from './note.ts';
import { describeKey, type NoteKey } from './note-key.ts';
import { concat, fromUtf8, parseDecimal } from './text.ts';
import { formatAddCheckpoint } from './witness-request.ts';

/** A witness to ask. */
export interface WitnessAddress {
  readonly key: NoteKey;
  /** Its submission prefix, without a slash at the end. */
  readonly url: string;
}

/** The checkpoint with the cosignatures that came, and what became of each witness. */
export interface Cosigned {
  readonly signedCheckpoint: string;
  readonly cosigners: readonly Cosigner[];
  readonly refusals: readonly { readonly witness: WitnessAddress; readonly refusal: Refusal }[];
}

/** How the witnesses are reached. */
export interface CosignOptions {
  readonly checkpoint: string;
  readonly witnesses: readonly WitnessAddress[];
  readonly proveConsistency: (size1: number, size2: number) => Promise<Result<Uint8Array[]>>;
  /** Remembers, by `describeKey`, the size each witness saw last: saves a round trip. Updated in place. */
  readonly sizes?: Map<string, number>;
  readonly timeoutMs?: number;
  readonly fetch?: typeof globalThis.fetch;
}

/** Asks all witnesses at once to cosign (c2sp.org/tlog-witness); one that fails does not hold up the others. */
export async function collectCosignatures(options: CosignOptions): Promise<Result<Cosigned>> {
  const note = parseNote(options.checkpoint);
  if (!note.ok) return note;
  const checkpoint = parseCheckpoint(note.value.text);
  if (!checkpoint.ok) return checkpoint;
  const size = checkpoint.value.size;
  const answers = await Promise.all(
    options.witnesses.map(async (witness) => ({
      witness,
      answer: await askWitness(witness, note.value, size, options),
    })),
  );
  const lines: NoteSignature[] = [];
  const cosigners: Cosigner[] = [];
  const refusals: Cosigned['refusals'][number][] = [];
  for (const { witness, answer } of answers) {
    if (!answer.ok) {
      refusals.push({ witness, refusal: answer });
      continue;
    }
    lines.push(answer.value.line);
    cosigners.push(answer.value.cosigner);
  }
  const fresh = note.value.signatures.filter(
    (old) => !lines.some((l) => l.name === old.name && l.keyId === old.keyId),
  );
  const signedCheckpoint = formatNote({ text: note.value.text, signatures: [...fresh, ...lines] });
  return accept({ signedCheckpoint, cosigners, refusals });
}

/** A witness's size may be unknown, and may move under us once more; then it is somebody else's turn. */
const MAX_TRIES = 3;

async function askWitness(
  witness: WitnessAddress,
  note: Note,
  size: number,
  options: CosignOptions,
): Promise<Result<{ line: NoteSignature; cosigner: Cosigner }>> {
  const name = describeKey(witness.key);
  let oldSize = options.sizes?.get(name) ?? 0;
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    if (oldSize > size)
      return refuse('WITNESS_REFUSED', { name, status: 409, problem: `it has seen ${oldSize} entries` });
    const proof = await options.proveConsistency(oldSize, size);
    if (!proof.ok) return proof;
    const answer = await post(
      witness,
      name,
      formatAddCheckpoint(oldSize, proof.value, formatNote(note)),
      options,
    );
    if (!answer.ok) return answer;
    const { status, contentType, text } = answer.value;
    if (status === 200) {
      const read = readCosignature(witness.key, note, text);
      if (read.ok) options.sizes?.set(name, size);
      return read;
    }
    const known =
      status === 409 && contentType === 'text/x.tlog.size' && text.endsWith('\n')
        ? parseDecimal(text.slice(0, -1))
        : undefined;
    if (known === undefined)
      return refuse('WITNESS_REFUSED', { name, status, problem: text.slice(0, 200).trim() });
    options.sizes?.set(name, known);
    oldSize = known;
  }
  return refuse('WITNESS_REFUSED', { name, status: 409, problem: 'its size kept changing' });
}

async function post(
  witness: WitnessAddress,
  name: string,
  body: string,
  { fetch = globalThis.fetch, timeoutMs = 10_000 }: CosignOptions,
): Promise<Result<{ status: number; contentType: string; text: string }>> {
  try {
    const response = await fetch(`${witness.url}/add-checkpoint`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      // A witness never redirects; following one would send the log's view to whoever answers.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = fromUtf8(await bodyWithin(response, MAX_ANSWER_BYTES)) ?? '';
    return accept({ status: response.status, contentType: response.headers.get('content-type') ?? '', text });
  } catch (error) {
    return refuse('WITNESS_UNREACHABLE', {
      name,
      problem: error instanceof Error ? error.message : String(error),
    });
  }
}

/** A few signature lines or one of problem; a witness must not be able to fill the log's memory. */
const MAX_ANSWER_BYTES = 64 * 1024;

async function bodyWithin(response: Response, limit: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop by the error cancels the stream, and with it the transfer.
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > limit) throw new RangeError(`an answer of more than ${limit} bytes`);
    pieces.push(piece);
  }
  return concat(...pieces);
}

/** The line by this witness's key; lines of unknown keys are ignored. */
function readCosignature(
  key: NoteKey,
  note: Note,
  text: string,
): Result<{ line: NoteSignature; cosigner: Cosigner }> {
  const lines = parseSignatureLines(text);
  if (!lines.ok) return lines;
  const line = lines.value.find((l) => l.name === key.name && l.keyId === key.id);
  if (line === undefined)
    return refuse('WITNESS_REFUSED', {
      name: describeKey(key),
      status: 200,
      problem: 'no signature by its key',
    });
  const cosigner = verifyCosignature(note.text, key, line);
  return cosigner.ok ? accept({ line, cosigner: cosigner.value }) : cosigner;
}
