import { inflateSync } from 'node:zlib';

/** Unpacks a WOFF 1.0 file (W3C Recommendation 2012, sections 3 to 5) to the font it wraps. */
export function sfntOfWoff(woff: Buffer): Buffer {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new RangeError('not a WOFF file');
  const count = woff.readUInt16BE(12);
  const directory = Buffer.alloc(12 + 16 * count);
  directory.writeUInt32BE(woff.readUInt32BE(4), 0);
  directory.writeUInt16BE(count, 4);
  const power = Math.floor(Math.log2(count));
  directory.writeUInt16BE(16 << power, 6);
  directory.writeUInt16BE(power, 8);
  directory.writeUInt16BE(16 * count - (16 << power), 10);
  const parts: Buffer[] = [directory];
  let position = directory.length;
  for (let i = 0; i < count; i++) {
    const entry = 44 + 20 * i;
    const offset = woff.readUInt32BE(entry + 4);
    const packed = woff.readUInt32BE(entry + 8);
    const length = woff.readUInt32BE(entry + 12);
    const raw = woff.subarray(offset, offset + packed);
    const at = 12 + 16 * i;
    woff.copy(directory, at, entry, entry + 4);
    directory.writeUInt32BE(woff.readUInt32BE(entry + 16), at + 4);
    directory.writeUInt32BE(position, at + 8);
    directory.writeUInt32BE(length, at + 12);
    const padding = (4 - (length & 3)) & 3;
    parts.push(packed < length ? inflateSync(raw) : raw, Buffer.alloc(padding));
    position += length + padding;
  }
  return Buffer.concat(parts);
}
