import { anAuthorization, aVillage, derivedBytes, freshnessFor } from '@hufu/testkit';
import { describe, expect, it } from 'vitest';
import { type BenchStatements, readyWorld } from '../rig/bench-village.ts';
import type { BenchWorld } from '../rig/bench-world.ts';
import { step } from './core.ts';
import { PressClient } from './press-client.ts';
import { preHashOf } from './press-requests.ts';
import { pressSigner } from './receipt.ts';

const village = aVillage();
const authorization = anAuthorization(village, {
  impressions: [{ seal: village.seals.committee, pages: [0], copies: 2, place: null }],
}).approvedBy(village.secretary);
const statements: BenchStatements = {
  secrets: { signer: pressSigner(village.machine.press), pairKey: derivedBytes('pair-key') },
  roster: village.rosterCose,
  authorization: authorization.cose,
  freshness: (nonce) => freshnessFor(village, nonce).map((s) => s.cose),
};
const first = { authorization: authorization.payload.id, k: 0, a: 0 };
const preHash = preHashOf([derivedBytes('frame-1')]);

/** A controller on the bench and a client joined by a line that spoils what it is told to; time stands until it is wanted. */
function joined(spoil: (way: 'toPress' | 'toHost', n: number) => 'pass' | 'lose' | 'double' = () => 'pass') {
  const { world } = readyWorld(statements);
  const timers = new Set<{ at: number; run: () => void }>();
  let now = 0;
  let listener: (bytes: Uint8Array) => void = () => {};
  const counts = { toPress: 0, toHost: 0 };
  const through = (way: 'toPress' | 'toHost', deliver: () => void) => {
    const fate = spoil(way, counts[way]++);
    if (fate !== 'lose') deliver();
    if (fate === 'double') deliver();
  };
  world.recorder = ({ outputs }) => {
    for (const output of outputs)
      if (output.type === 'send') through('toHost', () => queueMicrotask(() => listener(output.bytes)));
  };
  let drawn = 0;
  const client = new PressClient({
    port: {
      write: (bytes) => through('toPress', () => world.isPowered && world.input({ type: 'bytes', bytes })),
      onData: (l) => {
        listener = l;
        return () => {};
      },
    },
    pairKey: statements.secrets.pairKey,
    expectedPress: village.machine.thumbprint,
    setTimer: (run, ms) => {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    randomBytes: (length) => derivedBytes(`host nonce ${++drawn}`).slice(0, length),
  });
  client.start();
  /** Lets the bench live until the promise is settled. */
  async function live<T>(promise: Promise<T>, each: (world: BenchWorld) => void = () => {}): Promise<T> {
    let isDone = false;
    const done = promise.finally(() => {
      isDone = true;
    });
    done.catch(() => undefined);
    for (let i = 0; !isDone && i < 5000; i++) {
      await new Promise(setImmediate);
      each(world);
      if (!world.isPowered || (!world.framDone() && !world.sense())) {
        now += 10;
        if (world.isPowered) {
          world.move();
          world.tick(10);
        }
        for (const timer of [...timers].filter((t) => t.at <= now).sort((a, b) => a.at - b.at)) {
          timers.delete(timer);
          timer.run();
        }
      }
    }
    return done;
  }
  return { world, client, live };
}

describe('the client of the press', () => {
  it.each([
    [
      'every third frame to the controller is lost',
      (way: string, n: number) => way === 'toPress' && n % 3 === 2,
    ],
    ['every other reply is lost', (way: string, n: number) => way === 'toHost' && n % 2 === 1],
  ] as const)('presses exactly once though %s', async (_name, isLost) => {
    const { world, client, live } = joined((way, n) => (isLost(way, n) ? 'lose' : 'pass'));
    await live(client.hello());
    expect(await live(client.press({ ...first, preHash }))).toMatchObject({ ok: true });
    expect(await live(client.settled(first))).toMatchObject({ ok: true, value: { outcome: 'executed' } });
    expect(world.contacts).toHaveLength(1);
  });

  it('presses exactly once though every frame comes twice', async () => {
    const { world, client, live } = joined(() => 'double');
    await live(client.hello());
    expect(await live(client.pressToEnd({ ...first, preHash }))).toMatchObject({
      ok: true,
      value: { outcome: 'executed' },
    });
    expect(world.contacts).toHaveLength(1);
  });

  it('calls a dead line silent, and finds out the truth once the controller is back', async () => {
    const { world, client, live } = joined();
    await live(client.hello());
    await live(client.press({ ...first, preHash }));
    world.powerCut();
    await expect(live(client.status())).rejects.toMatchObject({ code: 'PRESS_LINK_SILENT' });
    world.powerOn();
    await live(client.hello());
    expect(await live(client.resolve({ ...first, preHash }))).toMatchObject({
      ok: true,
      value: { outcome: 'notExecuted', receipt: { attempt: 0 } },
    });
    expect(world.contacts).toHaveLength(0);
  });

  it('resolves an order that never arrived by killing the attempt', async () => {
    const { client, live } = joined();
    await live(client.hello());
    expect(await live(client.resolve({ ...first, preHash }))).toMatchObject({
      ok: true,
      value: { outcome: 'notExecuted', reason: 'voided' },
    });
    expect(await live(client.press({ ...first, preHash }))).toMatchObject({ code: 'PRESS_ATTEMPT_DEAD' });
  });

  it('stops the head above the contact zone on an emergency stop', async () => {
    const { world, client, live } = joined();
    await live(client.hello());
    let isAsked = false;
    const pressed = client.press({ ...first, preHash }).then(() => client.settled(first));
    const outcome = await live(pressed, () => {
      if (isAsked || world.state.motion.phase !== 'descending' || world.where === 'zone') return;
      isAsked = true;
      client.estop().catch(() => undefined);
    });
    expect(outcome).toMatchObject({ ok: true, value: { outcome: 'notExecuted', reason: 'estop' } });
  });

  it('reads the ledger without a session, even when the controller lost everything', async () => {
    const { world, client, live } = joined();
    world.powerCut();
    world.fram = [new Uint8Array(3), new Uint8Array(3)];
    world.powerOn();
    expect(await live(client.rescueLedger({ what: 'registers' }))).toMatchObject({
      ok: true,
      value: { what: 'registers' },
    });
  });

  it('takes no frame for its own that was not sealed for this session', async () => {
    const { world, client, live } = joined();
    await live(client.hello());
    const strange = { ...statements.secrets, pairKey: new Uint8Array(32) };
    // A board with the same key but another pair: its HELLO is refused before anything else is said to it.
    world.input = (input) => {
      const result = step(world.state, input, strange);
      world.state = result.state;
      world.recorder?.({ input, outputs: result.outputs, sessionKey: null });
    };
    await expect(live(client.hello())).rejects.toMatchObject({ code: 'PRESS_LINK_UNPAIRED' });
  });
});
