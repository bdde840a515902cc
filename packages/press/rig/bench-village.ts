import { sha256 } from '@noble/hashes/sha2.js';
import type { PressSecrets } from '../src/core.ts';
import { encodeBody } from '../src/messages.ts';
import type { PressConfig } from '../src/state.ts';
import { BenchHost, BenchWorld } from './bench-world.ts';

/** The statements a bench needs; tests make them with the testkit. */
export interface BenchStatements {
  readonly secrets: PressSecrets;
  readonly roster: Uint8Array;
  readonly authorization: Uint8Array;
  readonly freshness: (nonce: Uint8Array) => readonly Uint8Array[];
}

/** Brings a statement by LOAD frames and the frame that uses it. */
export function use(
  host: BenchHost,
  type: 'ROSTER' | 'AUTHORIZATION' | 'FRESHNESS' | 'SERVICE' | 'EXCEPTION',
  bytes: Uint8Array,
): Record<string, unknown> {
  const digest = sha256(bytes);
  host.load(bytes, digest);
  return host.ask(type, { digest });
}

/** Asks for a nonce and brings what witnesses say to it. */
export function freshen(host: BenchHost, freshness: BenchStatements['freshness']): Record<string, unknown> {
  const { nonce } = host.ask('NONCE', { purpose: 'freshness' });
  if (!(nonce instanceof Uint8Array)) throw new Error('no nonce');
  return use(host, 'FRESHNESS', encodeBody([...freshness(nonce)]));
}

/** Power on, homing over, a session open. */
export function greet(world: BenchWorld): BenchHost {
  world.powerOn();
  world.rest();
  const host = new BenchHost(world, world.secrets.pairKey);
  host.hello();
  return host;
}

/** A controller with roster, fresh words and one authorization. */
export function readyWorld(
  statements: BenchStatements,
  prepare: (world: BenchWorld) => void = () => {},
  config: Partial<PressConfig> = {},
): { world: BenchWorld; host: BenchHost } {
  const world = new BenchWorld(statements.secrets, config);
  prepare(world);
  const host = greet(world);
  for (const reply of [
    use(host, 'ROSTER', statements.roster),
    freshen(host, statements.freshness),
    use(host, 'AUTHORIZATION', statements.authorization),
  ])
    if (reply.ok !== true) throw new Error(`bench: ${JSON.stringify(reply)}`);
  return { world, host };
}
