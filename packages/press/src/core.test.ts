import { parseSigned, signStatementSync, verifyReceipt } from '@hufu/statement';
import {
  anAuthorization,
  anException,
  aVillage,
  derivedBytes,
  derivedId,
  freshnessFor,
  nextRoster,
  testNow,
} from '@hufu/testkit';
import { describe, expect, it } from 'vitest';
import { freshen as askFreshness, greet, readyWorld, use } from '../rig/bench-village.ts';
import { type BenchHost, BenchWorld } from '../rig/bench-world.ts';
import { encodeBody } from './messages.ts';
import { preHashOf } from './press-requests.ts';
import { pressSigner } from './receipt.ts';

const village = aVillage();
const pairKey = derivedBytes('pair-key');
const secrets = { signer: pressSigner(village.machine.press), pairKey };
const authorization = anAuthorization(village, {
  impressions: [{ seal: village.seals.committee, pages: [0], copies: 3, place: null }],
}).approvedBy(village.secretary);
const id = authorization.payload.id;
const preHash = preHashOf([derivedBytes('frame-1')]);
const statements = {
  secrets,
  roster: village.rosterCose,
  authorization: authorization.cose,
  freshness: (nonce: Uint8Array) => freshnessFor(village, nonce).map((s) => s.cose),
};
const ready = () => readyWorld(statements);
const freshen = (host: BenchHost, changes: Parameters<typeof freshnessFor>[2] = {}) =>
  askFreshness(host, (nonce) => freshnessFor(village, nonce, changes).map((s) => s.cose));

const order = (k: number, a: number) => ({ authorization: id, k, a, preHash, exception: null });
const ref = (k: number, a: number) => ({ authorization: id, k, a });
const registers = (host: BenchHost) => host.ask('LEDGER', { what: 'registers' });

describe('an honest press', () => {
  it('I2, I3 claims, presses once and signs the receipt', () => {
    const { world, host } = ready();
    expect(host.ask('PRESS', order(0, 0))).toMatchObject({ ok: true, n: 1 });
    world.rest(host);
    expect(world.motorLog.map((m) => m.kind)).toEqual([
      'stop',
      'lock',
      'selectSlot',
      'clearZone',
      'unlock',
      'down',
      'up',
      'stop',
      'lock',
    ]);
    expect(world.motorLog[2]).toEqual({ kind: 'selectSlot', slot: 1 });
    const first = host.ask('RECEIPT', { ...ref(0, 0), offset: 0 });
    const second = host.ask('RECEIPT', { ...ref(0, 0), offset: 320 });
    const cose = Uint8Array.from([...(first.bytes as Uint8Array), ...(second.bytes as Uint8Array)]);
    const parsed = parseSigned(cose);
    const receipt = parsed.ok && verifyReceipt(parsed.value, village.machine.press.key);
    expect(receipt).toMatchObject({
      ok: true,
      value: { outcome: 'executed', H0: 0, H1: 1, counters: { A: 1, D: 2, V: 0, U: 0, L: 3, H: 1 }, preHash },
    });
  });

  it('I1 refuses the same impression for ever after, whatever the attempt number', () => {
    const { world, host } = ready();
    host.ask('PRESS', order(0, 0));
    world.rest(host);
    expect(host.ask('PRESS', order(0, 0))).toMatchObject({ ok: false, code: 'PRESS_ATTEMPT_DEAD' });
    expect(host.ask('PRESS', order(0, 1))).toMatchObject({ ok: false, code: 'PRESS_ALREADY_USED' });
    world.powerCut();
    const again = greet(world);
    freshen(again);
    use(again, 'AUTHORIZATION', authorization.cose);
    expect(again.ask('PRESS', order(0, 1))).toMatchObject({ ok: false, code: 'PRESS_ALREADY_USED' });
    expect(world.contacts).toHaveLength(1);
  });
});

