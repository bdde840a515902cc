import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HufuError } from '@hufu/contract';
import pg from 'pg';
import { freePort } from '../http/free-port.ts';
import { databaseAccount } from './database-account.ts';
import { firstImpassable, type OsAccount } from './folder-access.ts';
import { postgresBinaries } from './postgres-binaries.ts';

/** A PostgreSQL that runs as our child. */
export interface EmbeddedPostgres extends AsyncDisposable {
  readonly url: string;
  readonly folder: string;
  close(): Promise<void>;
}

const startTimeoutMs = 60_000;

/**
 * Starts the embedded PostgreSQL of a data folder, on 127.0.0.1 and a free port, with a password of its own.
 * One that a killed server left running is stopped first.
 */
export async function startEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const account = databaseAccount();
  const home = databaseHome(dataDir, account);
  const folder = path.join(home, 'postgres');
  const log = path.join(home, 'postgres.log');
  const binaries = await postgresBinaries(account, home);
  await stopLeftOver(folder);
  const password = passwordOf(home, account);
  if (!existsSync(path.join(folder, 'PG_VERSION'))) {
    // An initdb that was cut off leaves a folder without PG_VERSION: nothing in it was ever used.
    rmSync(folder, { recursive: true, force: true });
    await run(
      binaries.initdb,
      [
        '-D',
        folder,
        '-U',
        'hufu',
        '-A',
        'scram-sha-256',
        `--pwfile=${path.join(home, 'password')}`,
        '-E',
        'UTF8',
        '--locale=C',
      ],
      account,
      log,
    );
  }
  const port = await freePort();
  const child = spawn(
    binaries.postgres,
    [
      '-D',
      folder,
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      '-c',
      'max_connections=100',
      '-c',
      'shared_buffers=64MB',
      '-c',
      'timezone=UTC',
    ],
    {
      ...idsOf(account),
      cwd: home,
      stdio: ['ignore', openSync(log, 'a'), openSync(log, 'a')],
      detached: true,
    },
  );
  const url = `postgres://hufu:${password}@127.0.0.1:${port}/hufu`;
  await untilReady(child, url, log);
  const close = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    // SIGINT is PostgreSQL's fast shutdown: sessions are ended, everything is written.
    child.kill('SIGINT');
    await gone;
  };
  return { url, folder, close, [Symbol.asyncDispose]: close };
}

/**
 * The embedded database of a data folder as it is, without making or starting one: undefined when there is none;
 * `url` when it runs.
 */
export function findEmbeddedPostgres(dataDir: string): { readonly url: string | undefined } | undefined {
  const homes = [path.join(dataDir, 'database'), ...fallbackHomes(dataDir)];
  const home = homes.find((h) => existsSync(path.join(h, 'postgres/PG_VERSION')));
  if (home === undefined) return undefined;
  const folder = path.join(home, 'postgres');
  const file = path.join(folder, 'postmaster.pid');
  if (!existsSync(file)) return { url: undefined };
  // Lines of postmaster.pid: process, data folder, start time, port.
  const [pid, , , port] = readFileSync(file, 'utf8').split('\n');
  if (!isPostgresOf(Number(pid), folder)) return { url: undefined };
  const password = readFileSync(path.join(home, 'password'), 'utf8').trim();
  return { url: `postgres://hufu:${password}@127.0.0.1:${Number(port)}/hufu` };
}

/** Named after the data folder, so that two installations never share a database. */
function fallbackHomes(dataDir: string): string[] {
  const name = `hufu-database${dataDir.replaceAll(/[^a-zA-Z0-9]+/g, '-')}`;
  return ['/var/lib', '/var/tmp', tmpdir()].map((parent) => path.join(parent, name));
}

/** Where database and password lie: in the data folder, or beside it when the account cannot pass there. */
function databaseHome(dataDir: string, account: OsAccount | undefined): string {
  const wanted = path.join(dataDir, 'database');
  mkdirSync(wanted, { recursive: true, mode: 0o755 });
  if (account) chownSync(wanted, account.uid, account.gid);
  if (!account || !firstImpassable(wanted, account)) return wanted;
  for (const fallback of fallbackHomes(dataDir)) {
    const parent = path.dirname(fallback);
    if (!existsSync(parent) || firstImpassable(parent, account)) continue;
    mkdirSync(fallback, { recursive: true, mode: 0o755 });
    chownSync(fallback, account.uid, account.gid);
    return fallback;
  }
  throw new HufuError('DATABASE_FOLDER_UNREACHABLE', { context: { path: wanted, fallback: '/var/lib' } });
}

function passwordOf(home: string, account: OsAccount | undefined): string {
  const file = path.join(home, 'password');
  if (!existsSync(file)) {
    writeFileSync(file, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
    if (account) chownSync(file, account.uid, account.gid);
  }
  return readFileSync(file, 'utf8').trim();
}

/** Stops the PostgreSQL that a killed server left behind; a stale postmaster.pid of a reused number is removed. */
async function stopLeftOver(folder: string): Promise<void> {
  const file = path.join(folder, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid < 2 || !isPostgresOf(pid, folder)) {
    rmSync(file, { force: true });
    return;
  }
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + startTimeoutMs;
  while (isPostgresOf(pid, folder)) {
    if (Date.now() > deadline)
      throw new HufuError('DATABASE_START_FAILED', {
        context: { problem: `PostgreSQL ${pid} of an earlier start does not stop`, log: file },
      });
    await delay(50);
  }
}

/** PostgreSQL makes its data folder its working directory: that tells our own from a stranger with the same number. */
function isPostgresOf(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === folder && !isZombie(pid);
  } catch {
    return false;
  }
}

function isZombie(pid: number): boolean {
  return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/\(.*\)/s, ''));
}

async function untilReady(child: ChildProcess, url: string, log: string): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  const first = new URL(url);
  first.pathname = '/postgres';
  for (;;) {
    const client = new pg.Client({ connectionString: first.href });
    try {
      await client.connect();
      const { rowCount } = await client.query("select 1 from pg_database where datname = 'hufu'");
      if (!rowCount) await client.query('create database hufu');
      return;
    } catch (cause) {
      if (child.exitCode !== null || Date.now() > deadline)
        throw new HufuError('DATABASE_START_FAILED', { cause, context: { problem: lastLine(log), log } });
      await delay(40);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

function run(program: string, args: string[], account: OsAccount | undefined, log: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const out = openSync(log, 'a');
    const child = spawn(program, args, {
      ...idsOf(account),
      cwd: path.dirname(log),
      stdio: ['ignore', out, out],
    });
    const fail = (cause?: unknown) =>
      reject(new HufuError('DATABASE_START_FAILED', { cause, context: { problem: lastLine(log), log } }));
    child.once('error', fail);
    child.once('exit', (code) => (code === 0 ? resolve() : fail()));
  });
}

function idsOf(account: OsAccount | undefined) {
  return account ? { uid: account.uid, gid: account.gid } : {};
}

function lastLine(log: string): string {
  return readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? '';
}
