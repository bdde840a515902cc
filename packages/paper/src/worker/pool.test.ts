import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Task } from './messages.ts';
import { perform } from './perform.ts';
import { openPaperPool, type PaperPool } from './pool.ts';

const data = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../testdata/${name}`, import.meta.url)));
let pool: PaperPool;

beforeAll(() => {
  pool = openPaperPool({ size: 1 });
});
afterAll(() => pool.close());

it('compares in a worker, and answers refusals by their code', async () => {
  const approved = { bytes: data('00.pdf') };
  expect(await pool.prepare(approved)).toEqual({ width: 1653, height: 2339 });
  const v = await pool.before({ approved, photo: data('00-digit-10-m.jpg') });
  expect(v.verdict).toBe('mismatch');
  await expect(pool.render(new Uint8Array())).rejects.toMatchObject({ code: 'PAPER_EMPTY_FILE' });
  await expect(
    pool.before({ approved: { ...approved, page: 9 }, photo: data('00-base-00-m.jpg') }),
  ).rejects.toMatchObject({
    code: 'PAPER_NO_SUCH_PAGE',
    context: { pages: 1, page: 9 },
  });
}, 120_000);

describe('the same answer', () => {
  const approved = { bytes: data('00.pdf') };
  const before: Task = { kind: 'before', approved, photo: data('after-before.jpg') };
  const after: Task = {
    kind: 'after',
    approved,
    before: data('after-before.jpg'),
    photo: data('after-ok0.jpg'),
    specimen: data('specimen.png'),
    place: { xMm: 134.4, yMm: 253 },
  };
  const bytes = (answer: object) => JSON.stringify({ ...answer, timingsMs: {} });

  it('comes from a worker and from the main thread, twice, byte for byte', async () => {
    for (const task of [before, after]) {
      const here = bytes(await perform(task));
      for (let k = 0; k < 2; k++)
        expect(bytes(await (task.kind === 'before' ? pool.before(task) : pool.after(task)))).toBe(here);
    }
  }, 120_000);

  it('comes from a worker that never saw the sheet before the press', async () => {
    await using fresh = openPaperPool({ size: 1 });
    expect(bytes(await fresh.after(after))).toBe(bytes(await pool.after(after)));
  }, 120_000);
});

it('asks the thread that saw the sheet before the press, and keeps two pages in each', async () => {
  // A thread that answers everything with its own number.
  const script = new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort, threadId } from 'node:worker_threads';
      parentPort.on('message', (task) =>
        task ? parentPort.postMessage({ id: task.id, ok: true, answer: { width: threadId } }) : parentPort.close());
    `)}`,
  );
  await using two = openPaperPool({ size: 2, script });
  const page = (n: number) => ({ bytes: Uint8Array.of(n) });
  const threadOf = async (n: number) => (await two.prepare(page(n))).width;
  const first = await threadOf(1);
  const second = await threadOf(2);
  expect(second).not.toBe(first);
  expect(await threadOf(1)).toBe(first);
  expect(await threadOf(2)).toBe(second);
  await threadOf(3);
  await threadOf(4);
  expect(await threadOf(1)).toBe(first);
  expect(await threadOf(2)).toBe(second);
});

it('sees nobody on a sheet of paper', async () => {
  expect((await pool.detectFace(data('00-base-00-m.jpg'))).faces).toEqual([]);
});

it('refuses work after it was closed', async () => {
  const other = openPaperPool({ size: 1 });
  const running = other.detectFace(data('00-base-00-m.jpg'));
  const gone = expect(running).rejects.toMatchObject({ code: 'PAPER_WORKER_STOPPED' });
  await other.close();
  await gone;
  await expect(other.render(data('00.pdf'))).rejects.toMatchObject({ code: 'PAPER_WORKER_STOPPED' });
});

it('lets a thread end its task before it ends the thread, for a reader that is cut off takes the process along', async () => {
  const done = join(mkdtempSync(join(tmpdir(), 'hufu-pool-')), 'done');
  const script = `
    import { writeFileSync } from 'node:fs';
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', (task) => setTimeout(() => {
      if (!task) return parentPort.close();
      writeFileSync(${JSON.stringify(done)}, 'done');
      parentPort.postMessage({ id: task.id, ok: true, answer: null });
    }, 200));`;
  const slow = openPaperPool({
    size: 1,
    script: new URL(`data:text/javascript,${encodeURIComponent(script)}`),
  });
  const running = expect(slow.render(data('00.pdf'))).rejects.toMatchObject({ code: 'PAPER_WORKER_STOPPED' });
  await slow.close();
  await running;
  expect(existsSync(done)).toBe(true);
  rmSync(dirname(done), { recursive: true });
});

it('gives up on a worker that cannot load, with its cause', async () => {
  await using broken = openPaperPool({
    size: 1,
    script: new URL('data:text/javascript,throw new Error("no")'),
  });
  for (let i = 0; i < 4; i++) {
    await expect(broken.render(data('00.pdf'))).rejects.toMatchObject({ code: 'PAPER_WORKER_STOPPED' });
  }
});

it('ends a task that never ends, and goes on with the next', async () => {
  await using stuck = openPaperPool({
    size: 1,
    taskMs: 60,
    script: new URL('data:text/javascript,setInterval(() => {}, 1000)'),
  });
  for (let i = 0; i < 5; i++) {
    await expect(stuck.render(data('00.pdf'))).rejects.toMatchObject({
      code: 'PAPER_WORKER_STOPPED',
      context: { task: 'render' },
    });
  }
});
