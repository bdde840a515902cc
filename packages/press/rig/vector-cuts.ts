import { openAttempt } from '../src/ledger.ts';
import { freshen, greet, use } from './bench-village.ts';
import type { Scenario, ScenarioBench } from './vector-scenario.ts';
import { flipped } from './vector-writer.ts';

/** One press in its smallest steps; false when it is over. */
function oneStep({ world }: ScenarioBench): boolean {
  if (world.framDone() || world.sense()) return true;
  if (world.state.motion.phase === 'idle') return false;
  world.move();
  world.tick(5);
  return true;
}

/** Where a press stands, in the words of MACHINE.md 2. */
function stateName({ world }: ScenarioBench): string {
  const open = openAttempt(world.state.durable);
  const { phase } = world.state.motion;
  if (!open) return phase === 'idle' ? 'idle' : 'before the claim is durable';
  return `${open.phase === 'moving' ? 'MOVING' : 'ARMED'}, ${phase}, head ${world.where}`;
}

/** Power cuts between every two steps of one press, and damaged memories. */
export function cutScenarios(roster: Uint8Array, bench: () => ScenarioBench): Scenario[] {
  const probe = bench();
  probe.send('PRESS', probe.order());
  const cuts: { at: number; name: string; isWriting: boolean }[] = [];
  for (let at = 0; ; at++) {
    cuts.push({ at, name: stateName(probe), isWriting: probe.world.writing !== undefined });
    if (!oneStep(probe)) break;
  }
  const scenario = (at: number, name: string, isTorn: boolean): Scenario => ({
    name: `cut-${String(at).padStart(2, '0')}${isTorn ? '-torn' : ''}`,
    says: `power cut ${at} steps after PRESS (${name})${isTorn ? ', tearing the memory copy under way' : ''}; at the next power-on the attempt has its outcome, and its late PRESS is refused`,
    act(on) {
      on.send('PRESS', on.order());
      for (let i = 0; i < at; i++) oneStep(on);
      on.world.powerCut(isTorn);
      const host = greet(on.world);
      host.ask('LEDGER', { what: 'registers' });
      host.ask('LEDGER', { what: 'impression', authorization: on.authorization, k: 0 });
      host.ask('VOID_ATTEMPT', { authorization: on.authorization, k: 0, a: 0, preHash: on.preHash });
      host.ask('PRESS', on.order());
    },
  });
  return [
    ...cuts.flatMap(({ at, name, isWriting }) => [
      scenario(at, name, false),
      ...(isWriting ? [scenario(at, name, true)] : []),
    ]),
    ...([0, 1] as const).map(
      (copy): Scenario => ({
        name: `copy-${copy}-flipped`,
        says: `one bit of copy ${copy} turned over while the power was off: goes on from the other copy, and says so`,
        act({ world, host, order }) {
          host.ask('PRESS', order());
          world.rest(host);
          world.powerCut();
          const held = world.fram[copy];
          world.fram[copy] = held && flipped(held);
          greet(world).ask('LEDGER', { what: 'registers' });
          world.tick(201);
        },
      }),
    ),
    {
      name: 'both-copies-flipped',
      says: 'both copies are unreadable: locked for good, and no second genesis',
      act({ world, host, order }) {
        host.ask('PRESS', order());
        world.rest(host);
        world.powerCut();
        world.fram = [world.fram[0] && flipped(world.fram[0]), world.fram[1] && flipped(world.fram[1])];
        const lost = greet(world);
        lost.ask('LEDGER', { what: 'registers' });
        lost.ask('PRESS', order(0, 1));
        use(lost, 'ROSTER', roster);
        lost.ask('STATUS', {});
      },
    },
    {
      name: 'counter-behind',
      says: 'the contact counter stands lower than the ledger: quarantine',
      act({ world, host, order }) {
        host.ask('PRESS', order());
        world.rest(host);
        world.powerCut();
        world.H = 0;
        greet(world).ask('LEDGER', { what: 'registers' });
      },
    },
    {
      name: 'cut-twice',
      says: 'power cut in the contact zone, and again before the outcome is durable: the same outcome',
      act({ world, descend, again }) {
        descend();
        world.move();
        world.move();
        world.powerCut();
        world.powerOn();
        world.move();
        world.sense();
        again();
      },
    },
    {
      name: 'cut-then-fresh',
      says: 'after a power cut nothing is pressed before witnesses spoke and the authorization came again',
      act({ world, order, authorization }) {
        world.powerCut();
        const host = greet(world);
        host.ask('PRESS', order());
        freshen(host, () => []);
        host.ask('LEDGER', { what: 'authorization', authorization });
      },
    },
  ];
}
