import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { HufuError } from '@hufu/contract';
import { readIfPresent } from '@hufu/durable';
import { z } from 'zod';

/** Name of the list of a backup; written last, so that a folder without it is no backup. */
export const manifestName = 'backup.json';

const zManifest = z.strictObject({
  format: z.literal('hufu-backup/1'),
  at: z.iso.datetime(),
  /** Name of the log; null when nothing was logged yet. */
  origin: z.string().nullable(),
  logSize: z.number().int().min(0),
  /** Migrations that the database had, in order. */
  migrations: z.array(z.string()).min(1),
  /** Rows of each table. */
  tables: z.record(z.string().regex(/^[a-z_]+$/), z.number().int().min(0)),
  files: z.array(
    z.strictObject({
      // Nothing of a backup ever lands outside the folder it is restored to.
      path: z.string().regex(/^(?!.*(^|\/)\.)[A-Za-z0-9._/-]+$/),
      sizeBytes: z.number().int().min(0),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});
/** What a backup holds. */
export type BackupManifest = z.infer<typeof zManifest>;

/** Reads a backup's list and every file it names: refuses with the first that is missing, altered or not listed. */
export async function readBackup(
  folder: string,
  progress: (done: number, total: number) => void = () => undefined,
): Promise<BackupManifest> {
  const invalid = (path: string, problem: string, cause?: unknown) =>
    new HufuError('BACKUP_INVALID', { cause, context: { path, problem } });
  const bytes = await readIfPresent(join(folder, manifestName));
  if (!bytes) throw invalid(folder, `没有 ${manifestName}，不是完整的备份 / no ${manifestName}`);
  let manifest: BackupManifest;
  try {
    manifest = zManifest.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    const problem = cause instanceof z.ZodError ? z.prettifyError(cause) : '不是 JSON / no JSON';
    throw invalid(manifestName, problem, cause);
  }
  const present = new Set(await filesIn(folder));
  present.delete(manifestName);
  for (const [i, { path, sizeBytes, sha256 }] of manifest.files.entries()) {
    if (!present.delete(path)) throw invalid(path, '文件不见了 / the file is missing');
    const found = await digestOfFile(join(folder, path));
    if (found.sizeBytes !== sizeBytes || found.sha256 !== sha256)
      throw invalid(path, '内容与清单不符 / its content is not the one listed');
    progress(i + 1, manifest.files.length);
  }
  const [extra] = present;
  if (extra !== undefined) throw invalid(extra, '清单上没有 / it is not listed');
  return manifest;
}

/** SHA-256 and size of a file, read in pieces. */
export async function digestOfFile(file: string): Promise<{ sha256: string; sizeBytes: number }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const piece of createReadStream(file)) {
    hash.update(piece);
    sizeBytes += piece.length;
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}

/** Paths of all files below a folder, with `/`, sorted. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((e) => e.isFile())
    .map((e) => relative(folder, join(e.parentPath, e.name)).replaceAll('\\', '/'))
    .sort();
}
