import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createFileDurably,
  createFileDurablyFrom,
  makeFolderDurably,
  readIfPresent,
  writeFileDurably,
} from './durable-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hufu-durable-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const text = (s: string) => new TextEncoder().encode(s);

describe('durable files', () => {
  it('I6 replaces a file whole and leaves no temp file behind', async () => {
    const path = join(folder, 'a');
    await writeFileDurably(path, text('one'));
    await writeFileDurably(path, text('two'));
    expect(await readFile(path, 'utf8')).toBe('two');
    expect(await readdir(folder)).toEqual(['a']);
  });

  it('writes immutable files as 0444 whatever the umask', async () => {
    const path = join(folder, 'a');
    await createFileDurably(path, text('one'), { mode: 0o444 });
    expect((await stat(path)).mode & 0o777).toBe(0o444);
  });

  it('refuses to create over an existing file, and keeps that one', async () => {
    const path = join(folder, 'a');
    await writeFile(path, 'old');
    await expect(createFileDurably(path, text('new'))).rejects.toMatchObject({ code: 'DURABLE_FILE_EXISTS' });
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a']);
  });

  it('lets exactly one of many simultaneous creators win', async () => {
    const path = join(folder, 'a');
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => createFileDurably(path, text(`creator ${i}`))),
    );
    expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1);
  });

  it('leaves nothing behind when the content gives up half-way', async () => {
    const giveUp = createFileDurablyFrom(folder, async (write) => {
      await write(text('half'));
      throw new RangeError('too large');
    });
    await expect(giveUp).rejects.toThrow('too large');
    expect(await readdir(folder)).toEqual([]);
  });

  it('says undefined for a missing file and DURABLE_IO for an unreadable one', async () => {
    expect(await readIfPresent(join(folder, 'none'))).toBeUndefined();
    await expect(readIfPresent(folder)).rejects.toMatchObject({
      code: 'DURABLE_IO',
      context: { errno: 'EISDIR' },
    });
  });

  it('says DURABLE_IO when the folder is not there', async () => {
    await expect(writeFileDurably(join(folder, 'no', 'a'), text('x'))).rejects.toMatchObject({
      code: 'DURABLE_IO',
    });
  });

  it('makes nested folders', async () => {
    await makeFolderDurably(join(folder, 'x', 'y', 'z'));
    await makeFolderDurably(join(folder, 'x', 'y', 'z'));
    expect((await stat(join(folder, 'x', 'y', 'z'))).isDirectory()).toBe(true);
  });
});
