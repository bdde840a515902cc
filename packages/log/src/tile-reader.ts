import { HufuError, valueOrThrow } from '@hufu/contract';
import { nodeHash } from './merkle.ts';
import type { HashReader, SubtreeId } from './merkle-proof.ts';
import { parseTile, TILE_WIDTH, type TileId, tilePath, tileWidth } from './tile.ts';

/** Where tiles come from: a folder, HTTP, memory. Undefined when there is no such tile. */
export type TileSource = (path: string) => Promise<Uint8Array | undefined>;

/** A tile with its inner rows: rows[h][i] is the subtree of height h within the tile, complete ones only. */
type Rows = readonly (readonly Uint8Array[])[];

const CACHED_TILES = 512;

/** A HashReader over the tiles of a tree of this size; keeps the tiles it read lately. */
export function hashReader(
  source: TileSource,
  size: number,
  cache: Map<string, Promise<Rows>> = new Map(),
): HashReader {
  function rowsOf(tile: TileId): Promise<Rows> {
    const path = tilePath(tile);
    const known = cache.get(path);
    if (known) {
      // Moved to the end: the map's order is the order of last use.
      cache.delete(path);
      cache.set(path, known);
      return known;
    }
    // Kept while it is read: a thousand proofs of one moment open the tile once, not a thousand times.
    const reading = readRows(tile, path);
    cache.set(path, reading);
    reading.catch(() => {
      if (cache.get(path) === reading) cache.delete(path);
    });
    const oldest = cache.keys().next().value;
    if (cache.size > CACHED_TILES && oldest !== undefined) cache.delete(oldest);
    return reading;
  }

  async function readRows(tile: TileId, path: string): Promise<Rows> {
    const bytes = await source(path);
    if (bytes === undefined) throw new HufuError('TILE_MALFORMED', { context: { path, problem: 'missing' } });
    return expand(valueOrThrow(parseTile(tile, bytes)));
  }

  async function hashOf({ height, index }: SubtreeId): Promise<Uint8Array> {
    const level = Math.floor(height / 8);
    const inner = height % 8;
    const perTile = 2 ** (8 - inner);
    const tileIndex = Math.floor(index / perTile);
    const width = tileWidth(level, tileIndex, size);
    const rows = await rowsOf({ level, index: tileIndex, width });
    const hash = rows[inner]?.[index % perTile];
    if (hash === undefined) throw new RangeError(`no subtree ${height}/${index} in a tree of ${size}`);
    return hash;
  }

  return (nodes) => Promise.all(nodes.map(hashOf));
}

/** Shared between readers of one log at several sizes: paths name width and so content. */
export function tileCache(): Map<string, Promise<Rows>> {
  return new Map();
}

function expand(hashes: readonly Uint8Array[]): Rows {
  const rows: Uint8Array[][] = [[...hashes]];
  for (let width = hashes.length; width > 1 && rows.length <= Math.log2(TILE_WIDTH); ) {
    const below = rows.at(-1) ?? [];
    const row: Uint8Array[] = [];
    for (let i = 0; i + 1 < below.length; i += 2) {
      const left = below[i];
      const right = below[i + 1];
      if (left && right) row.push(nodeHash(left, right));
    }
    rows.push(row);
    width = row.length;
  }
  return rows;
}
