import { randomBytes } from 'node:crypto';
import { link, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { HufuError } from '@hufu/contract';
import { readIfPresent, tempNameFor } from './durable-file.ts';
import { errnoOf, ioFault } from './errno.ts';

/** A held lock; disposing it lets the next process in. */
export interface ProcessLock extends AsyncDisposable {
  readonly path: string;
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  /** The kernel's start: a lock from before a reboot is nobody's. */
  readonly kernelBoot: string;
  /** Clock ticks at which the process started: tells a reused pid from its first owner. */
  readonly startedTicks: string;
  readonly token: string;
}

/**
 * Takes the lock file at `path`, or throws DURABLE_LOCKED naming the process that has it. A lock whose process is
 * gone (killed, power cut, reboot, pid reused) is taken over. One host and one PID namespace: it is no network lock.
 */
export async function acquireProcessLock(path: string): Promise<ProcessLock> {
  const token = randomBytes(16).toString('hex');
  const me: Holder = { ...(await describe(process.pid)), token };
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await tryCreate(path, JSON.stringify(me))) return heldLock(path, token);
    const seen = await readText(path);
    if (seen === undefined) continue;
    const holder = parseHolder(seen);
    // An unreadable lock was torn by a power cut before its content reached the disk: its writer is gone too.
    if (holder && (await isAlive(holder))) {
      throw new HufuError('DURABLE_LOCKED', { context: { path, pid: holder.pid } });
    }
    await removeStale(path, seen);
  }
  throw new HufuError('DURABLE_LOCKED', { context: { path, pid: '?' } });
}

function heldLock(path: string, token: string): ProcessLock {
  const release = async (): Promise<void> => {
    const content = await readText(path);
    if (content !== undefined && parseHolder(content)?.token === token) await unlink(path);
  };
  return { path, release, [Symbol.asyncDispose]: release };
}

/** link(2) makes the file appear whole and only where there is none. */
async function tryCreate(path: string, content: string): Promise<boolean> {
  const temp = tempNameFor(path);
  try {
    await writeFile(temp, content, { flag: 'wx' });
    await link(temp, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw ioFault(error, path);
  } finally {
    await unlink(temp).catch((error: unknown) => {
      if (errnoOf(error) !== 'ENOENT') throw ioFault(error, path);
    });
  }
}

/**
 * Removes the stale lock `seen`, unless another starter is doing it: whoever creates the marker may remove the lock,
 * and only if it still is the stale one, so nobody ever removes a lock that was just taken.
 */
async function removeStale(path: string, seen: string): Promise<void> {
  const marker = `${path}.takeover`;
  try {
    await writeFile(marker, '', { flag: 'wx' });
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw ioFault(error, path);
    await removeAbandonedMarker(marker);
    return;
  }
  if ((await readText(path)) === seen) await unlink(path);
  await unlink(marker);
}

/** A marker lives for microseconds; an old one was left by a process killed right there. */
async function removeAbandonedMarker(marker: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(marker);
    if (Date.now() - mtimeMs > 10_000) await unlink(marker);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw ioFault(error, marker);
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it runs, under another user.
    if (errnoOf(error) === 'ESRCH') return false;
  }
  const now = await describe(holder.pid);
  if (holder.kernelBoot !== now.kernelBoot) return false;
  return holder.startedTicks === now.startedTicks;
}

/** Facts of a running process; empty strings where the system has no /proc, so that only the pid decides there. */
async function describe(pid: number): Promise<Omit<Holder, 'token'>> {
  const kernelBoot = (await readText('/proc/sys/kernel/random/boot_id'))?.trim() ?? '';
  const stat = (await readText(`/proc/${pid}/stat`)) ?? '';
  // Field 22, counted after the command name, which may hold spaces and brackets itself (proc(5)).
  const startedTicks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return { pid, kernelBoot, startedTicks };
}

async function readText(path: string): Promise<string | undefined> {
  if (path.startsWith('/proc/')) {
    try {
      return await readFile(path, 'utf8');
    } catch {
      // No /proc on this system, or the process ended while we looked.
      return undefined;
    }
  }
  const bytes = await readIfPresent(path);
  return bytes && new TextDecoder().decode(bytes);
}

function parseHolder(text: string): Holder | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { pid, kernelBoot, startedTicks, token }: Partial<Record<string, unknown>> = { ...value };
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 1) return undefined;
  if (typeof kernelBoot !== 'string' || typeof startedTicks !== 'string' || typeof token !== 'string') {
    return undefined;
  }
  return { pid, kernelBoot, startedTicks, token };
}
