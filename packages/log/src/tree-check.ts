import { sameBytes, toHex } from '@hufu/contract';
import { leafHash, treeRoot } from './merkle.ts';
import { parseBundle, parseTile, TILE_WIDTH, type TileId, tilePath, tileWidth } from './tile.ts';
import type { TileSource } from './tile-reader.ts';
import { edgeRoot, type TreeEdge } from './tree-edge.ts';

/** One thing that does not fit, in words. */
export interface Difference {
  /** The file it is about. */
  readonly path: string;
  readonly problem: string;
}

/** Reads the right edge of a tree of `size`; differences when a tile is missing, torn, or does not fit its neighbours. */
export async function loadEdge(
  source: TileSource,
  size: number,
): Promise<{ edge: TreeEdge; differences: Difference[] }> {
  const differences: Difference[] = [];
  const levels: Uint8Array[][] = [];
  for (let level = 0; Math.floor(size / TILE_WIDTH ** level) > 0; level++) {
    const count = Math.floor(size / TILE_WIDTH ** level);
    const tile = { level, index: Math.floor(count / TILE_WIDTH), width: count % TILE_WIDTH };
    levels.push(tile.width === 0 ? [] : await readHashes(source, tile, differences));
  }
  const width = size % TILE_WIDTH;
  const bundle: TileId = { level: 'entries', index: Math.floor(size / TILE_WIDTH), width };
  const entries = width === 0 ? [] : await readEntries(source, bundle, differences);
  compareRow(tilePath(bundle), entries.map(leafHash), levels[0] ?? [], differences);
  return { edge: { size, entries, levels }, differences };
}

/** Reads every bundle and tile of a tree and recomputes it from its entries: slow and complete. */
export async function checkWholeTree(
  source: TileSource,
  size: number,
  root: Uint8Array,
  progress: (done: number, total: number) => void = () => undefined,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  const bundles = Math.ceil(size / TILE_WIDTH);
  let roots: Uint8Array[] = [];
  for (let index = 0; index < bundles; index++) {
    const width = tileWidth('entries', index, size);
    const bundle: TileId = { level: 'entries', index, width };
    const entries = await readEntries(source, bundle, differences);
    const leaves = await readHashes(source, { level: 0, index, width }, differences);
    compareRow(tilePath(bundle), entries.map(leafHash), leaves, differences);
    if (width === TILE_WIDTH) roots.push(treeRoot(leaves));
    progress(index + 1, bundles);
  }
  // Each further level is recomputed from the one below, so every stored hash is compared once.
  for (let level = 1; roots.length > 0; level++) {
    const above: Uint8Array[] = [];
    for (let index = 0; index * TILE_WIDTH < roots.length; index++) {
      const computed = roots.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH);
      const tile = { level, index, width: computed.length };
      compareRow(tilePath(tile), computed, await readHashes(source, tile, differences), differences);
      if (computed.length === TILE_WIDTH) above.push(treeRoot(computed));
    }
    roots = above;
  }
  const { edge, differences: atEdge } = await loadEdge(source, size);
  const known = new Set(differences.map((d) => d.path + d.problem));
  differences.push(...atEdge.filter((d) => !known.has(d.path + d.problem)));
  differences.push(...rootDifference(edge, root));
  return differences;
}

/** Whether an edge has this root. */
export function rootDifference(edge: TreeEdge, root: Uint8Array): Difference[] {
  const computed = edgeRoot(edge);
  if (sameBytes(computed, root)) return [];
  return [{ path: 'head', problem: `the tiles give root ${toHex(computed)}, the head says ${toHex(root)}` }];
}

async function readHashes(
  source: TileSource,
  tile: TileId,
  differences: Difference[],
): Promise<Uint8Array[]> {
  return (await readTile(source, tile, parseTile, differences)) ?? [];
}

async function readEntries(
  source: TileSource,
  tile: TileId,
  differences: Difference[],
): Promise<Uint8Array[]> {
  return (await readTile(source, tile, parseBundle, differences)) ?? [];
}

async function readTile(
  source: TileSource,
  tile: TileId,
  parse: typeof parseTile,
  differences: Difference[],
): Promise<Uint8Array[] | undefined> {
  const path = tilePath(tile);
  const bytes = await source(path);
  if (bytes === undefined) {
    differences.push({ path, problem: 'missing' });
    return undefined;
  }
  const parsed = parse(tile, bytes);
  if (parsed.ok) return parsed.value;
  differences.push({ path, problem: String(parsed.context.problem) });
  return undefined;
}

function compareRow(
  path: string,
  computed: readonly Uint8Array[],
  stored: readonly Uint8Array[],
  differences: Difference[],
): void {
  // A missing or torn tile has been named already; its absence is not named once more for every hash.
  if (computed.length !== stored.length) return;
  for (const [i, hash] of computed.entries()) {
    const other = stored[i];
    if (other && !sameBytes(hash, other))
      differences.push({ path, problem: `hash ${i} does not fit what it is made of` });
  }
}
