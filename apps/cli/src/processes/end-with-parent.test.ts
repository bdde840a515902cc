import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { partMark } from './end-with-parent.ts';

const module = JSON.stringify(new URL('./end-with-parent.ts', import.meta.url).href);
const part = `
  import { writeFileSync } from 'node:fs';
  const { endWithParent } = await import(${module});
  endWithParent();
  process.once('SIGTERM', () => {
    // As a server does that logs while it closes its database.
    for (let i = 0; i < 3; i++) setTimeout(() => process.stdout.write('closing'), 50 * i);
    setTimeout(() => { writeFileSync(process.env.CLOSED, 'closed'); process.exit(0); }, 200);
  });
  setInterval(() => undefined, 1e6);
  process.stdout.write('up ');`;

it('a part closes in good order when its parent dies', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'hufu-part-')), 'closed');
  const child = spawn(process.execPath, ['--input-type=module', '-e', part], {
    env: { ...process.env, [partMark]: '1', CLOSED: file },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  // What the system does with our ends of the pipes when we die.
  child.stdout.destroy();
  child.stdin.destroy();
  await once(child, 'exit');
  expect(readFileSync(file, 'utf8')).toBe('closed');
  rmSync(dirname(file), { recursive: true });
});
