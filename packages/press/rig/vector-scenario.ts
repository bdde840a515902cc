import type { FrameType } from '../src/frame.ts';
import type { BenchHost, BenchWorld } from './bench-world.ts';

/** What happens in a vector: on a ready controller, or on a blank one. */
export interface Scenario {
  readonly name: string;
  readonly says: string;
  readonly from?: 'blank';
  readonly act: (bench: ScenarioBench) => void;
}

/** What a scenario works with. */
export interface ScenarioBench {
  readonly world: BenchWorld;
  readonly host: BenchHost;
  /** Id of the authorization that the ready controller holds, of two impressions. */
  readonly authorization: string;
  readonly preHash: Uint8Array;
  /** PRESS of impression k, attempt a. */
  readonly order: (k?: number, a?: number) => Record<string, unknown>;
  /** Sends without waiting for the answer. */
  readonly send: (type: FrameType, body: unknown) => void;
  /** Claim, carousel, flag: until the head goes down. */
  readonly descend: () => void;
  /** Power gone and back, and the question what became of impression 0. */
  readonly again: () => BenchHost;
}
