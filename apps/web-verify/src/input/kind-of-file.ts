/** What was dropped, told by its first bytes and never by its name. */
export type FileKind = 'pack' | 'proof' | 'picture' | 'other';

const starts = (bytes: Uint8Array, magic: readonly number[]) => magic.every((b, i) => bytes[i] === b);
/** A signed note: nothing was found for a photo. */
const noRecordStart = [...new TextEncoder().encode('hufu no-record v1\n')];
const proofStart = [...new TextEncoder().encode('c2sp.org/tlog-proof@')];

/** The kind of a file. */
export function kindOfFile(bytes: Uint8Array): FileKind {
  if (starts(bytes, [0x50, 0x4b, 0x03, 0x04])) return 'pack';
  if (starts(bytes, proofStart) || starts(bytes, noRecordStart)) return 'proof';
  const isPicture =
    starts(bytes, [0x89, 0x50, 0x4e, 0x47]) ||
    starts(bytes, [0xff, 0xd8, 0xff]) ||
    (starts(bytes, [0x52, 0x49, 0x46, 0x46]) && starts(bytes.subarray(8), [0x57, 0x45, 0x42, 0x50])) ||
    starts(bytes, [0x47, 0x49, 0x46, 0x38]) ||
    starts(bytes, [0x42, 0x4d]);
  return isPicture ? 'picture' : 'other';
}
