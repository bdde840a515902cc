import { HufuError, type RequestSummary } from '@hufu/contract';
import type { DeviceStore } from '@hufu/ui';
import { describe, expect, it } from 'vitest';
import { makeOutbox, type Submission } from './outbox.ts';

function memoryStore(): DeviceStore<Submission> & { rows: Map<string, Submission> } {
  const rows = new Map<string, Submission>();
  return {
    rows,
    get: async (key) => rows.get(key),
    list: async () => [...rows.values()],
    put: async (key, value) => void rows.set(key, value),
    remove: async (key) => void rows.delete(key),
  };
}
const summary = { id: 'r1' } as unknown as RequestSummary;
const approval = (key: string, at = 1): Submission => ({
  idempotencyKey: key,
  operation: 'approveRequest',
  request: 'r1',
  login: 'wang',
  at,
  body: { statement: 'AAAA' },
});

describe('the outbox', () => {
  it('keeps the submission on the device before it is sent', async () => {
    const rows = memoryStore();
    let heldWhileSending = false;
    const outbox = makeOutbox(
      rows,
      async () => {
        heldWhileSending = rows.rows.has('k1');
        return summary;
      },
      () => undefined,
    );
    expect(await outbox.submit(approval('k1'))).toEqual({ state: 'delivered', summary });
    expect(heldWhileSending).toBe(true);
    expect(rows.rows.size).toBe(0);
  });

  const passing = [
    { name: 'the network is down', code: 'SERVER_UNREACHABLE' },
    { name: 'the session has expired', code: 'SESSION_MISSING' },
    { name: 'the server is busy', code: 'TOO_MANY_REQUESTS' },
    { name: 'the server broke', code: 'INTERNAL' },
  ] as const;
  for (const { name, code } of passing)
    it(`says that it waits when ${name}, and sends the same key again`, async () => {
      const sent: string[] = [];
      let broken = true;
      const outbox = makeOutbox(
        memoryStore(),
        async (s) => {
          sent.push(s.idempotencyKey);
          if (broken) throw new HufuError(code);
          return summary;
        },
        () => undefined,
      );
      expect(await outbox.submit(approval('k1'))).toEqual({ state: 'waiting' });
      expect(outbox.waiting()).toHaveLength(1);
      await outbox.flush('somebody else');
      expect(sent).toEqual(['k1']);
      broken = false;
      await outbox.flush('wang');
      expect(sent).toEqual(['k1', 'k1']);
      expect(outbox.waiting()).toHaveLength(0);
    });

  it('throws a refusal at once and forgets the submission', async () => {
    const rows = memoryStore();
    const outbox = makeOutbox(
      rows,
      async () => {
        throw new HufuError('KEY_REVOKED');
      },
      () => undefined,
    );
    await expect(outbox.submit(approval('k1'))).rejects.toMatchObject({ code: 'KEY_REVOKED' });
    expect(rows.rows.size).toBe(0);
  });

  it('hands over what is refused later and goes on with the next', async () => {
    const rows = memoryStore();
    await rows.put('k1', approval('k1', 1));
    await rows.put('k2', approval('k2', 2));
    const refused: string[] = [];
    const sent: string[] = [];
    const outbox = makeOutbox(
      rows,
      async (s) => {
        sent.push(s.idempotencyKey);
        if (s.idempotencyKey === 'k1') throw new HufuError('CONFLICT');
        return summary;
      },
      (s) => refused.push(s.idempotencyKey),
    );
    await outbox.load();
    await Promise.all([outbox.flush('wang'), outbox.flush('wang')]);
    expect(refused).toEqual(['k1']);
    expect(sent).toEqual(['k1', 'k2']);
    expect(rows.rows.size).toBe(0);
  });
});
