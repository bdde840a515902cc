import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startWatchdog, watchdogMs } from './watchdog.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hufu-watchdog-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A watchdog that does one round, and what it said. */
async function oneRound(of: { dir: string; line: boolean }): Promise<{ said: string[]; troubles: number }> {
  const said: string[] = [];
  let troubles = 0;
  const looked = Promise.withResolvers<void>();
  const dog = startWatchdog({
    dir: of.dir,
    everyMs: 3_600_000,
    isLineAlive: () => {
      if (!of.line) looked.resolve();
      return of.line;
    },
    notify: async (message) => {
      said.push(message);
      looked.resolve();
    },
    onTrouble: () => {
      troubles++;
      looked.resolve();
    },
  });
  await looked.promise;
  await vi.waitFor(() => expect(said.length + troubles + (of.line ? 0 : 1)).toBeGreaterThan(0));
  dog.stop();
  return { said, troubles };
}

describe('the watchdog', () => {
  it('is fed when disk and line are alive, and by nothing less', async () => {
    expect(await oneRound({ dir, line: true })).toEqual({ said: ['WATCHDOG=1'], troubles: 0 });
    expect(await oneRound({ dir, line: false })).toEqual({ said: [], troubles: 0 });
    expect(await oneRound({ dir: join(dir, 'gone'), line: true })).toEqual({ said: [], troubles: 1 });
  });

  it('is there only where the service manager asks for it', () => {
    expect(watchdogMs({})).toBeUndefined();
    expect(watchdogMs({ WATCHDOG_USEC: '60000000' })).toBeUndefined();
    expect(watchdogMs({ WATCHDOG_USEC: '60000000', NOTIFY_SOCKET: '/run/systemd/notify' })).toBe(20_000);
  });
});
