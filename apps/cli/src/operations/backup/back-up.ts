import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HufuError } from '@hufu/contract';
import { createFileDurably, errnoOf, makeFolderDurably, readIfPresent } from '@hufu/durable';
import { allTiles, tilePath } from '@hufu/log';
import { countPlaced, findWitnessedSize, listKeptBlobs, type Tx } from '@hufu/server/inspect';
import { openFolderBlobStore } from '@hufu/storage';
import { readLogHead } from '../log-head.ts';
import type { ServerData } from '../server-data.ts';
import { type BackupManifest, digestOfFile, filesIn, manifestName } from './manifest.ts';
import { dumpTable, listMigrations, listTables } from './table-dump.ts';

/** Told which step is how far. */
export type TellStep = (step: string, done: number, total: number) => void;

const tries = 50;

/**
 * Copies database, log, blobs and keys into an empty folder, of a running server too. The log's head is read first and
 * must lie between what the database snapshot knows to be witnessed and what it has placed: then both are of one moment,
 * and log and blobs, which only grow, are copied as far as that moment needs them.
 */
export async function backUp(
  data: ServerData,
  folder: string,
  progress: TellStep = () => undefined,
  now: () => number = Date.now,
): Promise<BackupManifest> {
  await refuseFull(folder);
  await makeFolderDurably(folder);
  for (let attempt = 0; attempt < tries; attempt++) {
    const published = await readIfPresent(join(data.logDir, 'checkpoint'));
    const head = await readLogHead(data.logDir);
    const size = head?.checkpoint.size ?? 0;
    const snapshot = await data.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (tx) => {
        if ((await findWitnessedSize(tx)) > size || (await countPlaced(tx)) < size) return undefined;
        const tables = await dumpTables(tx, folder, progress);
        await copyBlobs(tx, data, folder, progress);
        return { tables, migrations: await listMigrations(tx) };
      });
    if (!snapshot) continue;
    if (head)
      await copyLog(data.logDir, size, join(folder, 'log'), { head: head.bytes, published }, progress);
    await copyKeys(data, folder);
    const manifest: BackupManifest = {
      format: 'hufu-backup/1',
      at: new Date(now()).toISOString(),
      origin: head?.checkpoint.origin ?? null,
      logSize: size,
      ...snapshot,
      files: await listFiles(folder, progress),
    };
    await createFileDurably(
      join(folder, manifestName),
      Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`),
      {
        mode: 0o600,
      },
    );
    return manifest;
  }
  throw new HufuError('BACKUP_UNSETTLED', { context: { tries } });
}

/** Refuses a folder that holds anything. */
export async function refuseFull(folder: string): Promise<void> {
  let names: string[] = [];
  try {
    names = await readdir(folder);
  } catch (cause) {
    if (errnoOf(cause) !== 'ENOENT') {
      const problem = cause instanceof Error ? cause.message : String(cause);
      throw new HufuError('FILE_UNREADABLE', { cause, context: { file: folder, problem } });
    }
  }
  if (names.length > 0) throw new HufuError('TARGET_NOT_EMPTY', { context: { path: folder } });
}

async function dumpTables(tx: Tx, folder: string, progress: TellStep): Promise<Record<string, number>> {
  const into = join(folder, 'database');
  await makeFolderDurably(into);
  const names = await listTables(tx);
  const tables: Record<string, number> = {};
  for (const [i, name] of names.entries()) {
    tables[name] = await dumpTable(tx, name, into);
    progress('数据库 database', i + 1, names.length);
  }
  return tables;
}

/** Every blob that the snapshot names; each is hashed on the way, so that no damaged one is carried over in silence. */
async function copyBlobs(tx: Tx, data: ServerData, folder: string, progress: TellStep): Promise<void> {
  const from = await openFolderBlobStore(data.blobsDir, { isUntouched: true });
  const digests: string[] = [];
  for await (const digest of listKeptBlobs(tx)) digests.push(digest);
  for (const [i, digest] of digests.entries()) {
    const into = join(folder, 'blobs', digest.slice(0, 2));
    await makeFolderDurably(into);
    await createFileDurably(join(into, digest), await from.get(digest), { mode: 0o600 });
    progress('文件 blobs', i + 1, digests.length);
  }
}

async function copyLog(
  dir: string,
  size: number,
  into: string,
  notes: { readonly head: Uint8Array; readonly published: Uint8Array | undefined },
  progress: TellStep,
): Promise<void> {
  const tiles = allTiles(size).map(tilePath);
  for (const [i, path] of tiles.entries()) {
    const bytes = await readIfPresent(join(dir, path));
    if (!bytes) throw new HufuError('TILE_MALFORMED', { context: { path, problem: '不见了 / missing' } });
    await makeFolderDurably(dirname(join(into, path)));
    await createFileDurably(join(into, path), bytes);
    progress('日志 log', i + 1, tiles.length);
  }
  await makeFolderDurably(into);
  await createFileDurably(join(into, 'head'), notes.head);
  if (notes.published) await createFileDurably(join(into, 'checkpoint'), notes.published);
}

/** Keys of the server, the log's key wherever the settings keep it, and the certificates of the machine link. */
async function copyKeys(data: ServerData, folder: string): Promise<void> {
  const { config } = data;
  await copyFolder(join(config.dataDir, 'keys'), join(folder, 'keys'));
  await copyFolder(config.pkiDir, join(folder, 'pki'));
  const seed = await readIfPresent(config.log.keyFile);
  if (!seed) throw new HufuError('SERVER_KEY_INVALID', { context: { file: config.log.keyFile } });
  await makeFolderDurably(join(folder, 'log-key'));
  await createFileDurably(join(folder, 'log-key/log.seed'), seed, { mode: 0o600 });
}

async function copyFolder(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  for (const path of await filesIn(from)) {
    // What a write under way or a lock leaves beside the files is not theirs.
    if (path.split('/').some((name) => name.startsWith('.') || name.endsWith('.lock'))) continue;
    const bytes = await readIfPresent(join(from, path));
    if (!bytes) continue;
    await makeFolderDurably(dirname(join(to, path)));
    await createFileDurably(join(to, path), bytes, { mode: 0o600 });
  }
}

async function listFiles(folder: string, progress: TellStep): Promise<BackupManifest['files']> {
  const paths = await filesIn(folder);
  const files: BackupManifest['files'] = [];
  for (const path of paths) {
    files.push({ path, ...(await digestOfFile(join(folder, path))) });
    progress('清单 manifest', files.length, paths.length);
  }
  return files;
}
