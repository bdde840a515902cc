import { EMPTY_ROOT, leafHash, nodeHash, treeRoot } from './merkle.ts';
import { formatBundle, TILE_WIDTH, type TileId } from './tile.ts';

/** The right edge of a tree: all that is needed to append to it. Never changed in place. */
export interface TreeEdge {
  readonly size: number;
  /** Entries of the last, partial bundle; empty when the last bundle is full. */
  readonly entries: readonly Uint8Array[];
  /** For each level the hashes of its last, partial tile. */
  readonly levels: readonly (readonly Uint8Array[])[];
}

/** A tile or bundle to be written. */
export interface TileWrite {
  readonly tile: TileId;
  readonly bytes: Uint8Array;
}

/** The edge of the empty tree. */
export const EMPTY_EDGE: TreeEdge = { size: 0, entries: [], levels: [] };

/** Appends entries: the new edge, and the tiles to write, bundles first and then from the leaves upward. */
export function grow(edge: TreeEdge, added: readonly Uint8Array[]): { edge: TreeEdge; writes: TileWrite[] } {
  const size = edge.size + added.length;
  const writes: TileWrite[] = [];

  let firstEntry = edge.size - edge.entries.length;
  let entries = [...edge.entries, ...added];
  while (entries.length >= TILE_WIDTH) {
    writes.push(tileWrite('entries', firstEntry, entries.slice(0, TILE_WIDTH), formatBundle));
    entries = entries.slice(TILE_WIDTH);
    firstEntry += TILE_WIDTH;
  }
  if (entries.length > 0 && added.length > 0)
    writes.push(tileWrite('entries', firstEntry, entries, formatBundle));

  const levels: (readonly Uint8Array[])[] = [];
  let risen: readonly Uint8Array[] = added.map(leafHash);
  for (let level = 0; level < edge.levels.length || risen.length > 0; level++) {
    const before = edge.levels[level] ?? [];
    let row = [...before, ...risen];
    let first = Math.floor(edge.size / TILE_WIDTH ** level) - before.length;
    const hasGrown = risen.length > 0;
    const full: Uint8Array[] = [];
    while (row.length >= TILE_WIDTH) {
      const tile = row.slice(0, TILE_WIDTH);
      writes.push(tileWrite(level, first, tile, joinHashes));
      full.push(treeRoot(tile));
      row = row.slice(TILE_WIDTH);
      first += TILE_WIDTH;
    }
    if (row.length > 0 && hasGrown) writes.push(tileWrite(level, first, row, joinHashes));
    levels.push(row);
    risen = full;
  }
  return { edge: { size, entries, levels }, writes };
}

function tileWrite(
  level: number | 'entries',
  first: number,
  items: readonly Uint8Array[],
  format: (items: readonly Uint8Array[]) => Uint8Array,
): TileWrite {
  return { tile: { level, index: first / TILE_WIDTH, width: items.length }, bytes: format(items) };
}

function joinHashes(hashes: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(hashes.length * 32);
  for (const [i, hash] of hashes.entries()) bytes.set(hash, i * 32);
  return bytes;
}

/** The tree's root: its complete subtrees stand in the partial tiles, largest in the highest level. */
export function edgeRoot(edge: TreeEdge): Uint8Array {
  const subtrees: Uint8Array[] = [];
  for (const row of edge.levels.toReversed()) {
    let at = 0;
    for (let width = TILE_WIDTH / 2; width >= 1; width /= 2) {
      if (row.length - at < width) continue;
      subtrees.push(treeRoot(row.slice(at, at + width)));
      at += width;
    }
  }
  const [last, ...others] = subtrees.reverse();
  if (last === undefined) return EMPTY_ROOT;
  return others.reduce((right, left) => nodeHash(left, right), last);
}
