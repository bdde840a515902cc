import type { Authorization } from '@hufu/contract';
import { generateFileSigner, parseSigned, type SignedStatement } from '@hufu/statement';
import { anAuthorization, aVillage, derivedBytes, derivedId, freshnessFor, testNow } from '@hufu/testkit';
import { describe, expect, it } from 'vitest';
import { freshen, greet, readyWorld, use } from '../rig/bench-village.ts';
import { BenchHost, BenchWorld } from '../rig/bench-world.ts';
import { preHashOf } from './press-requests.ts';
import { pressSigner } from './receipt.ts';

const hour = 3_600_000;
const village = aVillage();
const elsewhere = aVillage({ name: '别的村' });
const secrets = { signer: pressSigner(village.machine.press), pairKey: derivedBytes('pair-key') };
const impressions = [{ seal: village.seals.committee, pages: [0], copies: 3, place: null }];
const granted = anAuthorization(village, { impressions }).approvedBy(village.secretary);
const id = granted.payload.id;
const preHash = preHashOf([derivedBytes('frame-1')]);
const freshness = (nonce: Uint8Array) => freshnessFor(village, nonce).map((s) => s.cose);
const statements = { secrets, roster: village.rosterCose, authorization: granted.cose, freshness };

const order = (authorization: string, k: number, a: number) => ({
  authorization,
  k,
  a,
  preHash,
  exception: null,
});
const hasMoved = (world: BenchWorld) =>
  world.motorLog.some((m) => m.kind === 'down' || m.kind === 'unlock' || m.kind === 'selectSlot');

/** A machine of the village that trusts its roster and has fresh words, but was granted nothing. */
function idle() {
  const world = new BenchWorld(secrets);
  const host = greet(world);
  use(host, 'ROSTER', village.rosterCose);
  freshen(host, freshness);
  return { world, host };
}

/** The bytes of a good authorization with one text exchanged inside; lengths stay, so only signatures can tell. */
function tampered(good: SignedStatement, from: Uint8Array, to: Uint8Array): Uint8Array {
  const bytes = Buffer.from(good.cose);
  const at = bytes.indexOf(Buffer.from(from));
  expect(at).toBeGreaterThan(0);
  bytes.set(to, at);
  return new Uint8Array(bytes);
}

describe('I5 presses nothing without a verified authorization', () => {
  const changed = (changes: Partial<Authorization>) =>
    anAuthorization(village, { impressions, ...changes }).approvedBy(village.secretary).cose;
  const page = granted.payload.pages[0]?.digest ?? new Uint8Array(0);
  const forged: [string, () => Uint8Array][] = [
    [
      'signed with a key of the server',
      () => anAuthorization(village, { impressions }).approvedBy(generateFileSigner('EdDSA')).cose,
    ],
    [
      'signed by the agent of this very machine',
      () => anAuthorization(village, { impressions }).approvedBy(village.machine.agent).cose,
    ],
    [
      'signed by the press controller itself',
      () => anAuthorization(village, { impressions }).approvedBy(village.machine.press).cose,
    ],
    [
      'signed by a witness',
      () => anAuthorization(village, { impressions }).approvedBy(village.witnesses[0].signer).cose,
    ],
    ['signed by the custodian', () => anAuthorization(village).approvedBy(village.custodian).cose],
    [
      'of another village',
      () => anAuthorization(elsewhere, { machine: null }).approvedBy(elsewhere.secretary).cose,
    ],
    ['re-bound to another page', () => tampered(granted, page, derivedBytes('another page'))],
    [
      're-bound to this machine',
      () =>
        tampered(
          anAuthorization(village, { impressions, machine: village.otherMachine.thumbprint }).approvedBy(
            village.secretary,
          ),
          village.otherMachine.thumbprint,
          village.machine.thumbprint,
        ),
    ],
    ['for another machine', () => changed({ machine: village.otherMachine.thumbprint })],
    ['that expired', () => changed({ validFrom: testNow - 3 * hour, validTo: testNow - hour })],
    ['by the approver for himself', () => changed({ applicant: village.secretary.id })],
    ['that is none but the request', () => village.rosterCose],
    ['that is no statement', () => derivedBytes('noise')],
  ];
  it.each(forged)('%s', (_, make) => {
    const { world, host } = idle();
    const cose = make();
    expect(use(host, 'AUTHORIZATION', cose)).toMatchObject({ ok: false });
    const read = parseSigned(cose);
    const named = read.ok && 'id' in read.value.payload ? read.value.payload.id : id;
    for (const k of [0, 1]) expect(host.ask('PRESS', order(named, k, 0))).toMatchObject({ ok: false });
    world.rest(host);
    expect(hasMoved(world)).toBe(false);
    expect(host.ask('LEDGER', { what: 'registers' })).toMatchObject({ counters: { L: 0, D: 0, H: 0 } });
  });

  it('in a blank controller, whatever it is told', () => {
    const world = new BenchWorld(secrets);
    const host = greet(world);
    expect(use(host, 'AUTHORIZATION', granted.cose)).toMatchObject({ code: 'PRESS_BLANK' });
    expect(host.ask('PRESS', order(id, 0, 0))).toMatchObject({ code: 'PRESS_BLANK' });
    expect(hasMoved(world)).toBe(false);
  });
});

