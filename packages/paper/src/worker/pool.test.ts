import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
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

it('gives up on a worker that cannot load, with its cause', async () => {
  await using broken = openPaperPool({
    size: 1,
    script: new URL('data:text/javascript,throw new Error("no")'),
  });
  for (let i = 0; i < 4; i++) {
    await expect(broken.render(data('00.pdf'))).rejects.toMatchObject({ code: 'PAPER_WORKER_STOPPED' });
  }
});
