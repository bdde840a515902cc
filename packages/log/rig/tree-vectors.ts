import { toBase64 } from '../src/base64.ts';
import { EMPTY_ROOT, leafHash, treeRoot } from '../src/merkle.ts';
import { type HashReader, proveConsistency, proveInclusion } from '../src/merkle-proof.ts';

/** What a vector expects: acceptance, or the code of the refusal. */
export type Expected = string;

/** The entries of the tree. */
export const entry = (i: number) => new TextEncoder().encode(`entry ${i}`);
const leaves = Array.from({ length: 301 }, (_, i) => leafHash(entry(i)));
/** Root of its first entries. */
export const rootOf = (size: number) => (size === 0 ? EMPTY_ROOT : treeRoot(leaves.slice(0, size)));
/** Reads whole subtrees. */
export const read: HashReader = async (nodes) =>
  nodes.map(({ height, index }) => treeRoot(leaves.slice(index * 2 ** height, (index + 1) * 2 ** height)));

/** Inclusion proofs with their mutations. */
export async function inclusion(): Promise<object> {
  const cases: object[] = [];
  const add = (
    name: string,
    index: number,
    size: number,
    leaf: Uint8Array,
    proof: readonly Uint8Array[],
    root: Uint8Array,
    expect: Expected,
  ) =>
    cases.push({
      name,
      index,
      size,
      leafHash: toBase64(leaf),
      proof: proof.map(toBase64),
      root: toBase64(root),
      expect,
    });
  const bad = 'MERKLE_PROOF_INVALID';
  for (const [index, size] of [
    [0, 1],
    [0, 2],
    [1, 2],
    [2, 3],
    [0, 7],
    [6, 7],
    [3, 8],
    [7, 8],
    [255, 256],
    [256, 257],
    [0, 300],
    [299, 300],
  ] as const) {
    const leaf = leaves[index] ?? EMPTY_ROOT;
    const proved = await proveInclusion(index, size, read);
    if (!proved.ok) throw new Error(proved.code);
    const proof = proved.value;
    const root = rootOf(size);
    add(`entry ${index} of ${size}`, index, size, leaf, proof, root, 'ok');
    add(`entry ${index} of ${size}, another entry`, index, size, leafHash(entry(9_999)), proof, root, bad);
    add(`entry ${index} of ${size}, another root`, index, size, leaf, proof, rootOf(size + 1), bad);
    add(`entry ${index} of ${size}, a hash too many`, index, size, leaf, [...proof, EMPTY_ROOT], root, bad);
    if (proof.length === 0) continue;
    add(`entry ${index} of ${size}, a hash too few`, index, size, leaf, proof.slice(0, -1), root, bad);
    add(`entry ${index} of ${size}, as entry ${index ^ 1}`, index ^ 1, size, leaf, proof, root, bad);
    if (proof.length > 1)
      add(
        `entry ${index} of ${size}, hashes turned round`,
        index,
        size,
        leaf,
        [...proof].reverse(),
        root,
        bad,
      );
  }
  const [first = EMPTY_ROOT] = leaves;
  add('entry 0 of the empty tree', 0, 0, first, [], EMPTY_ROOT, bad);
  add('an entry beyond the end', 7, 7, first, [], rootOf(7), bad);
  add('a negative index', -1, 7, first, [], rootOf(7), bad);
  return { about: 'Inclusion proofs of RFC 6962 over the entries "entry 0", "entry 1" and so on.', cases };
}

/** Consistency proofs with their mutations. */
export async function consistency(): Promise<object> {
  const cases: object[] = [];
  const add = (
    name: string,
    size1: number,
    size2: number,
    root1: Uint8Array,
    root2: Uint8Array,
    proof: readonly Uint8Array[],
    expect: Expected,
  ) =>
    cases.push({
      name,
      size1,
      size2,
      root1: toBase64(root1),
      root2: toBase64(root2),
      proof: proof.map(toBase64),
      expect,
    });
  const bad = 'MERKLE_PROOF_INVALID';
  for (const [size1, size2] of [
    [1, 1],
    [1, 2],
    [2, 3],
    [3, 7],
    [4, 7],
    [6, 7],
    [4, 8],
    [7, 7],
    [255, 256],
    [256, 257],
    [1, 300],
    [256, 300],
    [299, 300],
  ] as const) {
    const proved = await proveConsistency(size1, size2, read);
    if (!proved.ok) throw new Error(proved.code);
    const proof = proved.value;
    const [root1, root2] = [rootOf(size1), rootOf(size2)];
    const name = `${size1} to ${size2}`;
    add(name, size1, size2, root1, root2, proof, 'ok');
    add(`${name}, another first root`, size1, size2, rootOf(size1 + 1), root2, proof, bad);
    add(`${name}, another second root`, size1, size2, root1, leafHash(entry(9_999)), proof, bad);
    add(`${name}, a hash too many`, size1, size2, root1, root2, [...proof, EMPTY_ROOT], bad);
    if (proof.length > 0) add(`${name}, a hash too few`, size1, size2, root1, root2, proof.slice(1), bad);
    if (size1 < size2) add(`${name}, the other way round`, size2, size1, root2, root1, proof, bad);
  }
  // Any tree appends to the empty one: such a proof would prove nothing.
  add('0 to 0', 0, 0, EMPTY_ROOT, EMPTY_ROOT, [], bad);
  add('0 to 7', 0, 7, EMPTY_ROOT, rootOf(7), [], bad);
  add('0 to 7 with a hash', 0, 7, EMPTY_ROOT, rootOf(7), [EMPTY_ROOT], bad);
  add('0 to 7 from a root that is not of the empty tree', 0, 7, rootOf(1), rootOf(7), [], bad);
  return {
    about: 'Consistency proofs of RFC 6962 over the same entries. golang.org/x/mod knows no tree of size 0.',
    cases,
  };
}
