import { fromHex, toHex, valueOrThrow } from '@hufu/contract';
import { parseSigned, signStatement, thumbprint, verifyService } from '@hufu/statement';
import { expect, it } from 'vitest';
import { idOf, makeVillage } from '../../test/bench-village.ts';
import { buildLockDown } from './build-lock-down.ts';

const terms = { id: idOf(700), now: Date.UTC(2026, 6, 1), reason: '怀疑有人偷盖' };

it('is an order that any one member of the roster may sign', async () => {
  const { roster, people } = await makeVillage('http://localhost:7480');
  const machine = toHex(thumbprint(roster.machines[0]?.pressKey ?? new Uint8Array()));
  const order = valueOrThrow(buildLockDown(roster, machine, terms));
  for (const { signer } of Object.values(people)) {
    const signed = valueOrThrow(parseSigned(await signStatement(order, [signer])));
    const at = { machine: fromHex(machine), nonce: new Uint8Array(16) };
    expect(verifyService(signed, roster, terms.now, at)).toMatchObject({
      ok: true,
      value: { act: 'lockDown', reason: '怀疑有人偷盖' },
    });
  }
});

it('names no machine that is not in the roster, whatever the server says', async () => {
  const { roster } = await makeVillage('http://localhost:7480');
  expect(buildLockDown(roster, 'ab'.repeat(32), terms)).toMatchObject({ code: 'MACHINE_UNKNOWN' });
});
