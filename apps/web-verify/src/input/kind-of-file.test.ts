import { describe, expect, it } from 'vitest';
import { kindOfFile } from './kind-of-file.ts';

const text = (s: string) => new TextEncoder().encode(s);

describe('the kind of a file', () => {
  it('is told by its first bytes', () => {
    expect(kindOfFile(Uint8Array.of(0x50, 0x4b, 3, 4, 20))).toBe('pack');
    expect(kindOfFile(text('c2sp.org/tlog-proof@v1\nindex 3\n'))).toBe('proof');
    expect(kindOfFile(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toBe('picture');
    expect(kindOfFile(text('%PDF-1.7'))).toBe('other');
    expect(kindOfFile(new Uint8Array(0))).toBe('other');
  });
});
