import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HufuError, sameBytes } from '@hufu/contract';
import {
  acquireProcessLock,
  createFileDurably,
  IMMUTABLE,
  makeFolderDurably,
  readIfPresent,
} from '@hufu/durable';
import type { ServerConfig } from '@hufu/server';
import { openDatabase, openDatabaseToRead, startEmbeddedPostgres } from '@hufu/server/inspect';
import { openFolderBlobStore } from '@hufu/storage';
import { refuseFull, type TellStep } from './back-up.ts';
import { type BackupManifest, readBackup } from './manifest.ts';
import { listTables, loadTables } from './table-dump.ts';

/**
 * Puts a backup into an empty data folder (and an empty database, when DATABASE_URL names one). Nothing is written before
 * every file of the backup was verified; the database comes last and in one transaction, so that a restore that was cut
 * off leaves something that no server starts on.
 */
export async function restoreBackup(
  folder: string,
  config: ServerConfig,
  progress: TellStep = () => undefined,
): Promise<BackupManifest> {
  await refuseFull(config.dataDir);
  const manifest = await readBackup(folder, (done, total) => progress('核对备份 verify', done, total));
  const outside = await plannedKeys(folder, manifest, config);
  if (config.database.url !== undefined) await refuseFullDatabase(config.database.url);

  await makeFolderDurably(config.dataDir);
  await using lock = await acquireProcessLock(join(config.dataDir, 'server.lock'));
  try {
    for (const { from, to } of outside) await copyOnce(from, to, 0o400);
    await restoreBlobs(folder, manifest, config, progress);
    for (const { path } of filesBelow(manifest, 'log')) {
      const isNote = path === 'log/head' || path === 'log/checkpoint';
      await copyOnce(join(folder, path), join(config.dataDir, path), isNote ? 0o644 : IMMUTABLE);
    }
    await restoreDatabase(folder, manifest, config, progress);
  } catch (fault) {
    // All that lies in this folder is ours, for it was empty: an unfinished copy helps nobody.
    await lock.release();
    await rm(config.dataDir, { recursive: true, force: true });
    throw fault;
  }
  return manifest;
}

function filesBelow(manifest: BackupManifest, top: string): BackupManifest['files'] {
  return manifest.files.filter((f) => f.path.startsWith(`${top}/`));
}

/** Where each key goes by the settings; one that is there already must be the very same. */
async function plannedKeys(
  folder: string,
  manifest: BackupManifest,
  config: ServerConfig,
): Promise<{ from: string; to: string }[]> {
  const planned = [
    ...filesBelow(manifest, 'keys').map(({ path }) => ({ path, to: join(config.dataDir, path) })),
    ...filesBelow(manifest, 'pki').map(({ path }) => ({ path, to: join(config.pkiDir, path.slice(4)) })),
    { path: 'log-key/log.seed', to: config.log.keyFile },
  ].map(({ path, to }) => ({ from: join(folder, path), to }));
  const targets = new Map(planned.map((p) => [p.to, p]));
  for (const { from, to } of targets.values()) {
    const [held, wanted] = [await readIfPresent(to), await readIfPresent(from)];
    if (held && !(wanted && sameBytes(held, wanted)))
      throw new HufuError('TARGET_NOT_EMPTY', { context: { path: to } });
  }
  return [...targets.values()];
}

async function copyOnce(from: string, to: string, mode: number): Promise<void> {
  if (existsSync(to)) return;
  const bytes = await readIfPresent(from);
  if (!bytes) throw new HufuError('BACKUP_INVALID', { context: { path: from, problem: '不见了 / missing' } });
  await makeFolderDurably(dirname(to));
  await createFileDurably(to, bytes, { mode });
}

async function restoreBlobs(
  folder: string,
  manifest: BackupManifest,
  config: ServerConfig,
  progress: TellStep,
): Promise<void> {
  const blobs = await openFolderBlobStore(join(config.dataDir, 'blobs'));
  const files = filesBelow(manifest, 'blobs');
  for (const [i, { path }] of files.entries()) {
    const bytes = await readIfPresent(join(folder, path));
    if (!bytes || (await blobs.put(bytes)) !== basename(path))
      throw new HufuError('BACKUP_INVALID', { context: { path, problem: '摘要不符 / digest' } });
    progress('文件 blobs', i + 1, files.length);
  }
}

async function restoreDatabase(
  folder: string,
  manifest: BackupManifest,
  config: ServerConfig,
  progress: TellStep,
): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const url = config.database.url ?? stack.use(await startEmbeddedPostgres(config.dataDir)).url;
  const upTo = manifest.migrations.at(-1);
  const db = await openDatabase(url, upTo === undefined ? {} : { upTo });
  stack.defer(async () => await db.destroy());
  await loadTables(db, manifest.tables, join(folder, 'database'), (done, total) =>
    progress('数据库 database', done, total),
  );
}

async function refuseFullDatabase(url: string): Promise<void> {
  const db = openDatabaseToRead(url);
  try {
    if ((await listTables(db)).length > 0)
      throw new HufuError('TARGET_NOT_EMPTY', { context: { path: 'DATABASE_URL' } });
  } finally {
    await db.destroy();
  }
}
