import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { partMark } from './end-with-parent.ts';

const module = JSON.stringify(new URL('./end-with-parent.ts', import.meta.url).href);
const part = `
  const { endWithParent } = await import(${module});
  endWithParent();
  process.once('SIGTERM', () => { process.stdout.write('closed'); process.exit(0); });
  setInterval(() => undefined, 1e6);
  process.stdout.write('up ');`;

it('a part closes in good order when its parent dies', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', part], {
    env: { ...process.env, [partMark]: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (d) => {
    said += d;
    // What the system does with our end of the pipe when we die.
    if (said === 'up ') child.stdin.destroy();
  });
  await once(child, 'close');
  expect(said).toBe('up closed');
});
