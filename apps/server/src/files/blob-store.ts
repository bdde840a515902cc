import { openFolderBlobStore } from '@hufu/storage';

/** Write-once files named by their SHA-256. */
export interface BlobStore {
  /** Returns the digest once the bytes are on disk; the same bytes twice are one file. */
  put(bytes: Uint8Array): Promise<string>;
  has(digest: string): Promise<boolean>;
  /** The bytes, checked against their name; BLOB_MISSING or BLOB_CORRUPT otherwise. */
  read(digest: string): Promise<Uint8Array>;
}

/** Blobs in a folder; each is synced to disk before `put` returns (I6). */
export async function openBlobFolder(folder: string): Promise<BlobStore> {
  const store = await openFolderBlobStore(folder);
  return { put: store.put, has: store.has, read: store.get };
}
