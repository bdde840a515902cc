import { accept, type Result, refuse, sameBytes } from '@hufu/contract';
import { sha256 } from '@noble/hashes/sha2.js';

// Sizes and indices reach 2^53-1, so no 32-bit operators here: halves by division, bits by remainder.

/** The root of the empty tree: SHA-256 of nothing (RFC 6962 2.1). */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array(0));

/** Hash of a leaf: SHA-256(0x00 || entry), RFC 6962 2.1. */
export function leafHash(entry: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + entry.length);
  input.set(entry, 1);
  return sha256(input);
}

/** Hash of an inner node: SHA-256(0x01 || left || right), RFC 6962 2.1. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = new Uint8Array(65);
  input[0] = 1;
  input.set(left, 1);
  input.set(right, 33);
  return sha256(input);
}

/** Root of a tree over these leaf hashes, all in memory. */
export function treeRoot(leafHashes: readonly Uint8Array[]): Uint8Array {
  let row = [...leafHashes];
  if (row.length === 0) return EMPTY_ROOT;
  // An odd last node rises unchanged: the same tree as RFC 6962's split at the largest power of two.
  while (row.length > 1) {
    const next: Uint8Array[] = [];
    for (let i = 0; i < row.length; i += 2) {
      const left = row[i];
      const right = row[i + 1];
      if (left) next.push(right ? nodeHash(left, right) : left);
    }
    row = next;
  }
  return row[0] ?? EMPTY_ROOT;
}

function invalid(problem: string): Result<never> {
  return refuse('MERKLE_PROOF_INVALID', { problem });
}

/** Checks an inclusion proof (RFC 9162 2.1.3.2). */
export function verifyInclusion(claim: {
  index: number;
  size: number;
  leafHash: Uint8Array;
  proof: readonly Uint8Array[];
  root: Uint8Array;
}): Result<void> {
  const { index, size, proof, root } = claim;
  if (!isSize(index) || !isSize(size) || index >= size) return invalid('the index is not inside the tree');
  if (!allHashes([claim.leafHash, root, ...proof])) return invalid('a hash has not 32 bytes');
  let fn = index;
  let sn = size - 1;
  let hash = claim.leafHash;
  for (const sibling of proof) {
    if (sn === 0) return invalid('the proof is too long');
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    fn = half(fn);
    sn = half(sn);
  }
  if (sn !== 0) return invalid('the proof is too short');
  return sameBytes(hash, root) ? accept(undefined) : invalid('another root');
}

/** Checks a consistency proof (RFC 9162 2.1.4.2) between two trees that are not empty; empty for equal sizes. */
export function verifyConsistency(claim: {
  size1: number;
  size2: number;
  root1: Uint8Array;
  root2: Uint8Array;
  proof: readonly Uint8Array[];
}): Result<void> {
  const { size1, size2, root1, root2, proof } = claim;
  if (!isSize(size1) || !isSize(size2) || size1 > size2) return invalid('the older tree is larger');
  // Any tree appends to the empty one: such a proof would prove nothing, and callers must decide that case themselves.
  if (size1 === 0) return invalid('the older tree is empty');
  if (size1 === size2) {
    if (proof.length > 0) return invalid('the proof is too long');
    return sameBytes(root1, root2) ? accept(undefined) : invalid('same size, another root');
  }
  if (!allHashes([root1, root2, ...proof])) return invalid('a hash has not 32 bytes');
  let fn = size1 - 1;
  let sn = size2 - 1;
  while (fn % 2 === 1) {
    fn = half(fn);
    sn = half(sn);
  }
  const [first, ...rest] = fn === 0 ? [root1, ...proof] : proof;
  if (first === undefined) return invalid('the proof is too short');
  let older = first;
  let newer = first;
  for (const node of rest) {
    if (sn === 0) return invalid('the proof is too long');
    if (fn % 2 === 1 || fn === sn) {
      older = nodeHash(node, older);
      newer = nodeHash(node, newer);
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      newer = nodeHash(newer, node);
    }
    fn = half(fn);
    sn = half(sn);
  }
  if (sn !== 0) return invalid('the proof is too short');
  if (!sameBytes(older, root1)) return invalid('another older root');
  return sameBytes(newer, root2) ? accept(undefined) : invalid('another newer root');
}

function half(n: number): number {
  return Math.floor(n / 2);
}

function isSize(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 0;
}

function allHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === 32);
}
