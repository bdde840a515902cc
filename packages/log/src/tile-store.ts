import { dirname, join } from 'node:path';
import { HufuError, sameBytes } from '@hufu/contract';
import { createFileDurably, IMMUTABLE, makeFolderDurably, readIfPresent } from '@hufu/durable';

/** Where a log keeps its tiles and bundles. Paths are those of c2sp.org/tlog-tiles. */
export interface TileStore {
  read(path: string): Promise<Uint8Array | undefined>;
  /** Durable when it resolves. The same bytes again are accepted; other bytes are refused with LOG_INCONSISTENT. */
  writeOnce(path: string, bytes: Uint8Array): Promise<void>;
}

/** Tiles as 0444 files under `dir`; the folder can be served by any web server as it is. */
export function diskTileStore(dir: string): TileStore {
  const made = new Set<string>();
  return {
    read: (path) => readIfPresent(join(dir, path)),
    async writeOnce(path, bytes) {
      const file = join(dir, path);
      const folder = dirname(file);
      if (!made.has(folder)) {
        await makeFolderDurably(folder);
        made.add(folder);
      }
      try {
        await createFileDurably(file, bytes, { mode: IMMUTABLE });
      } catch (error) {
        if (!(error instanceof HufuError && error.code === 'DURABLE_FILE_EXISTS')) throw error;
        const existing = await readIfPresent(file);
        if (existing === undefined || !sameBytes(existing, bytes)) {
          throw new HufuError('LOG_INCONSISTENT', {
            cause: error,
            context: { problem: `${path} holds something else` },
          });
        }
      }
    },
  };
}
