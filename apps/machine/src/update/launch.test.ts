import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstSlots, openSlots, withTrial } from './slots.ts';

const launcher = new URL('./launch-main.ts', import.meta.url).pathname;
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hufu-launch-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A program in a slot: it says which one it is, with which configuration, and ends as it is told. */
function program(slot: 'a' | 'b', exitCode: number): void {
  const folder = join(root, slot, 'apps', 'machine', 'src');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'agent-main.ts'),
    `console.log('${slot}', process.argv[2]); process.exitCode = ${exitCode};`,
  );
}

async function launch(): Promise<{ said: string; code: number }> {
  const child = spawn(process.execPath, [launcher, root, '/etc/hufu/agent.json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (d) => {
    said += d;
  });
  const [code] = await once(child, 'close');
  return { said: said.trim(), code: Number(code) };
}

describe('the launcher', () => {
  it('starts the program that works, ends as it ends, and gives a failing one three starts', {
    timeout: 120_000,
  }, async () => {
    program('a', 0);
    program('b', 7);
    expect(await launch()).toEqual({ said: 'a /etc/hufu/agent.json', code: 0 });
    const slots = openSlots(root);
    await slots.write(withTrial(firstSlots, { version: '0.2.0', digest: '0'.repeat(64) }));
    for (let i = 0; i < 3; i++) expect(await launch()).toEqual({ said: 'b /etc/hufu/agent.json', code: 7 });
    expect(await launch()).toMatchObject({ said: 'a /etc/hufu/agent.json', code: 0 });
    expect(await slots.read()).toMatchObject({ active: 'a', trial: null, rolledBack: '0.2.0' });
  });
});
