import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toHex } from '@hufu/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash, nodeHash, treeRoot, verifyConsistency, verifyInclusion } from './merkle.ts';
import { type HashReader, proveConsistency, proveInclusion, rootAt } from './merkle-proof.ts';

const vectors = fileURLToPath(new URL('../../../vectors/merkle/testdata', import.meta.url));
const bytes = (base64: string | null): Uint8Array => new Uint8Array(Buffer.from(base64 ?? '', 'base64'));
const filesIn = (folder: string) =>
  readdirSync(join(vectors, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort();

interface Vector {
  wantErr: boolean;
  proof: string[] | null;
}

describe('the Merkle vectors of transparency-dev', () => {
  it('holds all of them', () => {
    expect(filesIn('inclusion').length + filesIn('consistency').length).toBe(196);
  });
  it.each(filesIn('inclusion'))('judges inclusion %s as it must be judged', (name) => {
    const v: Vector & { leafIdx: number; treeSize: number; root: string; leafHash: string } = JSON.parse(
      readFileSync(join(vectors, 'inclusion', name), 'utf8'),
    );
    const result = verifyInclusion({
      index: v.leafIdx,
      size: v.treeSize,
      leafHash: bytes(v.leafHash),
      proof: (v.proof ?? []).map(bytes),
      root: bytes(v.root),
    });
    expect(result.ok ? 'accepted' : result.code).toBe(v.wantErr ? 'MERKLE_PROOF_INVALID' : 'accepted');
  });
  it.each(filesIn('consistency'))('judges consistency %s as it must be judged', (name) => {
    const v: Vector & { size1: number; size2: number; root1: string; root2: string } = JSON.parse(
      readFileSync(join(vectors, 'consistency', name), 'utf8'),
    );
    const result = verifyConsistency({
      size1: v.size1,
      size2: v.size2,
      root1: bytes(v.root1),
      root2: bytes(v.root2),
      proof: (v.proof ?? []).map(bytes),
    });
    expect(result.ok ? 'accepted' : result.code).toBe(v.wantErr ? 'MERKLE_PROOF_INVALID' : 'accepted');
  });
});

/** RFC 6962 2.1 word for word, to hold the fast code against. */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return treeRoot([]);
  if (leaves.length === 1) return only;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

const leavesOf = (count: number) =>
  Array.from({ length: count }, (_, i) => leafHash(Uint8Array.of(i >> 8, i & 255)));
const readerOf =
  (leaves: readonly Uint8Array[]): HashReader =>
  async (nodes) =>
    nodes.map(({ height, index }) => naiveRoot(leaves.slice(index * 2 ** height, (index + 1) * 2 ** height)));

const sizes = fc.integer({ min: 1, max: 300 });

describe('the tree', () => {
  it('has the root of RFC 6962 at every size', async () => {
    const leaves = leavesOf(300);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 300 }), async (size) => {
        const naive = toHex(naiveRoot(leaves.slice(0, size)));
        expect(toHex(treeRoot(leaves.slice(0, size)))).toBe(naive);
        expect(toHex(await rootAt(size, readerOf(leaves)))).toBe(naive);
      }),
      { numRuns: 60 },
    );
  });

  it('proves every leaf of every tree, and nothing with a bit changed', async () => {
    const leaves = leavesOf(300);
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, pick, flip) => {
        const index = pick % size;
        const proof = await proveInclusion(index, size, readerOf(leaves));
        if (!proof.ok) throw new Error(proof.code);
        const root = naiveRoot(leaves.slice(0, size));
        const mine = leaves[index] ?? new Uint8Array(0);
        const claim = { index, size, leafHash: mine, proof: proof.value, root };
        expect(verifyInclusion(claim).ok).toBe(true);
        const other = mine.slice();
        other[flip % 32] = (other[flip % 32] ?? 0) ^ (1 << (flip % 8));
        expect(verifyInclusion({ ...claim, leafHash: other }).ok).toBe(false);
        expect(verifyInclusion({ ...claim, proof: [...proof.value, root] }).ok).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it('proves that every tree appends to every smaller one, and to no other', async () => {
    const leaves = leavesOf(300);
    await fc.assert(
      fc.asyncProperty(sizes, sizes, async (a, b) => {
        const [size1, size2] = a < b ? [a, b] : [b, a];
        const proof = await proveConsistency(size1, size2, readerOf(leaves));
        if (!proof.ok) throw new Error(proof.code);
        const root1 = naiveRoot(leaves.slice(0, size1));
        const root2 = naiveRoot(leaves.slice(0, size2));
        const claim = { size1, size2, root1, root2, proof: proof.value };
        expect(verifyConsistency(claim).ok).toBe(true);
        expect(verifyConsistency({ ...claim, root1: leafHash(root1) }).ok).toBe(false);
        expect(verifyConsistency({ ...claim, root2: leafHash(root2) }).ok).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});
