import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatWebManifest, parseWebManifest, type WebFile } from './web-manifest.ts';

const digest = 'a'.repeat(64);
const files: WebFile[] = [
  { path: '/m/assets/index-3f.js', sizeBytes: 1200, digest },
  { path: '/', sizeBytes: 0, digest: 'b'.repeat(64) },
  { path: '/m/', sizeBytes: 7, digest },
];
const text = formatWebManifest(files);
const codeOf = (list: string) => {
  const read = parseWebManifest(list);
  return read.ok ? 'read' : read.code;
};

describe('the list of web files', () => {
  it('is the same bytes whatever the order, and reads back', () => {
    expect(formatWebManifest([...files].reverse())).toBe(text);
    const read = parseWebManifest(text);
    expect(read.ok && read.value.map((f) => f.path)).toEqual(['/', '/m/', '/m/assets/index-3f.js']);
  });

  it.each([
    ['no files', 'hufu web-manifest v1\n'],
    ['no last line', text.slice(0, -1)],
    ['a line twice', text + text.split('\n').slice(-2).join('\n')],
    ['another order', text.replace(/^(.*\n)(.*\n)(.*\n)/, '$1$3$2')],
    ['another site', `hufu web-manifest v1\n${digest} 1 https://elsewhere.example/x.js\n`],
    ['a way up', `hufu web-manifest v1\n${digest} 1 /m/../x.js\n`],
    ['a query', `hufu web-manifest v1\n${digest} 1 /m/x.js?evil\n`],
    ['a size with a nought before', `hufu web-manifest v1\n${digest} 01 /m/x.js\n`],
  ])('is refused with %s', (_, list) => {
    expect(codeOf(list)).toBe('WEB_MANIFEST_MALFORMED');
  });

  it('has one form only: bent, it is refused or says something else', () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), (at, piece) => {
        const bent = text.slice(0, at) + piece + text.slice(at + 1);
        const read = parseWebManifest(bent);
        if (read.ok) expect(formatWebManifest(read.value)).toBe(bent);
      }),
    );
  });
});
