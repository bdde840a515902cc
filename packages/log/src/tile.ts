import { accept, type Result, refuse } from '@hufu/contract';
import { concat } from './text.ts';

/** Leaves of the subtree that one tile stands for, and entries of one bundle. */
export const TILE_WIDTH = 256;

/** One Merkle tile or entry bundle (c2sp.org/tlog-tiles). */
export interface TileId {
  readonly level: number | 'entries';
  readonly index: number;
  /** 256 for a full tile, 1 to 255 for a partial one. */
  readonly width: number;
}

/** `tile/0/x001/x234/067` or with `.p/17` behind it. */
export function tilePath({ level, index, width }: TileId): string {
  const partial = width === TILE_WIDTH ? '' : `.p/${width}`;
  return `tile/${level}/${indexPath(index)}${partial}`;
}

function indexPath(index: number): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/.{3}/g) ?? [];
  return groups.map((group, i) => (i === groups.length - 1 ? group : `x${group}`)).join('/');
}

const PATH = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** Reads a tile path; undefined for anything that `tilePath` would not write. */
export function parseTilePath(path: string): TileId | undefined {
  const [, level = '', groups = '', width] = PATH.exec(path) ?? [];
  if (groups === '') return undefined;
  const index = Number(groups.replaceAll(/[x/]/g, ''));
  const tile: TileId = {
    level: level === 'entries' ? 'entries' : Number(level),
    index,
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  if (!Number.isSafeInteger(index) || (tile.level !== 'entries' && tile.level > 63)) return undefined;
  if (width !== undefined && tile.width >= TILE_WIDTH) return undefined;
  // One spelling only: no needless leading groups.
  return tilePath(tile) === path ? tile : undefined;
}

/** How many hashes tile `index` at `level` has in a tree of this size; 0 when it does not exist. */
export function tileWidth(level: number | 'entries', index: number, size: number): number {
  const below = level === 'entries' ? size : Math.floor(size / TILE_WIDTH ** level);
  return Math.max(0, Math.min(TILE_WIDTH, below - index * TILE_WIDTH));
}

/** All tiles of a tree of `size` that a tree of `from` did not have in that form, bundles first, then upward. */
export function newTiles(from: number, size: number): TileId[] {
  const tiles: TileId[] = [];
  const addRow = (level: number | 'entries', before: number, after: number): void => {
    const last = Math.ceil(after / TILE_WIDTH);
    for (let index = Math.floor(before / TILE_WIDTH); index < last; index++) {
      const width = Math.min(TILE_WIDTH, after - index * TILE_WIDTH);
      if (width > 0 && after > before) tiles.push({ level, index, width });
    }
  };
  addRow('entries', from, size);
  for (let level = 0; Math.floor(size / TILE_WIDTH ** level) > 0; level++) {
    addRow(level, Math.floor(from / TILE_WIDTH ** level), Math.floor(size / TILE_WIDTH ** level));
  }
  return tiles;
}

/** All tiles of a tree of this size. */
export function allTiles(size: number): TileId[] {
  return newTiles(0, size);
}

/** The hashes of a tile's bytes. */
export function parseTile(tile: TileId, bytes: Uint8Array): Result<Uint8Array[]> {
  if (bytes.length !== tile.width * 32) {
    return refuse('TILE_MALFORMED', { path: tilePath(tile), problem: `${bytes.length} bytes` });
  }
  return accept(Array.from({ length: tile.width }, (_, i) => bytes.slice(i * 32, (i + 1) * 32)));
}

/** Entries as a bundle: each behind its big-endian uint16 length. */
export function formatBundle(entries: readonly Uint8Array[]): Uint8Array {
  return concat(
    ...entries.flatMap((entry) => {
      if (entry.length > 0xffff) throw new RangeError('an entry has at most 65535 bytes');
      return [Uint8Array.of(entry.length >>> 8, entry.length & 0xff), entry];
    }),
  );
}

/** The entries of a bundle, which must hold exactly as many as its path says. */
export function parseBundle(tile: TileId, bytes: Uint8Array): Result<Uint8Array[]> {
  const bad = (problem: string) => refuse('TILE_MALFORMED', { path: tilePath(tile), problem });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 2 > bytes.length) return bad('a torn length');
    const end = at + 2 + view.getUint16(at);
    if (end > bytes.length) return bad('a torn entry');
    entries.push(bytes.slice(at + 2, end));
    at = end;
  }
  return entries.length === tile.width ? accept(entries) : bad(`${entries.length} entries`);
}
