import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readZip } from './read-zip.ts';
import { writeZip } from './zip.ts';

const text = (s: string) => new TextEncoder().encode(s);
const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
const two = new Map([
  ['a/1', text('first')],
  ['a/2', text('second')],
]);
const honest = writeZip(two);
const u32 = (bytes: Uint8Array, at: number) => Buffer.from(bytes).readUInt32LE(at);
/** Writes numbers over copies of some bytes. */
function patched(bytes: Uint8Array, ...patches: [at: number, value: number, size: 2 | 4][]): Uint8Array {
  const out = Buffer.from(bytes);
  for (const [at, value, size] of patches) out.writeUIntLE(value, at, size);
  return new Uint8Array(out);
}
/** Every place in which one text stands is given another of its length. */
function renamed(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const out = Buffer.from(bytes);
  for (let at = out.indexOf(from); at >= 0; at = out.indexOf(from, at + 1)) out.write(to, at);
  return new Uint8Array(out);
}
const directoryOf = (bytes: Uint8Array) => u32(bytes, bytes.length - 6);
const zeros = new Uint8Array(4 * 1024 * 1024);

describe('the container of a pack', () => {
  it('is in the one form as it was written, and another program’s when that wrote it', () => {
    expect(readZip(honest)).toMatchObject({ ok: true, value: { form: 'original', files: two } });
    for (const level of [0, 9] as const)
      expect(readZip(zipSync(Object.fromEntries(two), { level }))).toMatchObject({
        ok: true,
        value: { form: 'repacked', files: two },
      });
    // Stored and dated alike, so of the same length: only each entry says that another system made it.
    const [first, second] = [directoryOf(honest) + 5, directoryOf(honest) + 5 + 46 + 3];
    const elsewhere = patched(honest, [first, 3, 2], [second, 3, 2]);
    expect(readZip(elsewhere)).toMatchObject({ ok: true, value: { form: 'repacked' } });
    // One alone is no program's doing.
    expect(readZip(patched(honest, [second, 3, 2]))).toMatchObject({ ok: true, value: { altered: 'a/2' } });
  });

  const liar = zipSync({ 'a/1': zeros }, { level: 9 });
  const hiding = zipSync({ 'a/1': text('x'), 'a/d': text('hidden') }, { level: 0 });
  it.each<[string, Uint8Array, string]>([
    ['bytes after it', join(honest, text('x')), 'bytes after it'],
    ['a comment', join(patched(honest, [honest.length - 2, 1, 2]), text('x')), 'bytes after it'],
    ['bytes before it', join(text('PK'), honest), 'directory is not where'],
    [
      'bytes between the files and the directory',
      patched(
        join(honest.subarray(0, directoryOf(honest)), text('x'), honest.subarray(directoryOf(honest))),
        [honest.length - 5, directoryOf(honest) + 1, 4],
      ),
      'before the directory',
    ],
    ['two files of one name', renamed(honest, 'a/2', 'a/1'), '/ two files of one name'],
    [
      'another name before the file than in the directory',
      join(renamed(honest.subarray(0, 40), 'a/1', 'b/1'), honest.subarray(40)),
      'another name',
    ],
    [
      'one file listed under two names',
      patched(honest, [directoryOf(honest) + 46 + 3 + 42, 0, 4]),
      'other bytes',
    ],
    ['a folder with content', renamed(hiding, 'a/d', 'ad/'), 'folder with content'],
    [
      'an empty folder',
      zipSync({ 'a/1': text('x'), 'evil/': new Uint8Array(0) }, { level: 0 }),
      'empty folder',
    ],
    ['an encrypted file', patched(honest, [6, 1, 2], [directoryOf(honest) + 8, 1, 2]), 'cannot be read'],
    ['four megabytes of nothing in four kilobytes', liar, 'cannot be read'],
    [
      'more content than its size says',
      patched(liar, [22, 10, 4], [directoryOf(liar) + 24, 10, 4]),
      'cannot be read',
    ],
    [
      'files that are together larger than a pack may be',
      patched(honest, [directoryOf(honest) + 24, 0x7fff_ffff, 4]),
      'too large',
    ],
    ['no content', new Uint8Array(0), 'no whole zip'],
  ])('is refused with %s', (_, bytes, problem) => {
    const read = readZip(bytes);
    expect(read.ok ? 'accepted' : String(read.context.problem)).toContain(problem);
  });

  it('hides no file behind a name that means something to JavaScript', () => {
    const read = readZip(writeZip(new Map([...two, ['__proto__', text('x')]])));
    expect(read.ok && [...read.value.files.keys()]).toEqual(['__proto__', 'a/1', 'a/2']);
  });
});
