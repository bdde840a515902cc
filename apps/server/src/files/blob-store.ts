import { createHash } from 'node:crypto';
import path from 'node:path';
import { HufuError } from '@hufu/contract';
import { createFileDurably, IMMUTABLE, makeFolderDurably, readIfPresent } from '@hufu/durable';

/** Write-once files named by their SHA-256. */
export interface BlobStore {
  /** Returns the digest once the bytes are on disk; the same bytes twice are one file. */
  put(bytes: Uint8Array): Promise<string>;
  has(digest: string): Promise<boolean>;
  /** The bytes, checked against their name; BLOB_MISSING or BLOB_CORRUPT otherwise. */
  read(digest: string): Promise<Uint8Array>;
}

/** Blobs in a folder, `ab/abcdef…`; each is synced to disk before `put` returns (I6). */
export async function openBlobFolder(folder: string): Promise<BlobStore> {
  await makeFolderDurably(folder);
  const pathOf = (digest: string) => path.join(folder, digest.slice(0, 2), digest);
  return {
    async put(bytes) {
      const digest = createHash('sha256').update(bytes).digest('hex');
      if ((await readIfPresent(pathOf(digest))) !== undefined) return digest;
      await makeFolderDurably(path.dirname(pathOf(digest)));
      await createFileDurably(pathOf(digest), bytes, { mode: IMMUTABLE }).catch((fault: unknown) => {
        // Somebody stored the same bytes at the same moment: theirs are ours.
        if (!(fault instanceof HufuError) || fault.code !== 'DURABLE_FILE_EXISTS') throw fault;
      });
      return digest;
    },
    has: async (digest) => (await readIfPresent(pathOf(digest))) !== undefined,
    async read(digest) {
      const bytes = await readIfPresent(pathOf(digest));
      if (!bytes) throw new HufuError('BLOB_MISSING', { context: { digest } });
      if (createHash('sha256').update(bytes).digest('hex') !== digest)
        throw new HufuError('BLOB_CORRUPT', { context: { digest } });
      return bytes;
    },
  };
}
