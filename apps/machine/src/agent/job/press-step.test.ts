import { describe, expect, it } from 'vitest';
import type { PressStatus } from '../press-line.ts';
import { askController } from './press-step.ts';

const ready: PressStatus = {
  ok: true,
  mode: 'ready',
  quarantine: null,
  motion: 'idle',
  lidOpen: false,
  tampered: false,
  retracted: true,
  boot: 1,
  counters: { A: 0, D: 0, V: 0, U: 0, L: 0, H: 0 },
  rosterVersion: 1,
  rosterDigest: null,
  freshMs: 0,
};

/** A line that holds one status, and reads another when it is asked anew. */
function line(held: PressStatus | null, read: PressStatus | null) {
  let asked = 0;
  return {
    get status() {
      return asked > 0 ? read : held;
    },
    async refresh() {
      asked += 1;
    },
    get asked() {
      return asked;
    },
  };
}

describe('what the controller would say to a press', () => {
  it('is asked anew before anybody is turned away for an old status', async () => {
    const booting = line({ ...ready, mode: 'pressing' }, ready);
    expect(await askController(booting)).toEqual({ ok: true, value: undefined });
    const lid = line({ ...ready, lidOpen: true }, ready);
    expect(await askController(lid)).toMatchObject({ ok: true });
  });

  it('is not asked when the status at hand is good: the controller itself asks again at the press', async () => {
    const press = line(ready, { ...ready, mode: 'pressing' });
    expect(await askController(press)).toMatchObject({ ok: true });
    expect(press.asked).toBe(0);
  });

  it('stands when the new status says the same, or the line is gone', async () => {
    expect(
      await askController(line({ ...ready, mode: 'pressing' }, { ...ready, mode: 'pressing' })),
    ).toMatchObject({
      ok: false,
      code: 'PRESS_BUSY',
    });
    const quarantined = { ...ready, mode: 'quarantined', quarantine: 'counterBehind' } as const;
    expect(await askController(line(quarantined, quarantined))).toMatchObject({
      code: 'PRESS_QUARANTINED',
      context: { reason: 'counterBehind' },
    });
    expect(await askController(line({ ...ready, lidOpen: true }, null))).toMatchObject({
      code: 'PRESS_LINK_CLOSED',
    });
  });
});