describe('trust', () => {
  it('takes exactly one first roster, and rotations after it', () => {
    const { host } = ready();
    const other = aVillage({ name: '别的村' });
    expect(use(host, 'ROSTER', other.rosterCose)).toMatchObject({ ok: false, code: 'ROSTER_NOT_CHAINED' });
    expect(use(host, 'ROSTER', village.rosterCose)).toMatchObject({ ok: true, version: 1 });
    const next = nextRoster(village, (r) => ({ ...r, villageName: '新虎符村' }));
    expect(use(host, 'ROSTER', next.cose)).toMatchObject({ ok: true, version: 2 });
    expect(host.ask('PRESS', order(0, 0))).toMatchObject({ ok: false, code: 'FRESHNESS_MISSING' });
  });

  it('I5 presses nothing without k witnesses that answer its own nonce', () => {
    const world = new BenchWorld(secrets);
    const host = greet(world);
    use(host, 'ROSTER', village.rosterCose);
    expect(use(host, 'AUTHORIZATION', authorization.cose)).toMatchObject({
      ok: false,
      code: 'FRESHNESS_MISSING',
    });
    const stale = freshnessFor(village, derivedBytes('old nonce').slice(0, 16)).map((s) => s.cose);
    expect(use(host, 'FRESHNESS', encodeBody(stale))).toMatchObject({ ok: false, code: 'PRESS_NONCE_STALE' });
    const { nonce } = host.ask('NONCE', { purpose: 'freshness' });
    const one = freshnessFor(village, nonce as Uint8Array)
      .slice(0, 1)
      .map((s) => s.cose);
    expect(use(host, 'FRESHNESS', encodeBody(one))).toMatchObject({ ok: false, code: 'FRESHNESS_MISSING' });
  });

  it('needs fresh words again after every power-on', () => {
    const { world } = ready();
    world.powerCut();
    const host = greet(world);
    expect(host.ask('PRESS', order(0, 0))).toMatchObject({ ok: false, code: 'FRESHNESS_MISSING' });
  });

  it('voids what a witness says was revoked', () => {
    const { host } = ready();
    expect(freshen(host, { revokedAuthorizations: [id] })).toMatchObject({ ok: true });
    expect(registers(host)).toMatchObject({ counters: { A: 0, D: 0, V: 3, U: 0, L: 3 } });
    expect(host.ask('PRESS', order(0, 0))).toMatchObject({ ok: false, code: 'PRESS_ALREADY_USED' });
  });

  it('I8 lets an exception pass only for its frames and its nonce, once', () => {
    const { world, host } = ready();
    const nonce = host.ask('NONCE', { purpose: 'exception' }).nonce as Uint8Array;
    const frames = [derivedBytes('frame-1')];
    const exception = anException(village, authorization.payload, [village.secretary], { nonce, frames });
    const exact = { ...order(0, 0), exception: exception.digest };
    use(host, 'EXCEPTION', exception.cose);
    expect(host.ask('PRESS', { ...exact, preHash: preHashOf([derivedBytes('frame-2')]) })).toMatchObject({
      code: 'PRESS_FRAMES_MISMATCH',
    });
    expect(host.ask('PRESS', exact)).toMatchObject({ ok: true });
    world.rest(host);
    expect(host.ask('PRESS', { ...order(1, 0), exception: exception.digest })).toMatchObject({
      code: 'PRESS_LOAD_INCOMPLETE',
    });
    use(host, 'EXCEPTION', exception.cose);
    expect(host.ask('PRESS', { ...order(1, 0), exception: exception.digest })).toMatchObject({
      code: 'PRESS_NONCE_STALE',
    });
  });

  it('refuses an expired authorization by the witnesses time, not by the hosts', () => {
    const { host } = ready();
    // A minute after its end: too soon to be forgotten, so that nothing but its end can be what refuses it.
    expect(freshen(host, { at: authorization.payload.validTo + 60_000 })).toMatchObject({ ok: true });
    expect(host.ask('PRESS', order(0, 0))).toMatchObject({ ok: false, code: 'AUTHORIZATION_EXPIRED' });
    expect(freshen(host, { at: testNow })).toMatchObject({ ok: false, code: 'FRESHNESS_MISSING' });
  });

  it('remembers a revocation that one witness named when others answer the next time', () => {
    const { world, host } = ready();
    const { nonce } = host.ask('NONCE', { purpose: 'freshness' });
    const words = [
      ...freshnessFor(village, nonce as Uint8Array),
      ...freshnessFor(village, nonce as Uint8Array, { revokedKeys: [village.secretary.signer.thumbprint] }, [
        village.witnesses[2],
      ]),
    ].map((s) => s.cose);
    expect(use(host, 'FRESHNESS', encodeBody(words))).toMatchObject({ ok: true });
    expect(host.ask('PRESS', order(0, 0))).toMatchObject({ code: 'KEY_REVOKED' });
    // A server that carries only the words of those who have not heard of it yet gains nothing.
    expect(freshen(host)).toMatchObject({ ok: true });
    expect(host.ask('PRESS', order(0, 0))).toMatchObject({ code: 'KEY_REVOKED' });
    expect(world.contacts).toHaveLength(0);
  });

  it('takes its time from k organisations: one witness that speaks twice does not push it', () => {
    const { host } = ready();
    const { nonce } = host.ask('NONCE', { purpose: 'freshness' });
    const ahead = testNow + 20 * 3_600_000;
    const words = [
      ...freshnessFor(village, nonce as Uint8Array),
      ...freshnessFor(village, nonce as Uint8Array, { at: ahead }, [village.witnesses[2]]),
      ...freshnessFor(village, nonce as Uint8Array, { at: ahead - 1 }, [village.witnesses[2]]),
    ].map((s) => s.cose);
    expect(use(host, 'FRESHNESS', encodeBody(words))).toMatchObject({ ok: true });
    expect(Number(host.ask('TIME', {}).now)).toBeLessThan(testNow + 60_000);
  });

  it('stops at a rotation that takes the machine, the seal or the approver away', () => {
    const gone: Parameters<typeof nextRoster>[1][] = [
      (r) => ({ ...r, machines: r.machines.map((m) => ({ ...m, until: testNow - 120_000 })) }),
      (r) => ({ ...r, seals: r.seals.map((s) => ({ ...s, state: 'suspended' as const })) }),
      (r) => ({
        ...r,
        people: r.people.map((p) =>
          p.roles.includes('approver') ? { ...p, roles: ['reviewer' as const] } : p,
        ),
      }),
    ];
    for (const change of gone) {
      const { world, host } = ready();
      const next = nextRoster(village, change);
      expect(use(host, 'ROSTER', next.cose)).toMatchObject({ ok: true, version: 2 });
      freshen(host, { rosterVersion: 2, rosterDigest: next.digest });
      expect(use(host, 'AUTHORIZATION', authorization.cose)).toMatchObject({ ok: false });
      expect(host.ask('PRESS', order(0, 0))).toMatchObject({ ok: false });
      expect(world.contacts).toHaveLength(0);
    }
  });

  it('takes the words of witnesses about an older roster for no words', () => {
    const { host } = ready();
    const next = nextRoster(village, (r) => r);
    use(host, 'ROSTER', next.cose);
    expect(freshen(host)).toMatchObject({ ok: false, code: 'FRESHNESS_MISSING' });
    // Nor does a machine whose rotation is withheld go on: one witness that knows a newer roster stops it.
    const { host: kept } = ready();
    expect(freshen(kept, { rosterVersion: 2, rosterDigest: next.digest })).toMatchObject({
      ok: false,
      code: 'FRESHNESS_STALE_ROSTER',
    });
  });

  it('I1 gives no second press to who holds the witnesses answer back until the bitmap seems expired', () => {
    const hour = 3_600_000;
    const { world, host } = ready();
    host.ask('PRESS', order(0, 0));
    world.rest(host);
    world.tick(21.5 * hour);
    // The controller cannot know when the answer was given, so it counts from the question: 59 minutes too late here.
    const { nonce } = host.ask('NONCE', { purpose: 'freshness' });
    world.tick(59 * 60_000);
    const at = testNow + 22.5 * hour - 60_000;
    const late = freshnessFor(village, nonce as Uint8Array, { at }).map((s) => s.cose);
    expect(use(host, 'FRESHNESS', encodeBody(late))).toMatchObject({ ok: true });
    // Asked again and answered at once, the time is right, and the authorization valid.
    expect(freshen(host, { at })).toMatchObject({ ok: true });
    use(host, 'AUTHORIZATION', authorization.cose);
    expect(host.ask('PRESS', order(0, 1))).toMatchObject({ ok: false, code: 'PRESS_ALREADY_USED' });
    expect(world.contacts).toHaveLength(1);
  });

  it('does not begin an authorization too soon when the answer of witnesses was held back', () => {
    const { host, world } = ready();
    const tomorrow = anAuthorization(village, {
      id: derivedId('tomorrow'),
      validFrom: testNow + 40 * 60_000,
    }).approvedBy(village.secretary);
    const { nonce } = host.ask('NONCE', { purpose: 'freshness' });
    world.tick(59 * 60_000);
    const words = freshnessFor(village, nonce as Uint8Array, { at: testNow });
    use(host, 'FRESHNESS', encodeBody(words.map((s) => s.cose)));
    expect(use(host, 'AUTHORIZATION', tomorrow.cose)).toMatchObject({ code: 'AUTHORIZATION_NOT_YET_VALID' });
    world.tick(36 * 60_000);
    expect(use(host, 'AUTHORIZATION', tomorrow.cose)).toMatchObject({ ok: true });
  });

  it('I1 forgets an authorization only when no later word of witnesses can make it valid again', () => {
    const hour = 3_600_000;
    const { host } = ready();
    expect(freshen(host, { at: testNow + 24 * hour })).toMatchObject({ ok: true });
    expect(registers(host)).toMatchObject({ authorizations: 0, counters: { D: 0, V: 3, L: 3 } });
    expect(freshen(host, { at: testNow + 22 * hour })).toMatchObject({
      ok: false,
      code: 'FRESHNESS_MISSING',
    });
    expect(freshen(host, { at: testNow + 24 * hour - 300_000 })).toMatchObject({ ok: true });
    expect(use(host, 'AUTHORIZATION', authorization.cose)).toMatchObject({ code: 'AUTHORIZATION_EXPIRED' });
  });
});

