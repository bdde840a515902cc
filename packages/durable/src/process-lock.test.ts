import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireProcessLock } from './process-lock.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hufu-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the process lock', () => {
  it('lets one in at a time', async () => {
    const path = join(folder, 'lock');
    const first = await acquireProcessLock(path);
    await expect(acquireProcessLock(path)).rejects.toMatchObject({
      code: 'DURABLE_LOCKED',
      context: { pid: process.pid },
    });
    await first.release();
    await (await acquireProcessLock(path)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('takes over from a process that was killed', async () => {
    const path = join(folder, 'lock');
    const door = fileURLToPath(new URL('./process-lock.ts', import.meta.url));
    const script = `const {acquireProcessLock} = await import(${JSON.stringify(door)});
      await acquireProcessLock(${JSON.stringify(path)}); console.log('held'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    await expect(acquireProcessLock(path)).rejects.toMatchObject({
      code: 'DURABLE_LOCKED',
      context: { pid: child.pid },
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await using lock = await acquireProcessLock(path);
    expect(lock.path).toBe(path);
  });

  it('takes over when the pid was given to another process, or the machine rebooted', async () => {
    const path = join(folder, 'lock');
    const mine = await acquireProcessLock(path);
    const holder = JSON.parse(await readFile(path, 'utf8'));
    await mine.release();
    for (const other of [{ startedTicks: '1' }, { kernelBoot: 'before' }]) {
      await writeFile(path, JSON.stringify({ ...holder, token: 'x', ...other }));
      await (await acquireProcessLock(path)).release();
    }
  });

  it('takes over a lock file that a power cut left empty', async () => {
    const path = join(folder, 'lock');
    await writeFile(path, '');
    await (await acquireProcessLock(path)).release();
  });

  it('lets exactly one of many in over a stale lock', async () => {
    const path = join(folder, 'lock');
    await writeFile(path, JSON.stringify({ pid: 999_999_999, kernelBoot: '', startedTicks: '', token: 'x' }));
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => acquireProcessLock(path)));
    expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1);
  });
});
