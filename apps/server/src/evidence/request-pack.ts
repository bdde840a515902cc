import { HufuError, toHex, valueOrThrow } from '@hufu/contract';
import { buildPack, packFiles } from '@hufu/evidence';
import { encodeCbor, parseSigned } from '@hufu/statement';
import type { ServerParts } from '../http/parts.ts';
import type { LogKeeper } from '../log/log-keeper.ts';
import { findStampedCheckpoint, listStamps } from '../timestamps/stamp.store.ts';
import { listLoggedRosters, listPapers, listStory } from './evidence.store.ts';

/** The evidence pack of a request. Photographs of people stay where they are. */
export async function requestPack(
  parts: Pick<ServerParts, 'db' | 'blobs'>,
  keeper: LogKeeper,
  request: string,
): Promise<Uint8Array> {
  const story = await listStory(parts.db, request);
  const [first] = story;
  if (!first?.village) throw new HufuError('RECEIPT_WRONG');
  const rosters = await listLoggedRosters(parts.db, first.village);
  const leaves = story.map((s) => {
    if (!s.isWitnessed || s.leafIndex === null)
      throw new HufuError('NOT_LOGGED', {
        context: { problem: `${s.type}：等待见证 / waits for witnesses` },
      });
    return { cose: s.cose, salt: s.salt, index: s.leafIndex };
  });
  const last = Math.max(...leaves.map((l) => l.index), ...rosters.map((r) => r.leaf?.index ?? 0));
  // The earliest stamped checkpoint that holds them all proves the earliest time; the newest one where none is stamped.
  const stamped = await findStampedCheckpoint(parts.db, last + 1);
  const checkpoint = stamped?.note ?? keeper.published;
  if (checkpoint === undefined)
    throw new HufuError('NOT_LOGGED', { context: { problem: '检查点 / checkpoint' } });
  const prove = async (leaf: { index: number; salt: Uint8Array }) =>
    valueOrThrow(await keeper.proveLeaf(leaf.index, encodeCbor({ salt: leaf.salt }), checkpoint));

  const statements: { cose: Uint8Array; proof: string; receipt: Uint8Array }[] = [];
  for (const leaf of leaves) {
    const proof = await prove(leaf);
    statements.push({ cose: leaf.cose, proof, receipt: valueOrThrow(await keeper.receiptOf(proof)) });
  }
  const logged: { cose: Uint8Array; proof?: string }[] = [];
  for (const { cose, leaf } of rosters) logged.push({ cose, ...(leaf ? { proof: await prove(leaf) } : {}) });
  const content = {
    rosters: logged,
    statements,
    checkpoint,
    timestamps: stamped ? await listStamps(parts.db, stamped.size) : [],
    pages: await present(parts, pagesOf(first.cose)),
    pictures: await present(parts, await listPapers(parts.db, request)),
  };
  // The generator and its fonts take ten megabytes: loaded for the first pack, not at every start.
  const { makeReport } = await import('@hufu/evidence/report');
  return buildPack(content, await makeReport({ files: packFiles(content), form: 'original' }));
}

function pagesOf(request: Uint8Array): string[] {
  const { payload } = valueOrThrow(parseSigned(request));
  return payload.type === 'request' ? payload.pages.map((p) => toHex(p.digest)) : [];
}

/** Pictures that are (still) kept; one that was deleted on schedule is missing, and the verifier says so. */
async function present(parts: Pick<ServerParts, 'blobs'>, digests: readonly string[]): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for (const digest of digests) if (await parts.blobs.has(digest)) found.push(await parts.blobs.get(digest));
  return found;
}
