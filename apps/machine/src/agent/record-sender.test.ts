import type { Link } from '@hufu/messaging';
import { aVillage, derivedBytes } from '@hufu/testkit';
import { describe, expect, it } from 'vitest';
import { benchLog } from '../rig/bench-log.ts';
import type { Notebook } from './notebook.ts';
import { openPatience } from './patience.ts';
import { openRecordSender } from './record-sender.ts';
import { policyOf, type RosterKeeper } from './roster-keeper.ts';

/** Three records that wait in the outbox, all of them in a log of two witnesses. */
function waiting() {
  const log = benchLog();
  const policy = policyOf(aVillage({ change: (r) => log.intoRoster(r) }).roster);
  let held = [0, 1, 2].map((n) => ({
    n: 10 + n,
    ts: 1000 + n,
    body: { n, cose: derivedBytes(`record ${n}`), salt: derivedBytes(`salt ${n}`) },
  }));
  for (const { body } of held) log.append(body.salt, body.cose);
  const outbox = {
    pending: () => held,
    acknowledge: async (upTo: number) => {
      held = held.filter((e) => e.n > upTo);
    },
  };
  const notebook = { outbox } as unknown as Notebook;
  const sender = openRecordSender(notebook, { policy } as RosterKeeper, 'topic', () => undefined);
  return { log, sender };
}
const ack = (...proofs: { n: number; proof: string }[]) => ({ upTo: 2, missing: [], proofs });

describe('records that wait for their proof', () => {
  it('are let go for a proof that k witnesses cosigned, in order', async () => {
    const { log, sender } = waiting();
    await sender.take(ack({ n: 1, proof: await log.prove(1) }));
    expect(sender.queued).toBe(3);
    await sender.take(ack({ n: 0, proof: await log.prove(0) }));
    expect([sender.queued, sender.unprovedSince()]).toEqual([1, 1002]);
  });

  it('stay when the server only says that it holds them', async () => {
    const { sender } = waiting();
    await sender.take(ack());
    expect([sender.queued, sender.unprovedSince()]).toEqual([3, 1000]);
  });

  it.each([
    ['too few witnesses cosigned', (log: ReturnType<typeof benchLog>) => log.prove(0, 1)],
    ['proves another record', (log: ReturnType<typeof benchLog>) => log.prove(1)],
    ['is no proof', async () => 'held, believe me\n'],
  ])('stay for a proof that %s', async (_, prove) => {
    const { log, sender } = waiting();
    await sender.take(ack({ n: 0, proof: await prove(log) }));
    expect(sender.queued).toBe(3);
  });
});

describe('records that a broker confirmed while the server was away', () => {
  it('are sent again, ever more rarely, until the server says that it holds them', async () => {
    let nowMs = 0;
    const sent: number[] = [];
    const record = (n: number) => ({
      n,
      ts: 1,
      body: { n, cose: derivedBytes('record'), salt: derivedBytes('s') },
    });
    const outbox = { pending: () => [record(0), record(1)], acknowledge: async () => undefined };
    const link = { isOnline: true, publish: async () => void sent.push(nowMs / 1000) };
    const sender = openRecordSender(
      { outbox } as unknown as Notebook,
      {} as RosterKeeper,
      'topic',
      () => link as unknown as Link,
      openPatience(() => nowMs),
    );
    for (; nowMs < 200_000; nowMs += 1000) await sender.send();
    expect(sent).toEqual([0, 0, 30, 30, 90, 90]);
    await sender.take({ upTo: 1, missing: [], proofs: [] });
    for (; nowMs < 900_000; nowMs += 1000) await sender.send();
    expect(sent).toHaveLength(6);
  });
});
