import { anAuthorization, aVillage, derivedBytes, freshnessFor } from '@hufu/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BenchStatements, freshen, greet, readyWorld, use } from '../rig/bench-village.ts';
import type { BenchHost, BenchWorld } from '../rig/bench-world.ts';
import { openAttempt, permittedInEntries, registerFault } from './ledger.ts';
import { preHashOf } from './press-requests.ts';
import { pressSigner } from './receipt.ts';

const village = aVillage();
const authorization = anAuthorization(village, {
  impressions: [{ seal: village.seals.committee, pages: [0], copies: 3, place: null }],
}).approvedBy(village.secretary);
const statements: BenchStatements = {
  secrets: { signer: pressSigner(village.machine.press), pairKey: derivedBytes('pair-key') },
  roster: village.rosterCose,
  authorization: authorization.cose,
  freshness: (nonce) => freshnessFor(village, nonce).map((s) => s.cose),
};
const id = authorization.payload.id;
const preHash = preHashOf([derivedBytes('frame-1')]);
const ready = readyWorld(statements);

/** What the ledger says must be what happened, at every moment. */
function checkTruth(world: BenchWorld, told: Map<string, string>): void {
  const { durable } = world.state;
  expect(world.unclaimed).toEqual([]);
  const { A, D, V, U, L, H } = durable.counters;
  expect(A + D + V + U).toBe(L);
  expect(D).toBe(permittedInEntries(durable));
  if (!openAttempt(durable) && durable.quarantine === null)
    expect(registerFault(durable.counters)).toBeUndefined();
  expect(H).toBeLessThanOrEqual(world.H);
  const perImpression = new Map<string, number>();
  for (const c of world.contacts) {
    const key = `${c.authorization}/${c.k}`;
    perImpression.set(key, (perImpression.get(key) ?? 0) + 1);
    expect(c.authorization === null ? 1 : perImpression.get(key)).toBe(1);
  }
  const closed = new Map<number, string>();
  for (const t of durable.ring) {
    if (t.outcome === null) continue;
    const touched = world.contacts.filter(
      (c) => c.authorization === t.authorization && c.k === t.k && c.a === t.a,
    );
    if (t.outcome === 'notExecuted') expect(touched).toHaveLength(0);
    if (t.outcome === 'executed') expect(touched).toHaveLength(1);
    // None follows an executed or unknown one.
    expect(closed.get(t.k)).toBeUndefined();
    if (t.outcome !== 'notExecuted') closed.set(t.k, t.outcome);
    const key = `${t.k}/${t.a}`;
    expect(told.get(key) ?? t.outcome).toBe(t.outcome);
    told.set(key, t.outcome);
  }
}

/** Until everything is at rest; then no attempt may be open (I4). */
function settleDown(world: BenchWorld, told: Map<string, string>): BenchHost {
  if (world.isPowered) world.powerCut();
  const host = greet(world);
  checkTruth(world, told);
  expect(openAttempt(world.state.durable)).toBeUndefined();
  expect(world.lockOpen).toBe(false);
  return host;
}

describe('power cuts', () => {
  /** One honest press in its smallest steps: each does one thing, false when all is over. */
  function smallSteps(world: BenchWorld, host: BenchHost): (() => boolean)[] {
    const one = () => {
      if (world.framDone() || world.sense()) return true;
      if (world.state.motion.phase === 'idle') return false;
      world.move();
      world.tick(5);
      return true;
    };
    const send = () => {
      host.send(host.frame('PRESS', { authorization: id, k: 0, a: 0, preHash, exception: null }));
      return true;
    };
    return [send, ...new Array<() => boolean>(40).fill(one)];
  }

  it('I1, I2, I4 between any two steps, and again between any two of the recovery, leave one truth', () => {
    let cuts = 0;
    const outcomes = new Set<string>();
    const count = (() => {
      const world = ready.world.fork();
      const steps = smallSteps(world, ready.host.fork(world));
      return steps.findIndex((step) => !step());
    })();
    expect(count).toBeGreaterThan(12);
    for (let at = 0; at <= count; at++)
      for (const torn of [false, true]) {
        const world = ready.world.fork();
        const host = ready.host.fork(world);
        for (const step of smallSteps(world, host).slice(0, at)) step();
        world.powerCut(torn);
        for (let again = 0; again < 9; again++)
          for (const tornAgain of [false, true]) {
            const twice = world.fork();
            const told = new Map<string, string>();
            twice.powerOn();
            for (let i = 0; i < again; i++) if (!twice.framDone() && !twice.sense()) twice.move();
            checkTruth(twice, told);
            twice.powerCut(tornAgain);
            settleDown(twice, told);
            cuts++;
            const [last] = twice.state.durable.ring.slice(-1);
            outcomes.add(`${twice.contacts.length},${last?.outcome ?? 'none'}`);
          }
      }
    expect(cuts).toBeGreaterThan(400);
    expect([...outcomes].sort()).toEqual(['0,none', '0,notExecuted', '0,unknown', '1,executed']);
  }, 120_000);
});

