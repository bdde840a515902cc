import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { sfntOfWoff } from './sfnt-of-woff.ts';

it('unpacks packed and plain tables to where the directory says', () => {
  const packed = Buffer.alloc(100, 7);
  const plain = Buffer.from('plain');
  const deflated = deflateSync(packed);
  const woff = Buffer.alloc(44 + 40 + deflated.length + plain.length);
  woff.write('wOFF', 0, 'latin1');
  woff.writeUInt32BE(0x00010000, 4);
  woff.writeUInt16BE(2, 12);
  const entry = (i: number, tag: string, offset: number, length: number, original: number) => {
    woff.write(tag, 44 + 20 * i, 'latin1');
    [offset, length, original, 0xabcd].forEach((v, k) => {
      woff.writeUInt32BE(v, 48 + 20 * i + 4 * k);
    });
  };
  entry(0, 'glyf', 84, deflated.length, packed.length);
  entry(1, 'head', 84 + deflated.length, plain.length, plain.length);
  deflated.copy(woff, 84);
  plain.copy(woff, 84 + deflated.length);
  const sfnt = sfntOfWoff(woff);
  expect(sfnt.readUInt32BE(0)).toBe(0x00010000);
  for (const [i, tag, data] of [
    [0, 'glyf', packed],
    [1, 'head', plain],
  ] as const) {
    const at = 12 + 16 * i;
    expect(sfnt.toString('latin1', at, at + 4)).toBe(tag);
    const offset = sfnt.readUInt32BE(at + 8);
    expect(offset % 4).toBe(0);
    expect(sfnt.subarray(offset, offset + sfnt.readUInt32BE(at + 12)).equals(data)).toBe(true);
  }
  expect(() => sfntOfWoff(Buffer.from('wOF2....'))).toThrow(RangeError);
});
