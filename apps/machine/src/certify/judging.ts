import type { AttemptRef } from '@hufu/press';
import type { DrillAuthorization } from '../drill/drill-village.ts';
import type { CertifyBench } from './bench.ts';

/** An invariant that the controller broke, and how it showed. */
export interface Broken {
  readonly invariant: string;
  readonly detail: string;
}

/** One thing that every controller must do, or must never do. */
export interface Check {
  readonly name: string;
  /** Invariants that it may find broken (MACHINE.md 2). */
  readonly invariants: readonly string[];
  readonly needs?: 'power' | 'zone';
  readonly run: (bench: CertifyBench) => Promise<Broken[]>;
}

/** The first attempt at an impression, unless told. */
export const refOf = ({ payload }: DrillAuthorization, k = 0, a = 0): AttemptRef => ({
  authorization: payload.id,
  k,
  a,
});
/** One invariant, broken in one way. */
export const broke = (invariant: string, detail: string): Broken[] => [{ invariant, detail }];

/** Holds what the controller says of an attempt against the contacts since. */
export async function judge(bench: CertifyBench, ref: AttemptRef, truth: number): Promise<Broken[]> {
  const settled = await bench.client.resolve({ ...ref, preHash: bench.preHash });
  const made = ((await bench.contacts()) ?? (await bench.status()).counters.H) - truth;
  const outcome = settled.ok ? settled.value.outcome : undefined;
  if (made > 1) return broke('M1', `${made} contacts of one attempt`);
  if (outcome === 'notExecuted' && made > 0) return broke('M2', 'not executed after a contact');
  if (outcome === 'executed' && made < 1) return broke('M3', 'executed without a contact');
  if (!settled.ok && made > 0)
    return broke('M4', `a contact that the ledger knows nothing of: ${settled.code}`);
  return [];
}
