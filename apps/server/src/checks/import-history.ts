import { createHash } from 'node:crypto';
import { HufuError, toHex, valueOrThrow } from '@hufu/contract';
import { parseSigned } from '@hufu/statement';
import { importPeopleStatement, type PastStatement } from '../history/import-people-statement.ts';
import type { ServerParts } from '../http/parts.ts';
import { listAwaited } from '../link/evidence-file.store.ts';
import { ingestRecord } from '../link/ingest-record.ts';
import { keepPicture } from '../machine-http/keep-picture.ts';
import { findStatement } from '../statements/statement.store.ts';
import { createWatch } from './watch.ts';

/** The past of a village, in the order of time. */
export interface VillageHistory {
  readonly village: string;
  readonly items: readonly PastStatement[];
  /** Pages, and pictures that machine records name. */
  readonly blobs: readonly { readonly bytes: Uint8Array; readonly mediaType: string }[];
}

/**
 * Takes in a village's past by the very paths of the present, each statement at its own time: verified, stored, queued
 * for the log, and looked at by the alarm rules. Nobody is notified. What was imported before is left as it is.
 */
export async function importHistory(
  parts: ServerParts,
  history: VillageHistory,
): Promise<{ readonly statements: number; readonly pictures: number }> {
  const blobs = new Map(
    history.blobs.map((b) => [createHash('sha256').update(b.bytes).digest('hex'), b.bytes] as const),
  );
  await storePagesAhead(parts, history.items, blobs);
  let statements = 0;
  for (const [index, item] of history.items.entries())
    try {
      if (await importOne(parts, item, blobs)) statements += 1;
    } catch (cause) {
      if (!(cause instanceof HufuError)) throw cause;
      const signed = parseSigned(item.cose);
      const type = signed.ok ? signed.value.payload.type : '?';
      const problem = `${cause.code} ${JSON.stringify(cause.context)}`;
      throw new HufuError('HISTORY_REFUSED', { cause, context: { index, type, problem } });
    }
  const pictures = await importPictures(parts, history.village, blobs);
  return { statements, pictures };
}

async function importOne(
  parts: ServerParts,
  item: PastStatement,
  blobs: ReadonlyMap<string, Uint8Array>,
): Promise<boolean> {
  const { payload } = valueOrThrow(parseSigned(item.cose));
  // An import that was cut short is begun again from the start: what is there already is not news.
  if ('id' in payload && (await findStatement(parts.db, payload.id))) return false;
  if (!('at' in payload))
    throw new HufuError('STATEMENT_TYPE_WRONG', { context: { wanted: 'at', got: payload.type } });
  const watch = createWatch({ ...parts, now: () => payload.at }, { isHistory: true });
  if ('prev' in payload) {
    const dev = toHex(payload.machine);
    const ingested = await ingestRecord(parts, dev, item, { isHistory: true });
    switch (ingested.kind) {
      case 'stored':
        // An attempt is looked at with its job's end: the past knows it already.
        if (ingested.record.type !== 'outcome') await watch.afterRecord(dev, ingested.record);
        return true;
      case 'repeated':
        return false;
      case 'refused':
        throw new HufuError(ingested.code, { context: ingested.context });
      case 'gap':
      case 'forked':
        throw new HufuError('RECORD_FORKED', { context: { machine: dev.slice(0, 12), n: ingested.n } });
      default:
        return ingested satisfies never;
    }
  }
  if (!(await importPeopleStatement(parts, item, blobs)))
    throw new HufuError('STATEMENT_TYPE_WRONG', { context: { wanted: 'history', got: payload.type } });
  if (payload.type === 'authorization') await watch.afterDecision(payload.request);
  return true;
}

/** Pictures that records have named, as if the machines had uploaded them. */
async function importPictures(
  parts: ServerParts,
  village: string,
  blobs: ReadonlyMap<string, Uint8Array>,
): Promise<number> {
  const here = (await listAwaited(parts.db, village)).filter((named) => blobs.has(named.digest));
  await inParallel(here, async (named) => {
    const bytes = blobs.get(named.digest) ?? new Uint8Array(0);
    const clock = { ...parts, now: () => named.namedAt };
    await keepPicture(clock, { dev: named.machine, village }, named.digest, bytes);
  });
  return here.length;
}

/** Pages first and together: waiting for the disk once for each would be most of the import. */
async function storePagesAhead(
  parts: ServerParts,
  items: readonly PastStatement[],
  blobs: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const pages = items.flatMap((item) => {
    const signed = parseSigned(item.cose);
    if (!signed.ok || signed.value.payload.type !== 'request') return [];
    const { village, at } = signed.value.payload;
    return signed.value.payload.pages.map((p) => [toHex(p.digest), { village, kind: 'page', at }] as const);
  });
  await inParallel([...new Map(pages)], async ([digest, shelf]) => {
    const bytes = blobs.get(digest);
    if (bytes) await parts.blobs.put(bytes, shelf, parts.db);
  });
}

const writers = 8;

async function inParallel<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: writers }, work));
}
