import { createHash } from 'node:crypto';
import { readdir, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { accept, HufuError, type Result, refuse } from '@hufu/contract';
import {
  createFileDurablyFrom,
  errnoOf,
  IMMUTABLE,
  ioFault,
  makeFolderDurably,
  readIfPresent,
  syncFolder,
} from '@hufu/durable';
import {
  assertDigest,
  type BlobDigest,
  type BlobStore,
  checkedBlob,
  isBlobDigest,
  type StoredBlob,
} from './blob-store.ts';

/** How old a half-written file must be before a start takes it for one that a crash left. */
const ABANDONED_AFTER_MS = 24 * 3_600_000;

/** Blobs as 0444 files `ab/cd/<digest>` under a folder. `isUntouched`: for looking only, not even the folder is made. */
export async function openFolderBlobStore(
  dir: string,
  options: { readonly isUntouched?: boolean } = {},
): Promise<BlobStore> {
  const incoming = join(dir, 'incoming');
  if (!options.isUntouched) {
    await makeFolderDurably(incoming);
    await removeAbandoned(incoming);
  }
  const pathOf = (digest: BlobDigest) => join(dir, digest.slice(0, 2), digest.slice(2, 4), digest);

  async function get(digest: BlobDigest): Promise<Uint8Array> {
    assertDigest(digest);
    const bytes = await readIfPresent(pathOf(digest));
    if (bytes === undefined) throw new HufuError('BLOB_MISSING', { context: { digest } });
    return checkedBlob(digest, bytes);
  }

  async function putStream(
    source: AsyncIterable<Uint8Array>,
    limitBytes: number,
  ): Promise<Result<StoredBlob>> {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    let digest = '';
    try {
      await createFileDurablyFrom(
        incoming,
        async (write) => {
          for await (const piece of source) {
            sizeBytes += piece.length;
            if (sizeBytes > limitBytes) throw new TooLarge();
            hash.update(piece);
            await write(piece);
          }
          digest = hash.digest('hex');
          await makeFolderDurably(dirname(pathOf(digest)));
          return pathOf(digest);
        },
        { mode: IMMUTABLE },
      );
    } catch (error) {
      if (error instanceof TooLarge) return refuse('BLOB_TOO_LARGE', { limitBytes });
      if (!(error instanceof HufuError && error.code === 'DURABLE_FILE_EXISTS')) throw error;
      // Already stored: but only a copy that still reads whole lets the caller forget his.
      await get(digest);
    }
    return accept({ digest, sizeBytes });
  }

  return {
    async put(bytes) {
      const stored = await putStream(once(bytes), Number.POSITIVE_INFINITY);
      if (!stored.ok) throw new HufuError(stored.code, { context: stored.context });
      return stored.value.digest;
    },
    putStream: (source, { limitBytes }) => putStream(source, limitBytes),
    get,
    has: async (digest) => (await statOf(digest, pathOf)) !== undefined,
    stat: (digest) => statOf(digest, pathOf),
    list: () => listFolder(dir),
    async remove(digest) {
      assertDigest(digest);
      try {
        await unlink(pathOf(digest));
        await syncFolder(dirname(pathOf(digest)));
      } catch (error) {
        if (errnoOf(error) !== 'ENOENT') throw ioFault(error, pathOf(digest));
      }
    },
  };
}

/** Leaves the writing of a file half-way; never seen outside this module. */
class TooLarge extends Error {}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

async function statOf(digest: BlobDigest, pathOf: (digest: BlobDigest) => string) {
  if (!isBlobDigest(digest)) return undefined;
  try {
    return { sizeBytes: (await stat(pathOf(digest))).size };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw ioFault(error, pathOf(digest));
  }
}

async function* listFolder(dir: string): AsyncIterable<BlobDigest> {
  for (const first of await namesIn(dir, /^[0-9a-f]{2}$/)) {
    for (const second of await namesIn(join(dir, first), /^[0-9a-f]{2}$/)) {
      yield* await namesIn(join(dir, first, second), /^[0-9a-f]{64}$/);
    }
  }
}

async function namesIn(folder: string, pattern: RegExp): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => pattern.test(name)).sort();
  } catch (error) {
    throw ioFault(error, folder);
  }
}

async function removeAbandoned(incoming: string): Promise<void> {
  for (const name of await namesIn(incoming, /\.tmp$/)) {
    const path = join(incoming, name);
    try {
      if (Date.now() - (await stat(path)).mtimeMs > ABANDONED_AFTER_MS) await unlink(path);
    } catch (error) {
      // Its writer finished or another start removed it meanwhile.
      if (errnoOf(error) !== 'ENOENT') throw ioFault(error, path);
    }
  }
}
