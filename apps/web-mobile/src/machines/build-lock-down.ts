import { accept, fromHex, type Result, type Roster, refuse, type Service, toHex } from '@hufu/contract';
import { thumbprint } from '@hufu/statement';

/** A lock needs no nonce: an old order to lock can only lock again. */
const noNonce = new Uint8Array(16);

/**
 * The order that locks a machine at once (F45). It takes one member of the roster and his reason.
 * THREAT: a server that names another machine than the one on the screen; so the machine must be one of the roster.
 */
export function buildLockDown(
  roster: Roster,
  machine: string,
  terms: { readonly id: string; readonly now: number; readonly reason: string },
): Result<Service> {
  if (!roster.machines.some((m) => toHex(thumbprint(m.pressKey)) === machine))
    return refuse('MACHINE_UNKNOWN', { machine });
  return accept({
    type: 'service',
    v: 1,
    id: terms.id,
    village: roster.village,
    at: terms.now,
    machine: fromHex(machine),
    act: 'lockDown',
    nonce: noNonce,
    reason: terms.reason,
  });
}