describe('I1 a compromised agent', () => {
  it('can at worst use what was granted: no k twice, no k beyond, whatever numbers it makes up', () => {
    const { world, host } = readyWorld(statements);
    for (const a of [0, 1, 5, 65_535, 0])
      for (const k of [0, 1, 2, 3, 8, 65_535]) {
        host.ask('PRESS', order(id, k, a));
        world.rest(host);
        host.ask('VOID_ATTEMPT', { authorization: id, k, a, preHash });
        use(host, 'AUTHORIZATION', granted.cose);
      }
    expect(world.contacts.map((c) => c.k).sort()).toEqual([0, 1, 2]);
    expect(host.ask('LEDGER', { what: 'registers' })).toMatchObject({ counters: { A: 3, D: 0, L: 3, H: 3 } });
  });

  it('gains nothing by ending a job early and bringing the authorization again', () => {
    const { world, host } = readyWorld(statements);
    host.ask('PRESS', order(id, 0, 0));
    world.rest(host);
    expect(host.ask('CLOSE', { authorization: id })).toMatchObject({ counters: { A: 1, D: 0, V: 2, L: 3 } });
    use(host, 'AUTHORIZATION', granted.cose);
    for (const k of [0, 1, 2])
      expect(host.ask('PRESS', order(id, k, 1))).toMatchObject({ code: 'PRESS_ALREADY_USED' });
    expect(world.contacts).toHaveLength(1);
  });

  it('cannot give up an attempt at an impression that was made: it stays executed, and the counters stay', () => {
    const { world, host } = readyWorld(statements);
    host.ask('PRESS', order(id, 0, 0));
    world.rest(host);
    const before = host.ask('LEDGER', { what: 'registers' });
    expect(host.ask('VOID_ATTEMPT', { authorization: id, k: 0, a: 1, preHash })).toMatchObject({
      code: 'PRESS_ALREADY_USED',
    });
    expect(host.ask('LEDGER', { what: 'registers' })).toEqual(before);
    expect(host.ask('LEDGER', { what: 'impression', authorization: id, k: 0 })).toMatchObject({
      state: 'executed',
    });
  });

  it('gets no grant beyond the store: a full one refuses rather than forgets', () => {
    const world = new BenchWorld(secrets, { maxAuthorizations: 2 });
    const host = greet(world);
    use(host, 'ROSTER', village.rosterCose);
    freshen(host, freshness);
    const bring = (name: string) =>
      use(
        host,
        'AUTHORIZATION',
        anAuthorization(village, { id: derivedId(name) }).approvedBy(village.secretary).cose,
      );
    expect([bring('a'), bring('b'), bring('a')].map((r) => r.ok)).toEqual([true, true, true]);
    expect(bring('c')).toMatchObject({ code: 'PRESS_STORE_FULL' });
    expect(host.ask('LEDGER', { what: 'registers' })).toMatchObject({
      authorizations: 2,
      counters: { L: 2 },
    });
  });

  it('cannot bring another content under an id that was granted', () => {
    const { host } = readyWorld(statements);
    const more = anAuthorization(village, {
      impressions: [{ seal: village.seals.party, pages: [0], copies: 9, place: null }],
    }).approvedBy(village.secretary);
    expect(more.payload.id).toBe(id);
    expect(use(host, 'AUTHORIZATION', more.cose)).toMatchObject({ code: 'PRESS_FRAME_INVALID' });
    expect(host.ask('LEDGER', { what: 'registers' })).toMatchObject({ counters: { L: 3 } });
  });
});

describe('a stolen machine', () => {
  it('presses nothing a day after witnesses spoke last, and nothing after its power was cut', () => {
    const { world, host } = readyWorld(statements);
    world.tick(22 * hour);
    host.ask('PRESS', order(id, 0, 0));
    world.rest(host);
    expect(world.contacts).toHaveLength(1);
    world.tick(2 * hour);
    expect(host.ask('PRESS', order(id, 1, 0))).toMatchObject({ ok: false });
    world.powerCut();
    const thief = greet(world);
    expect(use(thief, 'AUTHORIZATION', granted.cose)).toMatchObject({ code: 'FRESHNESS_MISSING' });
    expect(thief.ask('PRESS', order(id, 1, 0))).toMatchObject({ ok: false });
    expect(world.contacts).toHaveLength(1);
  });

  it('knows at the next power-on that its case was opened while it was off, says so, and presses nothing more', () => {
    const { world } = readyWorld(statements);
    world.powerCut();
    // The latch runs on the coin cell: nobody has to be awake to see the screws go.
    world.tamper = true;
    const thief = greet(world);
    freshen(thief, freshness);
    use(thief, 'AUTHORIZATION', granted.cose);
    expect(thief.ask('PRESS', order(id, 0, 0))).toMatchObject({ code: 'PRESS_TAMPERED' });
    expect(world.state.events.map((e) => e.body.event)).toContain('tamper');
    // Clearing the latch with a wire helps nobody: the ledger remembers.
    world.powerCut();
    world.tamper = false;
    const again = greet(world);
    freshen(again, freshness);
    expect(again.ask('PRESS', order(id, 0, 0))).toMatchObject({ ok: false });
    expect(again.ask('STATUS', {})).toMatchObject({ tampered: true });
    expect(world.contacts).toHaveLength(0);
  });

  it('obeys no host that lacks the pair key', () => {
    const { world } = readyWorld(statements);
    const stranger = new BenchHost(world, derivedBytes('another pair key'));
    stranger.hello();
    expect(() => stranger.ask('PRESS', order(id, 0, 0))).toThrow('no reply');
    world.rest();
    expect(world.contacts).toHaveLength(0);
  });
});
