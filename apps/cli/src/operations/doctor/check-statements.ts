import { type Statement, sameBytes, toHex } from '@hufu/contract';
import { commitment, parseBundle, SALT_BYTES, TILE_WIDTH, tilePath, tileWidth } from '@hufu/log';
import { diskTileStore } from '@hufu/log/node';
import { countPlaced, findWitnessedSize, type Tx } from '@hufu/server/inspect';
import { parseSigned } from '@hufu/statement';
import { sql } from 'kysely';
import { readLogHead } from '../log-head.ts';
import type { CheckTalk } from './difference.ts';

/** The sequencer gives places to so many at once: more cannot wait to be written. */
const batchLimit = 4096;
const pageSize = 500;

/** Every statement row against its own signed bytes, and against its leaf of the log. */
export async function checkStatements(
  tx: Tx,
  logDir: string,
  sizeBefore: number,
  talk: CheckTalk,
): Promise<void> {
  const size = (await readLogHead(logDir))?.checkpoint.size ?? 0;
  await compareSizes(tx, size, sizeBefore, talk);
  const total = Number(
    (await sql<{ n: number }>`select count(*) as n from statement`.execute(tx)).rows[0]?.n,
  );
  const entryAt = entryReader(logDir, size);
  let done = 0;
  for (let after = -1; ; ) {
    const rows = await tx
      .selectFrom('statement')
      .select(['id', 'type', 'village', 'request', 'digest', 'cose', 'salt', 'at', 'queue_no', 'leaf_index'])
      .where('queue_no', '>', after)
      .orderBy('queue_no')
      .limit(pageSize)
      .execute();
    for (const row of rows) {
      const where = `statement:${row.id}`;
      for (const problem of contradictions(row)) talk.difference(where, problem);
      if (row.leaf_index === null || row.leaf_index >= size) continue;
      const salt = new Uint8Array(row.salt);
      const entry = await entryAt(row.leaf_index);
      const own = salt.length === SALT_BYTES ? commitment(salt, new Uint8Array(row.cose)) : undefined;
      if (!entry || !own || !sameBytes(entry, own))
        talk.difference(
          where,
          `与日志第 ${row.leaf_index} 条不符 / differs from entry ${row.leaf_index} of the log`,
        );
    }
    done += rows.length;
    talk.progress(done, total);
    const last = rows.at(-1);
    if (!last) return;
    after = last.queue_no;
  }
}

/** Sizes of both sides, and the places of the log that no row has. */
async function compareSizes(tx: Tx, size: number, sizeBefore: number, talk: CheckTalk): Promise<void> {
  const [placed, witnessed] = [await countPlaced(tx), await findWitnessedSize(tx)];
  if (size < witnessed)
    talk.difference(
      'log/head',
      `日志只有 ${size} 条，见证过的有 ${witnessed} 条 / the log has ${size} entries, ${witnessed} were cosigned`,
    );
  if (placed - size > batchLimit)
    talk.difference(
      'log/head',
      `数据库有 ${placed} 条，日志只有 ${size} 条 / the log lacks entries of the database`,
    );
  // What was in the log before the snapshot began must have its row in it; later entries may be younger than the snapshot.
  const { rows } = await sql<{
    place: number;
  }>`select place from generate_series(0, ${sizeBefore}::bigint - 1) place
    where not exists (select 1 from statement where leaf_index = place) order by place`.execute(tx);
  for (const { place } of rows)
    talk.difference(
      `statement:leaf_index=${place}`,
      `日志第 ${place} 条在数据库里没有 / entry ${place} of the log has no row`,
    );
}

interface StatementRow {
  readonly id: string;
  readonly type: string;
  readonly village: string | null;
  readonly request: string | null;
  readonly digest: string;
  readonly at: number;
  readonly cose: Buffer;
}

/** Where a row says something else than the bytes that were signed. */
function contradictions(row: StatementRow): string[] {
  const signed = parseSigned(new Uint8Array(row.cose));
  if (!signed.ok) return [`签名数据读不了：${signed.code} / the signed bytes cannot be read: ${signed.code}`];
  const { payload, digest } = signed.value;
  const said: [column: string, row: unknown, signed: unknown][] = [
    ['type', row.type, payload.type],
    ['digest', row.digest, toHex(digest)],
  ];
  if ('id' in payload) said.push(['id', row.id, payload.id]);
  if ('at' in payload) said.push(['at', row.at, payload.at]);
  if ('village' in payload) said.push(['village', row.village, payload.village]);
  const request = requestOf(payload);
  if (request !== undefined) said.push(['request', row.request, request]);
  return said
    .filter(([, held, wanted]) => held !== wanted)
    .map(
      ([column, held, wanted]) =>
        `${column} 是 ${held}，签名的是 ${wanted} / ${column} is ${held}, signed was ${wanted}`,
    );
}

function requestOf(payload: Statement): string | undefined {
  if (payload.type === 'request') return payload.id;
  return 'request' in payload && typeof payload.request === 'string' ? payload.request : undefined;
}

/** Entries of the log by index; the bundle read last is kept, as rows come in the order of the log. */
function entryReader(dir: string, size: number): (index: number) => Promise<Uint8Array | undefined> {
  const store = diskTileStore(dir);
  let held: { index: number; entries: readonly Uint8Array[] } = { index: -1, entries: [] };
  return async (index) => {
    const bundle = Math.floor(index / TILE_WIDTH);
    if (held.index !== bundle) {
      const tile = { level: 'entries' as const, index: bundle, width: tileWidth('entries', bundle, size) };
      const bytes = await store.read(tilePath(tile));
      const entries = bytes && parseBundle(tile, bytes);
      held = { index: bundle, entries: entries?.ok ? entries.value : [] };
    }
    return held.entries[index % TILE_WIDTH];
  };
}
