import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fsck } from './fsck.ts';
import { openLog } from './log.ts';
import { KEY_TYPE, seedSigner } from './note-key.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hufu-kill-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const origin = 'example.com/kill';
const signer = seedSigner(origin, KEY_TYPE.ed25519, new Uint8Array(32).fill(3));
const door = (name: string) => JSON.stringify(fileURLToPath(new URL(name, import.meta.url)));

/** Appends entry n at index n as fast as it can, and prints each acknowledgement. */
const script = (dir: string) => `
  const { openLog } = await import(${door('./log.ts')});
  const { seedSigner } = await import(${door('./note-key.ts')});
  const signer = seedSigner(${JSON.stringify(origin)}, 1, new Uint8Array(32).fill(3));
  const log = await openLog({ dir: ${JSON.stringify(dir)}, origin: ${JSON.stringify(origin)}, signer });
  for (let next = log.size; ; next += 40) {
    const all = Array.from({ length: 40 }, (_, i) => log.appendAt(next + i, [new TextEncoder().encode('entry ' + (next + i))]));
    for (const { value } of await Promise.all(all)) process.stdout.write(value.firstIndex + '\\n');
  }`;

it('I6 loses nothing acknowledged and doubles nothing when its process is killed again and again', async () => {
  const dir = join(root, 'log');
  let acknowledged = -1;
  for (let round = 0; round < 5; round++) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script(dir)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // Killed after so many acknowledgements: at another place of another batch each round.
    const enough = acknowledged + 60 + round * 37;
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged = Math.max(acknowledged, Number(line));
      if (acknowledged >= enough) child.kill('SIGKILL');
    }
    if (child.signalCode === null && child.exitCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
    await using log = await openLog({ dir, origin, signer });
    expect(log.size).toBeGreaterThan(acknowledged);
    for (let i = 0; i < log.size; i++) {
      const entry = await log.entry(i);
      expect(entry.ok && new TextDecoder().decode(entry.value)).toBe(`entry ${i}`);
    }
  }
  expect((await fsck(dir, { key: signer.key })).differences).toEqual([]);
}, 120_000);
