import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';

const children = JSON.stringify(new URL('./child.ts', import.meta.url).href);
const stopping = JSON.stringify(new URL('./until-stopped.ts', import.meta.url).href);
const part = `
  const { answerOrders } = await import(${children});
  const { untilStopped } = await import(${stopping});
  const server = (await import('node:http')).createServer().listen(0, '127.0.0.1');
  answerOrders(async (what) => what);
  const close = () => new Promise((resolve) => server.close(resolve));
  const stopped = untilStopped({ close });
  process.send({ ready: true });
  await stopped;`;

it('a part that takes orders ends by itself when it is told to stop', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', part], {
    stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
  expect((await once(child, 'message'))[0]).toEqual({ ready: true });
  child.send({ order: 1, what: 'village', value: null });
  expect((await once(child, 'message'))[0]).toEqual({ order: 1, value: 'village' });
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
