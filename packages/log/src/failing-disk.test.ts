import type { FileHandle } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fsck } from './fsck.ts';
import { openLog } from './log.ts';
import { KEY_TYPE, seedSigner } from './note-key.ts';

type Call = 'open' | 'write' | 'chmod' | 'fsync' | 'rename' | 'link' | 'unlink';
/** Which call fails next: the nth of its kind from now on, with an errno. */
const disk = vi.hoisted(() => ({ fail: '', after: 0, errno: 'EIO', met: 0 }));

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs/promises')>();
  const trip = (call: Call): void => {
    if (disk.fail !== call) return;
    disk.met += 1;
    if (disk.met - 1 !== disk.after) return;
    throw Object.assign(new Error(`${disk.errno}: injected, ${call}`), { code: disk.errno });
  };
  const watched = (handle: FileHandle): FileHandle =>
    new Proxy(handle, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          if (name === 'write') trip('write');
          if (name === 'sync') trip('fsync');
          if (name === 'chmod') trip('chmod');
          return Reflect.apply(value, target, args);
        };
      },
    });
  return {
    ...real,
    open: async (...args: Parameters<typeof real.open>) => {
      trip('open');
      return watched(await real.open(...args));
    },
    rename: async (...args: Parameters<typeof real.rename>) => {
      trip('rename');
      return await real.rename(...args);
    },
    link: async (...args: Parameters<typeof real.link>) => {
      trip('link');
      return await real.link(...args);
    },
    unlink: async (...args: Parameters<typeof real.unlink>) => {
      trip('unlink');
      return await real.unlink(...args);
    },
  };
});

const origin = 'example.com/disk';
const signer = seedSigner(origin, KEY_TYPE.ed25519, new Uint8Array(32).fill(5));
const entries = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => new TextEncoder().encode(`entry ${from + i}`));
let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hufu-disk-'));
});
afterEach(async () => {
  disk.fail = '';
  await rm(root, { recursive: true, force: true });
});

/** Appends across a tile's edge while the nth call of a kind fails; says whether that call was reached. */
async function appendWithFault(dir: string, call: Call, after: number, errno: string): Promise<boolean> {
  const log = await openLog({ dir, origin, signer });
  const before = log.size;
  Object.assign(disk, { fail: call, after, errno, met: 0 });
  const outcome = await log.append(entries(before, 300)).then(
    () => 'acknowledged' as const,
    () => 'refused' as const,
  );
  const isReached = disk.met > after;
  disk.fail = '';
  if (isReached && outcome === 'refused') {
    // What is on the disk is unknown now: the running log takes nothing more.
    await expect(log.append(entries(before, 1))).rejects.toMatchObject({ code: 'LOG_STOPPED' });
  }
  await log.close();

  await using again = await openLog({ dir, origin, signer });
  if (outcome === 'acknowledged') expect(again.size).toBe(before + 300);
  // A batch that reached the disk is finished, one that did not is gone: never a part of one.
  expect([before, before + 300]).toContain(again.size);
  await again.append(entries(again.size, 5));
  for (const index of [0, before, again.size - 1]) {
    const entry = await again.entry(index);
    expect(entry.ok && new TextDecoder().decode(entry.value)).toBe(`entry ${index}`);
  }
  expect((await fsck(dir, { key: signer.key })).differences).toEqual([]);
  return isReached;
}

describe('a log whose disk fails', () => {
  it.each([
    ['open', 'EMFILE'],
    ['write', 'ENOSPC'],
    ['chmod', 'EIO'],
    ['fsync', 'EIO'],
    ['rename', 'EIO'],
    ['link', 'EIO'],
    ['unlink', 'EIO'],
  ] as const)(
    'I6 loses nothing acknowledged and tears nothing when any one %s of a batch fails (%s)',
    async (call, errno) => {
      let reached = 0;
      for (let after = 0; ; after++) {
        const dir = join(root, `${call}-${after}`);
        await using log = await openLog({ dir, origin, signer });
        await log.append(entries(0, 200));
        await log.close();
        if (!(await appendWithFault(dir, call, after, errno))) break;
        reached += 1;
      }
      expect(reached).toBeGreaterThan(0);
    },
    60_000,
  );
});
