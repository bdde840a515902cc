import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HufuError } from '@hufu/contract';
import { acquireProcessLock } from '@hufu/durable';
import { loadConfig, type ServerConfig } from '@hufu/server';
import {
  type Db,
  findEmbeddedPostgres,
  openDatabaseToRead,
  startEmbeddedPostgres,
} from '@hufu/server/inspect';

/** The stores of a server, for looking only. */
export interface ServerData extends AsyncDisposable {
  readonly config: ServerConfig;
  readonly db: Db;
  readonly logDir: string;
  readonly blobsDir: string;
  /** The server runs meanwhile: its log and its blobs grow while we read. */
  readonly isLive: boolean;
}

/** Opens the stores that these settings name, of a stopped server or of one that runs. Makes nothing. */
export async function openServerData(env: Readonly<Record<string, string | undefined>>): Promise<ServerData> {
  const config = loadConfig(env);
  const { dataDir } = config;
  const missing = (problem: string) =>
    new HufuError('SERVER_DATA_MISSING', { context: { path: dataDir, problem } });
  if (!existsSync(dataDir)) throw missing('没有这个文件夹 / no such folder');
  if (config.database.url === undefined && findEmbeddedPostgres(dataDir) === undefined)
    throw missing('没有内置数据库，也没有 DATABASE_URL / no embedded database and no DATABASE_URL');

  await using stack = new AsyncDisposableStack();
  const isLive = !(await tookLock(join(dataDir, 'server.lock'), stack));
  const url = config.database.url ?? (await embeddedUrl(dataDir, isLive, stack));
  if (url === undefined) throw missing('内置数据库没有在运行 / the embedded database does not run');
  const db = openDatabaseToRead(url);
  stack.defer(async () => await db.destroy());
  await refuseStrangeDatabase(db);
  const opened = stack.move();
  return {
    config,
    db,
    logDir: join(dataDir, 'log'),
    blobsDir: join(dataDir, 'blobs'),
    isLive,
    [Symbol.asyncDispose]: async () => await opened.disposeAsync(),
  };
}

/** The server's own lock: while we hold it no server starts; whoever has it is a server that runs. */
async function tookLock(path: string, stack: AsyncDisposableStack): Promise<boolean> {
  try {
    stack.use(await acquireProcessLock(path));
    return true;
  } catch (cause) {
    if (cause instanceof HufuError && cause.code === 'DURABLE_LOCKED') return false;
    throw cause;
  }
}

async function embeddedUrl(
  dataDir: string,
  isLive: boolean,
  stack: AsyncDisposableStack,
): Promise<string | undefined> {
  // The database of a running server is its own child: starting another on its folder would stop it.
  if (isLive) return findEmbeddedPostgres(dataDir)?.url;
  return stack.use(await startEmbeddedPostgres(dataDir)).url;
}

async function refuseStrangeDatabase(db: Db): Promise<void> {
  try {
    await db.selectFrom('statement').select('id').limit(1).execute();
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new HufuError('SERVER_DATA_MISSING', { cause, context: { path: 'DATABASE', problem } });
  }
}
