import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '@hufu/contract';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalTime } from './journal.ts';
import { openJournal } from './journal.ts';
import { scanJournal } from './journal-scan.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hufu-journal-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function aClock(boot = 1): () => JournalTime {
  let mono = 0;
  return () => ({ boot, mono: ++mono, ts: 1_790_000_000_000 + mono, tsq: 'rtc' });
}

async function written(bodies: readonly unknown[]): Promise<Uint8Array> {
  const path = join(folder, `${Math.random()}.journal`);
  await using journal = await openJournal({ path, time: aClock() });
  for (const body of bodies) await journal.append('intent', body);
  await journal.sync();
  return new Uint8Array(await readFile(path));
}

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : `uncoded: ${error}`;
  }
  return 'accepted';
};

const anyBody = fc.oneof(
  fc.record({
    authId: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    k: fc.nat(),
    note: fc.string({ unit: 'binary' }),
  }),
  fc.constant(null),
  fc.array(fc.integer(), { maxLength: 5 }),
);

describe('the journal', () => {
  it('gives back what was appended, after being opened again, and goes on counting', async () => {
    const path = join(folder, 'j');
    {
      await using journal = await openJournal({ path, time: aClock(1) });
      await journal.appendDurably('intent', { k: 1 });
      await journal.appendDurably('outcome', { k: 1, executed: true });
    }
    await using journal = await openJournal({ path, time: aClock(2) });
    expect(journal.torn).toBeUndefined();
    const third = await journal.appendDurably('intent', { k: 2 });
    expect(journal.records.map((r) => [r.n, r.boot, r.type, r.body])).toEqual([
      [1, 1, 'intent', { k: 1 }],
      [2, 1, 'outcome', { k: 1, executed: true }],
      [3, 2, 'intent', { k: 2 }],
    ]);
    expect(journal.records[0]?.prevHash).toEqual(new Uint8Array(32));
    expect(toHex(third.prevHash)).not.toBe(toHex(journal.lastHash));
  });

  it('keeps the order of appends that were not awaited', async () => {
    await using journal = await openJournal({ path: join(folder, 'j'), time: aClock() });
    await Promise.all(Array.from({ length: 20 }, (_, i) => journal.append('beat', i)));
    expect(journal.records.map((r) => r.body)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it('I3 torn at every byte of its last record, keeps every record before it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyBody, { minLength: 1, maxLength: 4 }), async (bodies) => {
        const file = await written(bodies);
        const { offsets } = scanJournal(file);
        const last = offsets.at(-1) ?? 0;
        for (let cut = last; cut < file.length; cut++) {
          const scan = scanJournal(file.subarray(0, cut));
          expect(scan.records).toHaveLength(bodies.length - 1);
          expect(scan.end).toBe(last);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('torn at any byte at all, keeps exactly the whole records before the tear', async () => {
    const file = await written([{ k: 1 }, { k: 2 }, { k: 3 }]);
    const { offsets } = scanJournal(file);
    for (let cut = 0; cut <= file.length; cut++) {
      const whole = [...offsets.slice(1), file.length].filter((end) => end <= cut).length;
      expect(scanJournal(file.subarray(0, cut)).records).toHaveLength(whole);
    }
  });

  it('refuses with a code when any byte before the last record is changed', async () => {
    const file = await written([{ k: 1 }, { k: 2, note: '虎符' }, { k: 3 }]);
    const last = scanJournal(file).offsets.at(-1) ?? 0;
    for (let at = 0; at < last; at++) {
      for (const flip of [0x01, 0x80, 0xff]) {
        const damaged = file.slice();
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        expect(codeOf(() => scanJournal(damaged))).toBe('JOURNAL_CORRUPT');
      }
    }
  });

  it('refuses records cut out of the middle or put in another order', async () => {
    const file = await written([{ k: 1 }, { k: 2 }, { k: 3 }]);
    const [a = 0, b = 0, c = 0] = scanJournal(file).offsets;
    const without = new Uint8Array([...file.subarray(a, b), ...file.subarray(c)]);
    expect(codeOf(() => scanJournal(without))).toBe('JOURNAL_CHAIN_BROKEN');
    const swapped = new Uint8Array([...file.subarray(b, c), ...file.subarray(a, b), ...file.subarray(c)]);
    expect(codeOf(() => scanJournal(swapped))).toBe('JOURNAL_CHAIN_BROKEN');
  });

  it('takes a tail of zeros, as file systems leave after a power cut, for a torn one', async () => {
    const file = await written([{ k: 1 }]);
    const grown = new Uint8Array(file.length + (3 << 20));
    grown.set(file);
    expect(scanJournal(grown).records).toHaveLength(1);
  });

  it('cuts a torn tail off, keeps it beside the journal, and goes on', async () => {
    const path = join(folder, 'j');
    const file = await written([{ k: 1 }, { k: 2 }]);
    await writeFile(path, file.subarray(0, file.length - 3));
    {
      await using journal = await openJournal({ path, time: aClock() });
      expect(journal.lastN).toBe(1);
      const { keptIn = '', sizeBytes = 0 } = journal.torn ?? {};
      expect((await readFile(keptIn)).length).toBe(sizeBytes);
      await journal.appendDurably('intent', { k: 2, again: true });
    }
    await using again = await openJournal({ path, time: aClock() });
    expect(again.torn).toBeUndefined();
    expect(again.lastN).toBe(2);
  });

  it('has one writer', async () => {
    const path = join(folder, 'j');
    await using journal = await openJournal({ path, time: aClock() });
    await expect(openJournal({ path, time: aClock() })).rejects.toMatchObject({ code: 'DURABLE_LOCKED' });
    await journal.append('x', 1);
  });

  it('refuses a record of more than 1 MiB and takes the next one', async () => {
    await using journal = await openJournal({ path: join(folder, 'j'), time: aClock() });
    await expect(journal.append('x', new Uint8Array(1 << 20))).rejects.toMatchObject({
      code: 'JOURNAL_RECORD_TOO_LARGE',
    });
    expect((await journal.append('x', 1)).n).toBe(1);
  });

  it('takes nothing after it was closed', async () => {
    const journal = await openJournal({ path: join(folder, 'j'), time: aClock() });
    await journal.close();
    await expect(journal.append('x', 1)).rejects.toMatchObject({ code: 'JOURNAL_CLOSED' });
  });
});
