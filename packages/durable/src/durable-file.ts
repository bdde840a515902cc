import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { link, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HufuError } from '@hufu/contract';
import { errnoOf, ioFault } from './errno.ts';

/** How a durable file is written. */
export interface DurableWriteOptions {
  /** Permission bits; 0o444 for immutable evidence. Default 0o644. */
  readonly mode?: number;
}

/** The mode of evidence that is never written again. */
export const IMMUTABLE = 0o444;

/** Forces a folder's entries to disk: without it a rename may vanish in a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Creates a folder and its parents, each made durable in its parent. */
export async function makeFolderDurably(folder: string): Promise<void> {
  try {
    const first = await mkdir(folder, { recursive: true });
    if (first === undefined) return;
    // Every new folder is an entry in its parent: sync from the deepest parent up to the first that existed.
    const top = dirname(first);
    for (let at = dirname(folder); ; at = dirname(at)) {
      await syncFolder(at);
      if (at === top || at === dirname(at)) return;
    }
  } catch (error) {
    throw ioFault(error, folder);
  }
}

/** Writes a file whole or not at all, replacing what was there; on disk when it resolves. */
export async function writeFileDurably(
  path: string,
  bytes: Uint8Array,
  options: DurableWriteOptions = {},
): Promise<void> {
  // 1 temp  2 fsync  3 rename  4 fsync folder   (crash before 3: the old file stands; a .tmp is left, never read)
  const temp = await writeTemp(path, options.mode ?? 0o644, (handle) => writeAll(handle, bytes));
  await place(temp, path, rename);
}

/** As `writeFileDurably`, but refuses with DURABLE_FILE_EXISTS when the name is taken, atomically. */
export async function createFileDurably(
  path: string,
  bytes: Uint8Array,
  options: DurableWriteOptions = {},
): Promise<void> {
  const temp = await writeTemp(path, options.mode ?? 0o644, (handle) => writeAll(handle, bytes));
  await place(temp, path, linkExclusively);
}

/** link(2) fails when the name exists, rename(2) would replace: only link is an exclusive create. */
async function linkExclusively(from: string, to: string): Promise<void> {
  await link(from, to);
  await unlink(from);
}

/**
 * As `createFileDurably`, for content that comes in pieces and whose name is known only at the end: `fill` writes the
 * pieces and returns the path, on the same file system as `folder`; or throws to give up.
 */
export async function createFileDurablyFrom(
  folder: string,
  fill: (write: (piece: Uint8Array) => Promise<void>) => Promise<string>,
  options: DurableWriteOptions = {},
): Promise<string> {
  let path = join(folder, 'incoming');
  const temp = await writeTemp(path, options.mode ?? 0o644, async (handle) => {
    path = await fill((piece) => writeAll(handle, piece));
  });
  await place(temp, path, linkExclusively);
  return path;
}

/** A file's bytes, or undefined when there is none of that name. */
export async function readIfPresent(path: string): Promise<Uint8Array | undefined> {
  try {
    const { buffer, byteOffset, byteLength } = await readFile(path);
    // Not a Buffer: its slice() would share memory where Uint8Array's copies.
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT' || errno === 'ENOTDIR') return undefined;
    throw ioFault(error, path);
  }
}

/** A temp name in the same folder, so that the rename never crosses a file system. */
export function tempNameFor(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`);
}

async function writeTemp(
  path: string,
  mode: number,
  fill: (handle: FileHandle) => Promise<void>,
): Promise<string> {
  const temp = tempNameFor(path);
  let handle: FileHandle;
  try {
    handle = await open(temp, 'wx', 0o600);
  } catch (error) {
    throw ioFault(error, path);
  }
  try {
    await fill(handle);
    // After open: the umask does not touch chmod, so 0444 means 0444.
    await handle.chmod(mode);
    await handle.sync();
  } catch (error) {
    await handle.close();
    await remove(temp);
    throw ioFault(error, path);
  }
  await handle.close();
  return temp;
}

async function place(
  temp: string,
  path: string,
  move: (from: string, to: string) => Promise<void>,
): Promise<void> {
  try {
    await move(temp, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await remove(temp);
    if (errnoOf(error) === 'EEXIST')
      throw new HufuError('DURABLE_FILE_EXISTS', { cause: error, context: { path } });
    throw ioFault(error, path);
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let offset = 0;
  while (offset < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, offset, bytes.length - offset);
    offset += bytesWritten;
  }
}

async function remove(temp: string): Promise<void> {
  try {
    await unlink(temp);
  } catch (error) {
    // Gone already, or the disk refuses everything: the first error is the one to report.
    if (errnoOf(error) === undefined) throw error;
  }
}
