import { join } from 'node:path';
import { makeFolderDurably, readIfPresent, writeFileDurably } from '@hufu/durable';
import type { FramCopies } from '@hufu/press';

/** The ferroelectric memory of the board: two copies, each written whole or not at all. */
export interface FramFiles {
  /** Both copies as they are on disk. */
  read(): Promise<FramCopies>;
  /** On disk when it resolves. */
  write(copy: 0 | 1, bytes: Uint8Array): Promise<void>;
}

/** FRAM as two files in one folder. */
export async function openFramFiles(folder: string): Promise<FramFiles> {
  await makeFolderDurably(folder);
  const path = (copy: 0 | 1) => join(folder, `fram-${copy}.bin`);
  return {
    read: async () => [(await readIfPresent(path(0))) ?? null, (await readIfPresent(path(1))) ?? null],
    write: (copy, bytes) => writeFileDurably(path(copy), bytes),
  };
}
