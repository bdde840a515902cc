import { accept, type Result, refuse } from '@hufu/contract';
import { type Note, type NoteSignature, signaturesBy } from './note.ts';
import { KEY_TYPE, type NoteKey, type NoteSigner, verifyEd25519 } from './note-key.ts';
import { concat, utf8 } from './text.ts';

/** A verified cosignature: this witness saw this as the largest tree at this time. */
export interface Cosigner {
  readonly key: NoteKey;
  /** POSIX seconds. */
  readonly time: number;
}

/** What a witness signs (c2sp.org/tlog-cosignature): header, time, then the whole note text. */
function cosignedMessage(text: string, time: number): Uint8Array {
  return utf8(`cosignature/v1\ntime ${time}\n${text}`);
}

/** Cosigns a checkpoint's text at this POSIX second. */
export async function cosign(text: string, signer: NoteSigner, time: number): Promise<NoteSignature> {
  const { key } = signer;
  if (key.type !== KEY_TYPE.cosignature) throw new RangeError('a cosignature needs a key of type 4');
  if (!Number.isSafeInteger(time) || time <= 0) throw new RangeError('a cosignature needs a time');
  const stamp = new Uint8Array(8);
  new DataView(stamp.buffer).setBigUint64(0, BigInt(time));
  const signature = await signer.sign(cosignedMessage(text, time));
  return { name: key.name, keyId: key.id, signature: concat(stamp, signature) };
}

/** Verifies one cosignature; gives its time. */
export function verifyCosignature(
  text: string,
  key: NoteKey,
  { signature }: NoteSignature,
): Result<Cosigner> {
  const bad = () => refuse('NOTE_SIGNATURE_INVALID', { name: key.name });
  if (signature.length !== 72) return bad();
  const stamp = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  // Safe integers reach the year 285,000,000: beyond them the spec's own bound (2^63-1) is no real time either.
  if (stamp > BigInt(Number.MAX_SAFE_INTEGER)) return bad();
  const time = Number(stamp);
  if (!verifyEd25519(key.publicKey, cosignedMessage(text, time), signature.subarray(8))) return bad();
  return accept({ key, time });
}

/** All known witnesses that cosigned, each with its newest time; a known one that does not verify spoils the note. */
export function verifyCosignatures(note: Note, known: readonly NoteKey[]): Result<Cosigner[]> {
  const cosigners: Cosigner[] = [];
  for (const key of known) {
    if (key.type !== KEY_TYPE.cosignature) continue;
    let newest: Cosigner | undefined;
    for (const line of signaturesBy(note, key)) {
      const verified = verifyCosignature(note.text, key, line);
      if (!verified.ok) return verified;
      if (newest === undefined || verified.value.time > newest.time) newest = verified.value;
    }
    if (newest) cosigners.push(newest);
  }
  return accept(cosigners);
}