describe('random histories', () => {
  type Doing = readonly [what: string, x: number, y: number];
  const what = fc.constantFrom(
    'fram',
    'fram',
    'sense',
    'sense',
    'move',
    'move',
    'beat',
    'tick',
    'rest',
    'press',
    'press',
    'toZone',
    'void',
    'again',
    'spoil',
    'cut',
    'tear',
    'silence',
    'hello',
    'estop',
    'jam',
    'limit',
    'lid',
    'close',
    'ready',
  );
  const history: fc.Arbitrary<Doing[]> = fc.array(fc.tuple(what, fc.nat(2), fc.nat(3)), {
    minLength: 5,
    maxLength: 60,
  });

  function live(doings: readonly Doing[]): { world: BenchWorld; told: Map<string, string> } {
    const world = ready.world.fork();
    let host = ready.host.fork(world);
    const told = new Map<string, string>();
    let last = new Uint8Array(0);
    const send = (bytes: Uint8Array) => {
      last = Uint8Array.from(bytes);
      host.send(bytes);
    };
    for (const [doing, x, y] of doings) {
      if (!world.isPowered && doing !== 'ready') continue;
      switch (doing) {
        case 'fram':
          world.framDone();
          break;
        case 'sense':
          world.sense();
          break;
        case 'move':
          world.move();
          break;
        case 'toZone':
          for (let i = 0; i < 12 && world.where !== 'zone'; i++)
            if (!world.framDone() && !world.sense() && world.direction === 'down') world.move();
          break;
        case 'beat':
          host.beat();
          break;
        case 'tick':
          world.tick(20 * (x + 1));
          break;
        case 'rest':
          world.rest(host);
          break;
        case 'press':
          send(host.frame('PRESS', { authorization: id, k: x, a: y, preHash, exception: null }));
          break;
        case 'void':
          send(host.frame('VOID_ATTEMPT', { authorization: id, k: x, a: y, preHash }));
          break;
        case 'close':
          if (x === 0 && y === 0) send(host.frame('CLOSE', { authorization: id }));
          break;
        case 'again':
          host.send(last);
          break;
        case 'spoil': {
          const bytes = host.frame('PRESS', { authorization: id, k: x, a: y, preHash, exception: null });
          const bit = (x * 31 + y * 17) % (bytes.length * 8);
          const byte = bytes[bit >> 3] ?? 0;
          bytes[bit >> 3] = byte ^ (1 << (bit & 7));
          host.send(bytes);
          break;
        }
        case 'cut':
          world.powerCut(false);
          break;
        case 'tear':
          world.powerCut(true);
          break;
        case 'silence':
          world.tick(300);
          break;
        case 'hello':
          host.hello();
          break;
        case 'estop':
          host.send(host.frame('ESTOP', {}));
          break;
        case 'jam':
          if (world.direction === 'down') world.readings.push({ kind: 'overCurrent' });
          break;
        case 'limit':
          if (world.where === 'zone') world.readings.push({ kind: 'limit' });
          break;
        case 'lid':
          world.lidOpen = x === 0;
          world.readings.push({ kind: 'lid', open: world.lidOpen });
          break;
        default:
          if (!world.isPowered) host = greet(world);
          world.rest(host);
          host.hello();
          freshen(host, statements.freshness);
          use(host, 'AUTHORIZATION', statements.authorization);
      }
      checkTruth(world, told);
    }
    return { world, told };
  }

  it('I1, I2, I3 never contact twice, never deny a contact, never claim one, never move without a claim', () => {
    const seen = { executed: 0, notExecuted: 0, unknown: 0 };
    fc.assert(
      fc.property(history, (doings) => {
        const { world, told } = live(doings);
        settleDown(world, told);
        for (const t of world.state.durable.ring) if (t.outcome) seen[t.outcome]++;
      }),
      { numRuns: 250, seed: 20260302 },
    );
    // The histories must reach every outcome, or they prove nothing.
    expect(seen.executed).toBeGreaterThan(20);
    expect(seen.notExecuted).toBeGreaterThan(20);
    expect(seen.unknown).toBeGreaterThan(3);
  }, 120_000);
});

describe('single-bit errors', () => {
  it('in 40,000 frames never reach the controller', () => {
    const world = ready.world.fork();
    const host = ready.host.fork(world);
    let state = 12345;
    const next = (below: number) => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) % below;
    };
    let accepted = 0;
    world.recorder = ({ outputs }) => {
      if (outputs.length > 0) accepted++;
    };
    for (let i = 0; i < 100; i++) {
      const frames = [
        host.frame('PRESS', { authorization: id, k: next(3), a: next(9), preHash, exception: null }),
        host.frame('STATUS', {}),
      ];
      const before = world.state.session?.received;
      for (let j = 0; j < 400; j++) {
        const bytes = (frames[j & 1] ?? new Uint8Array(1)).slice();
        // The last byte is the delimiter: spoilt, two frames run into one, which must not pass either.
        const bit = next(bytes.length * 8);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        host.send(bytes);
        host.send(Uint8Array.of(0));
      }
      expect(world.state.session?.received).toBe(before);
    }
    expect(accepted).toBe(0);
  });
});
