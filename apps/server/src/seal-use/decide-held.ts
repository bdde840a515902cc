import { type Phase, type Result, valueOrThrow } from '@hufu/contract';
import { decide, phaseOf, replay, type SealUseCommand, type SealUseEvent } from '@hufu/domain';
import type { AcceptedRoster } from '@hufu/statement';
import type { HeldSealUse } from './seal-use.store.ts';

/** What the rules make of a command. */
export interface Decided {
  readonly events: readonly SealUseEvent[];
  readonly phase: Phase;
}

/** Asks packages/domain; throws its refusal, so that the transaction ends. */
export function decideHeld(
  held: HeldSealUse,
  command: SealUseCommand,
  village: AcceptedRoster,
  now: number,
): Decided {
  return valueOrThrow(tryDecide(held, command, village, now));
}

function tryDecide(
  held: HeldSealUse,
  command: SealUseCommand,
  village: AcceptedRoster,
  now: number,
): Result<Decided> {
  // Catalogue and province matter for filing only, which has no state yet.
  const events = decide(held.state, command, { roster: village.roster, catalogue: [], province: '' }, now);
  if (!events.ok) return events;
  const next = replay(events.value, held.state);
  return {
    ok: true,
    value: { events: events.value, phase: next.phase === 'none' ? held.phase : phaseOf(next) },
  };
}
