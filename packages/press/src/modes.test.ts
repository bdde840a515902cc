import type { Authorization, Roster } from '@hufu/contract';
import {
  anAuthorization,
  anException,
  aVillage,
  derivedBytes,
  derivedId,
  freshnessFor,
  testNow,
} from '@hufu/testkit';
import { describe, expect, it } from 'vitest';
import { freshen, greet, readyWorld, use } from '../rig/bench-village.ts';
import type { BenchHost } from '../rig/bench-world.ts';
import { preHashOf } from './press-requests.ts';
import { pressSigner } from './receipt.ts';

const hour = 3_600_000;
const day = 24 * hour;
const village = aVillage({
  change: (r: Roster): Roster => ({
    ...r,
    policy: { ...r.policy, emergency: { perMonth: 2, maxValidityMs: 4 * hour } },
  }),
});
const { director, reviewer, secretary } = village;
const secrets = { signer: pressSigner(village.machine.press), pairKey: derivedBytes('pair-key') };
const at = (now: number) => (nonce: Uint8Array) =>
  freshnessFor(village, nonce, { at: now }).map((s) => s.cose);
const ready = (authorization: Uint8Array) =>
  readyWorld({ secrets, roster: village.rosterCose, authorization, freshness: at(testNow) });

let made = 0;
/** An emergency of two people, valid from a time on. */
function emergency(now: number, changes: Partial<Authorization> = {}): Uint8Array {
  return anAuthorization(village, {
    id: derivedId(`emergency-${++made}`),
    at: now - 60_000,
    mode: 'emergency',
    emergency: { reason: '台风救灾' },
    validFrom: now - 60_000,
    validTo: now + 2 * hour,
    ...changes,
  }).approvedBy(director, reviewer).cose;
}

describe('emergency use (F47) at the controller', () => {
  it('books as many as the roster allows in any 31 days, across power cuts and rotations of the clock', () => {
    const first = emergency(testNow);
    const { world, host } = ready(first);
    const again = (h: BenchHost, cose: Uint8Array) => use(h, 'AUTHORIZATION', cose);
    // The same one again is no second.
    expect(again(host, first)).toMatchObject({ ok: true });
    expect(again(host, emergency(testNow))).toMatchObject({ ok: true });
    expect(again(host, emergency(testNow))).toMatchObject({ ok: false, code: 'EMERGENCY_QUOTA_USED' });
    world.powerCut();
    const later = greet(world);
    freshen(later, at(testNow + hour));
    expect(again(later, emergency(testNow + hour))).toMatchObject({ code: 'EMERGENCY_QUOTA_USED' });
    const usual = anAuthorization(village, { id: derivedId('usual') }).approvedBy(secretary).cose;
    expect(again(later, usual)).toMatchObject({ ok: true });
    world.powerCut();
    const nextMonth = greet(world);
    const now = testNow + 32 * day;
    freshen(nextMonth, at(now));
    expect(again(nextMonth, emergency(now))).toMatchObject({ ok: true });
  });

  it('I5 takes none that one person signed, whatever the host says', () => {
    const { host } = ready(emergency(testNow));
    const alone = anAuthorization(village, {
      id: derivedId('alone'),
      mode: 'emergency',
      emergency: { reason: 'x' },
      validFrom: testNow - hour,
      validTo: testNow + hour,
    }).approvedBy(director).cose;
    expect(use(host, 'AUTHORIZATION', alone)).toMatchObject({ code: 'QUORUM_MISSING' });
  });
});

describe('remote confirmation (F18) at the controller', () => {
  it('presses only on the approvers’ word over the frames of this moment', () => {
    const signed = anAuthorization(village, { remoteConfirm: true }).approvedBy(secretary);
    const { world, host } = ready(signed.cose);
    const frames = [derivedBytes('frame-1')];
    const order = {
      authorization: signed.payload.id,
      k: 0,
      a: 0,
      preHash: preHashOf(frames),
      exception: null as Uint8Array | null,
    };
    expect(host.ask('PRESS', order)).toMatchObject({ ok: false, code: 'REMOTE_CONFIRMATION_MISSING' });
    const { nonce } = host.ask('NONCE', { purpose: 'exception' });
    if (!(nonce instanceof Uint8Array)) throw new Error('no nonce');
    const word = anException(village, signed.payload, [secretary], { nonce, frames });
    expect(use(host, 'EXCEPTION', word.cose)).toMatchObject({ ok: true });
    expect(host.ask('PRESS', { ...order, exception: word.digest })).toMatchObject({ ok: true });
    world.rest(host);
    expect(world.contacts).toHaveLength(1);
  });
});
