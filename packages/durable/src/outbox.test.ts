import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJournal } from './journal.ts';
import { openOutbox } from './outbox.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hufu-outbox-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const time = () => ({ boot: 1, mono: 1, ts: 1, tsq: 'none' as const });
const opened = () => openJournal({ path: join(folder, 'j'), time });
const pointerPath = () => join(folder, 'acked');

describe('the outbox', () => {
  it('offers what is not acknowledged, oldest first, across a restart', async () => {
    {
      await using journal = await opened();
      const outbox = await openOutbox({
        journal,
        pointerPath: pointerPath(),
        isOutgoing: (r) => r.type !== 'note',
      });
      for (const type of ['intent', 'note', 'outcome', 'finish']) await journal.append(type, null);
      expect(outbox.pending().map((r) => r.n)).toEqual([1, 3, 4]);
      expect(outbox.pending(1).map((r) => r.n)).toEqual([1]);
      await outbox.acknowledge(3);
      await outbox.acknowledge(2);
    }
    await using journal = await opened();
    const outbox = await openOutbox({ journal, pointerPath: pointerPath() });
    expect(outbox.ackedUpTo).toBe(3);
    expect(outbox.pending().map((r) => r.n)).toEqual([4]);
  });

  it('does not accept an acknowledgement of a record that was never written', async () => {
    await using journal = await opened();
    const outbox = await openOutbox({ journal, pointerPath: pointerPath() });
    await journal.append('x', 1);
    await expect(outbox.acknowledge(2)).rejects.toMatchObject({ code: 'OUTBOX_ACK_INVALID' });
    expect(outbox.ackedUpTo).toBe(0);
  });

  it('notices a journal that was rolled back to an older copy', async () => {
    let older: Uint8Array;
    {
      await using journal = await opened();
      const outbox = await openOutbox({ journal, pointerPath: pointerPath() });
      await journal.appendDurably('x', 1);
      older = await readFile(journal.path);
      await journal.appendDurably('x', 2);
      await outbox.acknowledge(2);
    }
    await writeFile(join(folder, 'j'), older);
    await using journal = await opened();
    await expect(openOutbox({ journal, pointerPath: pointerPath() })).rejects.toMatchObject({
      code: 'OUTBOX_POINTER_INVALID',
    });
    await journal.appendDurably('x', 'another history');
    await expect(openOutbox({ journal, pointerPath: pointerPath() })).rejects.toMatchObject({
      code: 'OUTBOX_POINTER_INVALID',
    });
  });

  it('refuses a damaged pointer', async () => {
    await using journal = await opened();
    await writeFile(pointerPath(), Uint8Array.of(0xff, 0x00));
    await expect(openOutbox({ journal, pointerPath: pointerPath() })).rejects.toMatchObject({
      code: 'OUTBOX_POINTER_INVALID',
    });
  });
});
