import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareViews } from './compare-views.ts';
import { leafHash, treeRoot } from './merkle.ts';
import type { HashReader } from './merkle-proof.ts';

const leaf = (n: number) => leafHash(Uint8Array.of(n >> 8, n & 255));
const leavesOf = (size: number, from = 0) => Array.from({ length: size }, (_, i) => leaf(from + i));
/** Reads whole subtrees straight from the leaves. */
const readerOf =
  (leaves: readonly Uint8Array[]): HashReader =>
  async (nodes) =>
    nodes.map(({ height, index }) => treeRoot(leaves.slice(index * 2 ** height, (index + 1) * 2 ** height)));

const history = leavesOf(40);
const published = { size: 40, root: treeRoot(history) };
const view = (witness: string, size: number, leaves = history) => ({
  witness,
  size,
  root: treeRoot(leaves.slice(0, size)),
});

it('finds nothing where every witness saw a beginning of the one history', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 5 }), async (sizes) => {
      const views = sizes.map((size, i) => view(`witness ${i}`, size));
      expect(await compareViews(views, published, readerOf(history))).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

it('names the witness that was shown another history, however the log is published', async () => {
  const forked = [...leavesOf(10), ...leavesOf(30, 500)];
  const views = [view('a', 30), view('b', 30, forked), view('c', 5, forked)];
  const seen = await compareViews(views, published, readerOf(history));
  expect(seen.map((d) => d.witness)).toEqual(['b', 'b']);
  const other = await compareViews(views, { size: 40, root: treeRoot(forked) }, readerOf(forked));
  expect(other.map((d) => d.witness)).toEqual(['a', 'b']);
});

it('compares views beyond the checkpoint with each other only', async () => {
  const longer = leavesOf(60);
  const views = [
    view('a', 50, longer),
    view('b', 50, [...history, ...leavesOf(20, 900)]),
    view('c', 55, longer),
  ];
  expect((await compareViews(views, published, readerOf(history))).map((d) => d.witness)).toEqual(['b']);
});

it('says when the published tiles are not those of the checkpoint', async () => {
  const wrong = { size: 40, root: treeRoot(leavesOf(40, 7)) };
  expect((await compareViews([], wrong, readerOf(history))).map((d) => d.witness)).toEqual(['']);
});
