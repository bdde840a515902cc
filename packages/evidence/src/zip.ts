import { accept, type Result, refuse, sameBytes } from '@hufu/contract';
import { unzipSync } from 'fflate';

/*
 * One form of a zip file (docs/formats/evidence.md): entries in byte order of their names, stored, dated 1980-01-01,
 * nothing else. So the same files are the same bytes for ever, and a flipped bit anywhere is seen.
 */

const dosDate1980 = 0x0021;
const encoder = new TextEncoder();
/** A pack holds photographs of a few impressions; anything larger is meant to fill somebody's memory. */
const limits = { fileBytes: 64 * 1024 * 1024, packBytes: 768 * 1024 * 1024, files: 20_000 };

/** Files of a pack by their path. */
export type PackFiles = ReadonlyMap<string, Uint8Array>;

/** Writes files as a zip in the one form. */
export function writeZip(files: PackFiles): Uint8Array {
  const local: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let offset = 0;
  const names = [...files.keys()].sort();
  for (const name of names) {
    const bytes = files.get(name) ?? new Uint8Array(0);
    const path = encoder.encode(name);
    const same = [20, 0, 0, 0, dosDate1980] as const;
    const sizes = [crc32(bytes), bytes.length, bytes.length] as const;
    const head = fields([0x04034b50, 4], ...same.map(two), ...sizes.map(four), two(path.length), two(0));
    local.push(head, path, bytes);
    central.push(
      fields(
        [0x02014b50, 4],
        two(20),
        ...same.map(two),
        ...sizes.map(four),
        two(path.length),
        ...[0, 0, 0, 0].map(two),
        four(0),
        four(offset),
      ),
      path,
    );
    offset += head.length + path.length + bytes.length;
  }
  const centralBytes = central.reduce((n, p) => n + p.length, 0);
  const end = fields(
    [0x06054b50, 4],
    two(0),
    two(0),
    two(names.length),
    two(names.length),
    four(centralBytes),
    four(offset),
    two(0),
  );
  return concat([...local, ...central, end]);
}

/** The files of a zip, and whether it is in the one form. */
export interface ReadZip {
  readonly files: PackFiles;
  /** `original`: byte for byte as written. `repacked`: another program's zip of these files. */
  readonly form: 'original' | 'repacked';
}

/** Reads a zip. One that has the length of the one form but other bytes was altered, and is refused. */
export function readZip(bytes: Uint8Array): Result<ReadZip> {
  const bad = (problem: string) => refuse('EVIDENCE_PACK_MALFORMED', { problem });
  if (bytes.length > limits.packBytes) return bad('太大 / too large');
  let count = 0;
  let total = 0;
  let files: Map<string, Uint8Array>;
  try {
    const unzipped = unzipSync(bytes, {
      filter: (file) => {
        count += 1;
        total += file.originalSize;
        if (count > limits.files || file.originalSize > limits.fileBytes || total > limits.packBytes)
          throw new RangeError('too large');
        return !file.name.endsWith('/');
      },
    });
    files = new Map(Object.entries(unzipped));
  } catch (cause) {
    return bad(`不是完整的 zip / no whole zip (${cause instanceof Error ? cause.message : ''})`);
  }
  const original = writeZip(files);
  if (original.length !== bytes.length) return accept({ files, form: 'repacked' });
  if (sameBytes(original, bytes)) return accept({ files, form: 'original' });
  // The checksums of the container differ where a file does: that file is named by its digest, further on.
  const isContent = files.size > 0 && differsOnlyWithContent(original, bytes, files);
  return isContent
    ? accept({ files, form: 'original' })
    : bad('zip 的目录被改动过 / the zip directory was altered');
}

/** Whether the differences are only checksums of files whose content was changed. */
function differsOnlyWithContent(original: Uint8Array, bytes: Uint8Array, files: PackFiles): boolean {
  const checksums = new Set<number>();
  let offset = 0;
  const names = [...files.keys()].sort();
  for (const name of names) {
    for (let i = 14; i < 18; i++) checksums.add(offset + i);
    offset += 30 + encoder.encode(name).length + (files.get(name)?.length ?? 0);
  }
  for (const name of names) {
    for (let i = 16; i < 20; i++) checksums.add(offset + i);
    offset += 46 + encoder.encode(name).length;
  }
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== original[i] && !checksums.has(i)) return false;
  // A checksum that alone was flipped does not come with another content: the directory would disagree with itself.
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let [at, directory] = [
    0,
    names.reduce((n, name) => n + 30 + encoder.encode(name).length + (files.get(name)?.length ?? 0), 0),
  ];
  for (const name of names) {
    const path = encoder.encode(name).length;
    if (view.getUint32(at + 14, true) !== view.getUint32(directory + 16, true)) return false;
    at += 30 + path + (files.get(name)?.length ?? 0);
    directory += 46 + path;
  }
  return true;
}

type Field = readonly [value: number, bytes: 2 | 4];
const two = (value: number): Field => [value, 2];
const four = (value: number): Field => [value, 4];

function fields(...list: Field[]): Uint8Array {
  const out = new Uint8Array(list.reduce((n, [, size]) => n + size, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const [value, size] of list) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return out;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

// Signed: numbers above 2^31 would be kept as floats, three times as slow.
const crcTable = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** CRC-32 as zip has it. */
function crc32(bytes: Uint8Array): number {
  let c = -1;
  for (const b of bytes) c = (crcTable[(c ^ b) & 0xff] ?? 0) ^ (c >>> 8);
  return (c ^ -1) >>> 0;
}
