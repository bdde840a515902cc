import { accept, type Result, refuse, sameBytes } from '@hufu/contract';
import { fromBase64, toBase64 } from './base64.ts';
import { formatNote, type Note, parseNote } from './note.ts';
import { isKeyName, keyIdOf } from './note-key.ts';
import { concat, utf8 } from './text.ts';

/** Signature type 0xff of c2sp.org/signed-note: an algorithm without a number, named by what follows. */
const unassigned = 0xff;
/** SM2 with SM3 (GB/T 32918), public key x || y, signature r || s, the usual user id. */
export const SM2_ALGORITHM = 'hufu.cn/sm2-sm3\n';

/** A key of another algorithm whose line stands beside the log's own; whoever does not know it passes over it. */
export interface SideKey {
  readonly name: string;
  readonly id: number;
  readonly publicKey: Uint8Array;
}

/** Signs a second line of notes. */
export interface SideSigner {
  readonly key: SideKey;
  sign(message: Uint8Array): Uint8Array;
}

/** An SM2 key of a log. */
export function sm2SideKey(name: string, publicKey: Uint8Array): SideKey {
  if (!isKeyName(name) || publicKey.length !== 64) throw new RangeError(`no SM2 key of a log: ${name}`);
  return { name, publicKey, id: keyIdOf(name, unassigned, concat(utf8(SM2_ALGORITHM), publicKey)) };
}

/** `name+hex id+base64(0xff || algorithm || public key)`, as vkeys are written. */
export function formatSideVkey({ name, id, publicKey }: SideKey): string {
  const encoded = toBase64(concat(Uint8Array.of(unassigned), utf8(SM2_ALGORITHM), publicKey));
  return `${name}+${id.toString(16).padStart(8, '0')}+${encoded}`;
}

/** Reads such a vkey; its id must be the one its name and key give. */
export function parseSideVkey(text: string): Result<SideKey> {
  const bad = (problem: string) => refuse('VKEY_MALFORMED', { problem });
  const [, name = '', id = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const bytes = fromBase64(encoded);
  const head = concat(Uint8Array.of(unassigned), utf8(SM2_ALGORITHM));
  if (!isKeyName(name) || bytes?.length !== head.length + 64) return bad('not an SM2 key of a log');
  if (!sameBytes(bytes.subarray(0, head.length), head)) return bad('another algorithm');
  const key = sm2SideKey(name, bytes.slice(head.length));
  return key.id === Number.parseInt(id, 16) ? accept(key) : bad('the id does not belong to name and key');
}

/** The note with the lines of further signers under those it has. */
export function addSideLines(note: string, signers: readonly SideSigner[]): string {
  const read = parseNote(note);
  if (!read.ok) throw new RangeError('not a note');
  const { text, signatures } = read.value;
  const more = signers.map(({ key, sign }) => ({
    name: key.name,
    keyId: key.id,
    signature: sign(utf8(text)),
  }));
  return formatNote({ text, signatures: [...signatures, ...more] });
}

/** Whether the note carries a line of this key, and every such line verifies. */
export function hasSideSignature(
  note: Note,
  key: SideKey,
  verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean,
): boolean {
  const lines = note.signatures.filter((s) => s.name === key.name && s.keyId === key.id);
  return lines.length > 0 && lines.every((s) => verify(key.publicKey, utf8(note.text), s.signature));
}
