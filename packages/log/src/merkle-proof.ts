import { accept, type Result, refuse } from '@hufu/contract';
import { EMPTY_ROOT, nodeHash } from './merkle.ts';

/**
 * Reads hashes of complete subtrees: (height h, index i) is MTH(D[i·2^h : (i+1)·2^h]). The store behind it may be
 * tiles on disk, tiles over HTTP, or memory.
 */
export type HashReader = (nodes: readonly SubtreeId[]) => Promise<readonly Uint8Array[]>;

/** One complete subtree. */
export interface SubtreeId {
  readonly height: number;
  readonly index: number;
}

/** A range of leaves [start, end) whose root is made of these complete subtrees, left to right, shrinking. */
function subtreesOf(start: number, end: number): SubtreeId[] {
  const parts: SubtreeId[] = [];
  for (let at = start; at < end; ) {
    let height = 0;
    while (at % 2 ** (height + 1) === 0 && at + 2 ** (height + 1) <= end) height++;
    parts.push({ height, index: at / 2 ** height });
    at += 2 ** height;
  }
  return parts;
}

/** Complete subtrees from left to right, hashed from the right into one root. */
function fold(hashes: readonly Uint8Array[]): Uint8Array {
  return (
    hashes.reduceRight<Uint8Array | undefined>(
      (right, left) => (right ? nodeHash(left, right) : left),
      undefined,
    ) ?? EMPTY_ROOT
  );
}

/** Root of the tree of this size. */
export async function rootAt(size: number, read: HashReader): Promise<Uint8Array> {
  return fold(await read(subtreesOf(0, size)));
}

/** The proof that leaf `index` is in the tree of `size`, leaf's sibling first (RFC 6962 2.1.1). */
export async function proveInclusion(
  index: number,
  size: number,
  read: HashReader,
): Promise<Result<Uint8Array[]>> {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) {
    return refuse('LOG_INDEX_OUT_OF_RANGE', { index, size });
  }
  const ranges: [number, number][] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      ranges.unshift([middle, end]);
      end = middle;
    } else {
      ranges.unshift([start, middle]);
      start = middle;
    }
  }
  return accept(await rootsOf(ranges, read));
}

/** The proof that the tree of `size2` only appends to that of `size1` (RFC 6962 2.1.2); empty from 0 or to itself. */
export async function proveConsistency(
  size1: number,
  size2: number,
  read: HashReader,
): Promise<Result<Uint8Array[]>> {
  if (!Number.isSafeInteger(size1) || !Number.isSafeInteger(size2) || size1 < 0 || size1 > size2) {
    return refuse('LOG_INDEX_OUT_OF_RANGE', { index: size1, size: size2 });
  }
  if (size1 === 0 || size1 === size2) return accept([]);
  const ranges: [number, number][] = [];
  let start = 0;
  let end = size2;
  // SUBPROOF(m, D[n], b): while the older tree ends inside, descend; b is whether the older root is this whole range.
  while (end !== size1) {
    const middle = start + splitOf(end - start);
    if (size1 <= middle) {
      ranges.unshift([middle, end]);
      end = middle;
    } else {
      ranges.unshift([start, middle]);
      start = middle;
    }
  }
  if (start !== 0) ranges.unshift([start, end]);
  return accept(await rootsOf(ranges, read));
}

async function rootsOf(ranges: readonly [number, number][], read: HashReader): Promise<Uint8Array[]> {
  const parts = ranges.map(([start, end]) => subtreesOf(start, end));
  const hashes = await read(parts.flat());
  let at = 0;
  return parts.map((part) => {
    const mine = hashes.slice(at, at + part.length);
    at += part.length;
    return fold(mine);
  });
}

/** The largest power of two smaller than n (RFC 6962's k). */
function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}
