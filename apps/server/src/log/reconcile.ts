import { HufuError, sameBytes, valueOrThrow } from '@hufu/contract';
import { commitment, parseBundle, TILE_WIDTH, tilePath, tileWidth } from '@hufu/log';
import type { Log } from '@hufu/log/node';
import type { BlobStore } from '@hufu/storage';
import type { Db } from '../db/tables.ts';
import { listKeptBlobs } from './kept-blobs.store.ts';
import { countPlaced, findWitnessedSize, listPlaced } from './leaf.store.ts';

/** Newest leaves that are compared at every start; `hufu doctor` compares all of them. */
const compareAtStart = 65_536;
/** As many leaves as one batch of the sequencer: more cannot have been placed and not yet written. */
const batchLimit = 4096;

/** One difference between two stores. */
export interface StoreDifference {
  readonly where: 'log' | 'database' | 'blobs';
  readonly problem: string;
}

/** I10: refuses to start when database, log and evidence files disagree, and names the command that inspects it. */
export async function refuseIfStoresDisagree(
  db: Db,
  log: Pick<Log, 'size' | 'serve'>,
  blobs: Pick<BlobStore, 'has'>,
): Promise<void> {
  const [first, ...more] = await compareStores(db, log, blobs, compareAtStart);
  if (!first) return;
  throw new HufuError('STORES_DISAGREE', {
    context: {
      problem: more.length > 0 ? withMore(first.problem, more.length) : first.problem,
      command: 'hufu doctor',
      differences: [first, ...more].slice(0, 50),
    },
  });
}

/** Both languages end with how much more there is. */
function withMore(problem: string, count: number): string {
  const [zh, en] = problem.split(' / ');
  return `${zh}（另有 ${count} 处） / ${en ?? problem} (and ${count} more)`;
}

/** Compares the three stores; changes none of them. */
export async function compareStores(
  db: Db,
  log: Pick<Log, 'size' | 'serve'>,
  blobs: Pick<BlobStore, 'has'>,
  newest = Number.POSITIVE_INFINITY,
): Promise<StoreDifference[]> {
  const differences: StoreDifference[] = [];
  const [placed, witnessed] = [await countPlaced(db), await findWitnessedSize(db)];
  // A whole folder put back from an older copy is consistent in itself: only the database remembers what was promised.
  if (log.size < witnessed)
    differences.push({
      where: 'log',
      problem: `日志只有 ${log.size} 条，见证过的有 ${witnessed} 条 / the log has fewer entries than were cosigned`,
    });
  if (log.size > placed)
    differences.push({
      where: 'database',
      problem: `日志有 ${log.size} 条，数据库只有 ${placed} 条 / the log has more entries than the database`,
    });
  if (placed - log.size > batchLimit)
    differences.push({
      where: 'log',
      problem: `数据库有 ${placed} 条，日志只有 ${log.size} 条 / the log lacks entries of the database`,
    });
  differences.push(...(await compareLeaves(db, log, Math.max(0, Math.min(log.size, placed) - newest))));
  for await (const digest of listKeptBlobs(db))
    if (!(await blobs.has(digest)))
      differences.push({
        where: 'blobs',
        problem: `证据文件 ${digest} 不见了 / the evidence file is missing`,
      });
  return differences;
}

/** Every statement of the database must be the leaf that the log has at its place. */
async function compareLeaves(
  db: Db,
  log: Pick<Log, 'size' | 'serve'>,
  from: number,
): Promise<StoreDifference[]> {
  const differences: StoreDifference[] = [];
  for (let bundle = Math.floor(from / TILE_WIDTH); bundle * TILE_WIDTH < log.size; bundle++) {
    const tile = { level: 'entries' as const, index: bundle, width: tileWidth('entries', bundle, log.size) };
    const file = await log.serve(tilePath(tile));
    const entries = file ? valueOrThrow(parseBundle(tile, file.bytes)) : [];
    const rows = await listPlaced(db, bundle * TILE_WIDTH, tile.width);
    for (let i = 0; i < tile.width; i++) {
      const index = bundle * TILE_WIDTH + i;
      const [row, entry] = [rows[i], entries[i]];
      if (row?.index !== index)
        differences.push({
          where: 'database',
          problem: `缺第 ${index} 条声明 / statement ${index} is missing`,
        });
      else if (!entry || !sameBytes(entry, commitment(row.salt, row.cose)))
        differences.push({
          where: 'database',
          problem: `第 ${index} 条声明与日志不符 / statement ${index} differs from the log (${row.id})`,
        });
      if (differences.length > 20) return differences;
    }
  }
  return differences;
}
