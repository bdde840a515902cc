import { expect, it } from 'vitest';
import { commitment } from './commitment.ts';
import { leafHash } from './merkle.ts';

const statement = new TextEncoder().encode('张三 土地流转合同备案');
const salt = (n: number) => new Uint8Array(32).fill(n);

it('I9 tells nothing of a statement to who lacks its salt: always 32 bytes, another for every salt', () => {
  const leaves = [salt(1), salt(2), salt(3)].map((s) => commitment(s, statement));
  expect(leaves.map((l) => l.length)).toEqual([32, 32, 32]);
  expect(new Set(leaves.map(String)).size).toBe(3);
  expect(commitment(salt(1), statement)).toEqual(leaves[0]);
});

it('I9 has one length of salt, so that no other split of salt and bytes has the same commitment', () => {
  for (const length of [0, 31, 33])
    expect(() => commitment(new Uint8Array(length), statement)).toThrow(/COMMITMENT_SALT_INVALID/);
});

it('is a leaf and never a node: two hashes as an entry are no inner node of the tree', () => {
  const node = new Uint8Array(64);
  expect(leafHash(node)).not.toEqual(leafHash(new Uint8Array(65).fill(0)));
  const prefixed = new Uint8Array(65);
  prefixed[0] = 1;
  // Even an entry that begins with the prefix of nodes hashes as a leaf.
  expect(leafHash(prefixed)).not.toEqual(leafHash(node));
});
