import { sha256 } from '@noble/hashes/sha2.js';
import type { FrameType } from '../src/frame.ts';
import { defaultConfig, type PressConfig } from '../src/state.ts';
import { type BenchStatements, greet, readyWorld } from './bench-village.ts';
import { BenchHost, BenchWorld } from './bench-world.ts';
import { commandScenarios } from './vector-commands.ts';
import { cutScenarios } from './vector-cuts.ts';
import { modeScenarios } from './vector-modes.ts';
import { motionScenarios } from './vector-motions.ts';
import type { ScenarioBench } from './vector-scenario.ts';
import { trustScenarios } from './vector-trust.ts';
import { type Vector, VectorWriter } from './vector-writer.ts';

/** The board of the vectors: a small store, so that a full one and a forgotten attempt are few steps away. */
export const vectorConfig: PressConfig = {
  ...defaultConfig,
  maxAuthorizations: 3,
  maxImpressions: 8,
  ringSize: 4,
};

/** All vectors: the bring-up, and each scenario from its end. */
export function vectorScenarios(statements: BenchStatements, authorization: string): Vector[] {
  const preHash = sha256(new TextEncoder().encode('before'));
  const base = new VectorWriter();
  const ready = readyWorld(statements, (world) => base.follow(world), vectorConfig);
  const vectors = [
    base.take(
      'bring-up',
      'blank controller: hello, first roster, nonce, freshness of two witnesses, authorization of two',
      null,
    ),
  ];
  const benchOf = (world: BenchWorld, host: BenchHost): ScenarioBench => {
    const order = (k = 0, a = 0) => ({ authorization, k, a, preHash, exception: null });
    const send = (type: FrameType, body: unknown) => host.send(host.frame(type, body));
    return {
      world,
      host,
      authorization,
      preHash,
      order,
      send,
      descend() {
        send('PRESS', order());
        while (world.framDone() || world.sense());
      },
      again() {
        world.powerCut();
        const next = greet(world);
        next.ask('LEDGER', { what: 'impression', authorization, k: 0 });
        return next;
      },
    };
  };
  const all = [
    ...commandScenarios(statements),
    ...motionScenarios(),
    ...trustScenarios(),
    ...modeScenarios(),
    ...cutScenarios(statements.roster, () => {
      const world = ready.world.fork();
      world.recorder = undefined;
      return benchOf(world, ready.host.fork(world));
    }),
  ];
  for (const { name, says, from, act } of all) {
    const isBlank = from === 'blank';
    const world = isBlank ? new BenchWorld(statements.secrets, vectorConfig) : ready.world.fork();
    const writer = isBlank ? new VectorWriter() : base.fork();
    writer.follow(world);
    const host = isBlank ? new BenchHost(world, statements.secrets.pairKey) : ready.host.fork(world);
    act(benchOf(world, host));
    vectors.push(writer.take(name, says, isBlank ? null : 'bring-up'));
  }
  return vectors;
}
