import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateFileSigner } from '@hufu/statement';
import { derivedBytes, derivedId } from '@hufu/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { reconcileDays } from './daily-reconciliation.ts';
import { type Notebook, openNotebook } from './notebook.ts';

const dayMs = 86_400_000;
/** 2026-03-02 at 10:00 in Hangzhou. */
const start = Date.UTC(2026, 2, 2, 2);
const counters = { A: 0, D: 0, V: 0, U: 0, L: 0, H: 0 };
let dir: string;
let now = start;
let notebook: Notebook;
const open = () =>
  openNotebook({
    dir,
    signer: generateFileSigner('EdDSA'),
    machine: derivedBytes('machine'),
    village: () => derivedId('village'),
    time: { wall: () => now, mono: () => now - start },
  });

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hufu-days-'));
  now = start;
  notebook = await open();
});
afterEach(async () => {
  await notebook.close();
  rmSync(dir, { recursive: true });
});

it('says of every day that ended how often it pressed, days without a stamp too, and each day once', async () => {
  const said: unknown[] = [];
  const record: Notebook['record'] = async (content) => {
    said.push(content);
    return await notebook.record(content);
  };
  const days = async () => await reconcileDays({ ...notebook, memory: notebook.memory, record }, counters);
  expect(await days()).toBe(0);
  now = start + 3 * dayMs;
  expect(await days()).toBe(3);
  expect(said).toEqual(
    ['2026-03-02', '2026-03-03', '2026-03-04'].map((day) => ({
      type: 'reconciliation',
      day,
      counters,
      executedToday: 0,
      bySeal: [],
    })),
  );
  expect(await days()).toBe(0);
  // Nor again after a restart: what was said stands in the journal.
  await notebook.close();
  notebook = await open();
  expect(await days()).toBe(0);
  now = start + 4 * dayMs;
  expect(await days()).toBe(1);
  expect(said.at(-1)).toMatchObject({ day: '2026-03-05' });
});
