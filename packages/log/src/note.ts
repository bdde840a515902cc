import { accept, type Result, refuse } from '@hufu/contract';
import { fromBase64, toBase64 } from './base64.ts';
import { isKeyName, KEY_TYPE, type NoteKey, type NoteSigner, verifyEd25519 } from './note-key.ts';
import { concat, fromUtf8, utf8 } from './text.ts';

/** One signature line of a note. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  /** What follows the key id: for a cosignature timestamp and signature. */
  readonly signature: Uint8Array;
}

/** A parsed signed note; nothing in it is trusted before its signatures are checked. */
export interface Note {
  /** The signed text with its final newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const MAX_NOTE_BYTES = 1_000_000;
const MAX_SIGNATURES = 100;

/** Reads a signed note (c2sp.org/signed-note) strictly. */
export function parseNote(input: Uint8Array | string): Result<Note> {
  const bad = (problem: string) => refuse('NOTE_MALFORMED', { problem });
  if (input.length > MAX_NOTE_BYTES) return bad('too long');
  const whole = typeof input === 'string' ? input : fromUtf8(input);
  if (whole === undefined || !whole.isWellFormed()) return bad('not UTF-8');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u0009\u000b-\u001f]/.test(whole)) return bad('a control character');
  const split = whole.lastIndexOf('\n\n');
  if (split < 0) return bad('no blank line before the signatures');
  const signatures = parseSignatureLines(whole.slice(split + 2));
  if (!signatures.ok) return signatures;
  return accept({ text: whole.slice(0, split + 1), signatures: signatures.value });
}

/** Reads signature lines alone, as a witness answers them. */
export function parseSignatureLines(text: string): Result<NoteSignature[]> {
  const bad = (problem: string) => refuse('NOTE_MALFORMED', { problem });
  if (!text.endsWith('\n')) return bad('no newline at the end');
  const lines = text.slice(0, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) return bad('too many signatures');
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const [dash, name = '', encoded = '', ...more] = line.split(' ');
    if (dash !== '—' || more.length > 0 || !isKeyName(name)) return bad('not a signature line');
    const bytes = fromBase64(encoded);
    if (bytes === undefined || bytes.length < 5)
      return bad('a signature is not base64 of five bytes or more');
    const keyId = new DataView(bytes.buffer).getUint32(0);
    signatures.push({ name, keyId, signature: bytes.slice(4) });
  }
  return accept(signatures);
}

/** `— name base64(id || signature)` and a newline. */
export function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  const id = new Uint8Array(4);
  new DataView(id.buffer).setUint32(0, keyId);
  return `— ${name} ${toBase64(concat(id, signature))}\n`;
}

/** The whole note as text. */
export function formatNote(note: Note): string {
  return `${note.text}\n${note.signatures.map(formatSignatureLine).join('')}`;
}

/** Signs a text (which ends in a newline) with Ed25519 (type 0x01). */
export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<string> {
  if (!text.endsWith('\n')) throw new RangeError('a note text ends in a newline');
  const signatures: NoteSignature[] = [];
  for (const { key, sign } of signers) {
    if (key.type !== KEY_TYPE.ed25519) throw new RangeError('a note is signed with a key of type 1');
    signatures.push({ name: key.name, keyId: key.id, signature: await sign(utf8(text)) });
  }
  const note = formatNote({ text, signatures });
  const check = parseNote(note);
  if (!check.ok) throw new RangeError(`not a note: ${String(check.context.problem)}`);
  return note;
}

/** The signatures on a note that claim to be by this key; name and id both decide. */
export function signaturesBy(note: Note, key: NoteKey): NoteSignature[] {
  return note.signatures.filter((s) => s.name === key.name && s.keyId === key.id);
}

/**
 * Which of the known type-1 keys signed. Unknown signatures are ignored; one known signature that does not verify
 * spoils the whole note, and so does having none.
 */
export function verifyNote(note: Note, known: readonly NoteKey[]): Result<NoteKey[]> {
  const message = utf8(note.text);
  const signed: NoteKey[] = [];
  for (const key of known) {
    if (key.type !== KEY_TYPE.ed25519) continue;
    const mine = signaturesBy(note, key);
    for (const { signature } of mine) {
      if (!verifyEd25519(key.publicKey, message, signature))
        return refuse('NOTE_SIGNATURE_INVALID', { name: key.name });
    }
    if (mine.length > 0) signed.push(key);
  }
  return signed.length > 0 ? accept(signed) : refuse('NOTE_UNSIGNED');
}
