import { HufuError, toHex, valueOrThrow } from '@hufu/contract';
import { buildPack } from '@hufu/evidence';
import { encodeCbor, parseSigned } from '@hufu/statement';
import type { ServerParts } from '../http/parts.ts';
import type { LogKeeper } from '../log/log-keeper.ts';
import { listRosters } from '../people/roster.store.ts';
import { listPapers, listStory } from './evidence.store.ts';

/** The evidence pack of a request. Photographs of people stay where they are. */
export async function requestPack(
  parts: Pick<ServerParts, 'db' | 'blobs'>,
  keeper: LogKeeper,
  request: string,
): Promise<Uint8Array> {
  const story = await listStory(parts.db, request);
  const [first] = story;
  if (!first?.village) throw new HufuError('RECEIPT_WRONG');
  const statements: { cose: Uint8Array; proof: string }[] = [];
  for (const s of story) {
    if (!s.isWitnessed || s.leafIndex === null)
      throw new HufuError('NOT_LOGGED', {
        context: { problem: `${s.type}：等待见证 / waits for witnesses` },
      });
    const proof = valueOrThrow(await keeper.proveLeaf(s.leafIndex, encodeCbor({ salt: s.salt })));
    statements.push({ cose: s.cose, proof });
  }
  return buildPack({
    rosters: await listRosters(parts.db, first.village),
    statements,
    pages: await present(parts, pagesOf(first.cose)),
    pictures: await present(parts, await listPapers(parts.db, request)),
  });
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
