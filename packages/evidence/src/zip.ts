/*
 * One form of a zip file (docs/formats/evidence.md): entries in byte order of their names, stored, dated 1980-01-01,
 * nothing else. So the same files are the same bytes for ever, and a flipped bit anywhere is seen.
 */

const dosDate1980 = 0x0021;
const encoder = new TextEncoder();

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
    const headers = zipHeaders(name, bytes, offset);
    local.push(headers.local, bytes);
    central.push(headers.central);
    offset += headers.local.length + bytes.length;
  }
  const centralBytes = central.reduce((n, p) => n + p.length, 0);
  return concat([...local, ...central, zipEnd(names.length, centralBytes, offset)]);
}

/** What stands before a file of the one form, and for it in the directory; names included. */
export function zipHeaders(
  name: string,
  bytes: Uint8Array,
  offset: number,
): { readonly local: Uint8Array; readonly central: Uint8Array } {
  const path = encoder.encode(name);
  const common = [
    ...[20, 0, 0, 0, dosDate1980].map(two),
    ...[crc32(bytes), bytes.length, bytes.length].map(four),
    two(path.length),
    two(0),
  ];
  const rest = [...[0, 0, 0, 0].map(two), four(offset)];
  // In the directory follow the comment's length, the disk and both kinds of attributes: all nothing.
  return {
    local: concat([fields(four(0x04034b50), ...common), path]),
    central: concat([fields(four(0x02014b50), two(20), ...common, two(0), ...rest), path]),
  };
}

/** The end record of the one form. */
export function zipEnd(count: number, centralBytes: number, offset: number): Uint8Array {
  return fields(four(0x06054b50), ...[0, 0, count, count].map(two), four(centralBytes), four(offset), two(0));
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