describe('doubt', () => {
  it('kills an attempt that never began: its late PRESS is refused, the next attempt goes', () => {
    const { world, host } = ready();
    expect(host.ask('VOID_ATTEMPT', { ...ref(0, 0), preHash })).toMatchObject({
      attempt: { outcome: 'notExecuted', phase: 'settled' },
    });
    expect(host.ask('PRESS', order(0, 0))).toMatchObject({ code: 'PRESS_ATTEMPT_DEAD' });
    expect(host.ask('PRESS', order(0, 1))).toMatchObject({ ok: true });
    world.rest(host);
    expect(world.contacts).toHaveLength(1);
  });

  it('goes up when the host falls silent above the contact zone, and completes when it is inside', () => {
    for (const [notches, outcome] of [
      [1, 'notExecuted'],
      [2, 'executed'],
    ] as const) {
      const { world, host } = ready();
      host.ask('PRESS', order(0, 0));
      world.sense();
      while (world.framDone());
      for (let i = 0; i < notches; i++) world.move();
      while (world.sense());
      world.tick(251);
      world.rest();
      expect(host.ask('LEDGER', { what: 'impression', ...{ authorization: id, k: 0 } })).toMatchObject({
        last: { outcome },
      });
    }
  });

  it('I2 says unknown and locks itself when it entered the zone and cannot tell', () => {
    const { world, host } = ready();
    host.ask('PRESS', order(0, 0));
    world.sense();
    while (world.framDone());
    world.move();
    world.move();
    world.powerCut();
    const again = greet(world);
    expect(registers(again)).toMatchObject({
      quarantine: 'noContact:powerCut',
      counters: { A: 0, D: 2, V: 0, U: 1, L: 3, H: 0 },
    });
    freshen(again);
    use(again, 'AUTHORIZATION', authorization.cose);
    expect(again.ask('PRESS', order(1, 0))).toMatchObject({ code: 'PRESS_QUARANTINED' });
    expect(again.ask('PRESS', order(0, 1))).toMatchObject({ code: 'PRESS_ALREADY_USED' });
  });

  it('takes a touch that nobody ordered for tampering, and only two service people release it', () => {
    const { world, host } = ready();
    world.touch();
    world.sense();
    while (world.framDone());
    expect(registers(host)).toMatchObject({ quarantine: 'contactWithoutAuthorization' });
    expect(host.ask('PRESS', order(0, 0))).toMatchObject({ code: 'PRESS_QUARANTINED' });
    const serve = (signers: number, nonce: Uint8Array) =>
      signStatementSync(
        {
          type: 'service',
          v: 1,
          id,
          village: village.id,
          at: testNow,
          machine: village.machine.thumbprint,
          act: 'releaseQuarantine',
          nonce,
          reason: '现场核查',
        },
        signers === 1 ? village.service[0] : [village.service[0], village.service[1]],
      );
    const nonce = host.ask('NONCE', { purpose: 'service' }).nonce as Uint8Array;
    expect(use(host, 'SERVICE', serve(1, nonce))).toMatchObject({ code: 'QUORUM_MISSING' });
    expect(use(host, 'SERVICE', serve(2, nonce))).toMatchObject({ ok: true, mode: 'ready' });
    expect(registers(host)).toMatchObject({ counters: { A: 0, D: 3, V: 0, U: 1, L: 4, H: 1 }, fault: null });
    expect(use(host, 'SERVICE', serve(2, nonce))).toMatchObject({ code: 'PRESS_NONCE_STALE' });
  });

  it('goes on from one good FRAM copy, and stays locked for good when both are gone', () => {
    const { world, host } = ready();
    host.ask('PRESS', order(0, 0));
    world.rest(host);
    world.powerCut();
    for (const copy of [0, 1] as const) {
      const hurt = world.fork();
      const bytes = hurt.fram[copy]?.slice() ?? new Uint8Array(0);
      bytes[100] = (bytes[100] ?? 0) ^ 4;
      hurt.fram[copy] = bytes;
      expect(registers(greet(hurt))).toMatchObject({ counters: { A: 1, H: 1 }, quarantine: null });
    }
    world.fram = [new Uint8Array(9), new Uint8Array(9)];
    const lost = greet(world);
    expect(registers(lost)).toMatchObject({ quarantine: 'ledgerLost' });
    expect(use(lost, 'ROSTER', village.rosterCose)).toMatchObject({ code: 'GENESIS_ALREADY_SET' });
  });
});

describe('the line', () => {
  it('answers a request that comes twice with the same bytes, and does it once', () => {
    const { world, host } = ready();
    const bytes = host.frame('PRESS', order(0, 0));
    host.send(bytes);
    while (world.framDone());
    const [first] = world.toHost.slice(-1);
    host.send(bytes);
    expect(world.toHost.at(-1)).toEqual(first);
    world.rest(host);
    host.send(bytes);
    world.rest(host);
    expect(world.contacts).toHaveLength(1);
  });

  it('ignores a frame of another session and one that is sent again after newer ones', () => {
    const { world, host } = ready();
    const late = host.frame('PRESS', order(0, 0));
    host.ask('STATUS', {});
    host.send(late);
    world.rest(host);
    const stale = host.frame('PRESS', order(0, 0));
    host.hello();
    host.send(stale);
    world.rest(host);
    expect(world.motorLog.some((m) => m.kind === 'down')).toBe(false);
  });
});
