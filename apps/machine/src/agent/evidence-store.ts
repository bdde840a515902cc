import { createHash } from 'node:crypto';
import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type EvidenceFile, HufuError, toHex } from '@hufu/contract';
import { createFileDurably, IMMUTABLE, makeFolderDurably, readIfPresent } from '@hufu/durable';
import type { Notebook } from './notebook.ts';

/** Files of evidence by digest: written once, never changed, on disk before anything refers to them. */
export interface EvidenceStore {
  keep(file: {
    bytes: Uint8Array;
    role: EvidenceFile['role'];
    authorization: string | null;
    k: number | null;
    mediaType?: string;
  }): Promise<Uint8Array>;
  read(digestHex: string): Promise<Uint8Array | undefined>;
  path(digestHex: string): string;
  freeMiB(): Promise<number>;
}

/** Opens the folder. */
export async function openEvidenceStore(dir: string, notebook: Notebook): Promise<EvidenceStore> {
  const folder = join(dir, 'evidence');
  await makeFolderDurably(folder);
  const path = (digestHex: string) => join(folder, digestHex);
  return {
    path,
    async keep({ bytes, role, authorization, k, mediaType = 'image/jpeg' }) {
      const digest = new Uint8Array(createHash('sha256').update(bytes).digest());
      // 1 file durable  2 journal entry   (crash between: a file nobody names, harmless)
      try {
        await createFileDurably(path(toHex(digest)), bytes, { mode: IMMUTABLE });
      } catch (error) {
        if (!(error instanceof HufuError && error.code === 'DURABLE_FILE_EXISTS')) throw error;
      }
      const at = notebook.clock.now();
      const file = { digest, role, k, sizeBytes: bytes.length, mediaType, at };
      await notebook.note('evidence', { ...file, authorization });
      return digest;
    },
    read: (digestHex) => readIfPresent(path(digestHex)),
    async freeMiB() {
      const { bavail, bsize } = await statfs(folder);
      return (bavail * bsize) / 1_048_576;
    },
  };
}

/** Reads a file that must be there. */
export async function readKept(store: EvidenceStore, digest: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await readFile(store.path(toHex(digest))));
}
