import { createHash } from 'node:crypto';
import type { MachineEvent } from '@hufu/contract';

/** How far one machine has come with one release: it asked for it, or what it told last. */
export interface ReleaseTrial {
  /** Thumbprint of the press key, in hex. */
  readonly machine: string;
  readonly state: 'asked' | 'staged' | 'committed' | 'rolledBack';
  /** When this server learned of it. */
  readonly at: number;
}

/** How far a release has come, and why it goes no further by itself. */
export interface RollOut {
  /** Machines that are offered it. */
  readonly offered: ReadonlySet<string>;
  readonly committed: number;
  readonly rolledBack: number;
  readonly isStopped: boolean;
}

/** Shares of the fleet that one wave after the other opens it to. */
const shares = [0.02, 0.2, 1] as const;
/** The next wave opens so long after half of those before it stayed with the release. */
export const soakMs = 24 * 3_600_000;
/** So large a share of those that tried it may go back to the program before. */
const tolerated = 0.02;

/** The order in which machines get a release: another one for each, so that it is not always the same village that is first. */
function ranksOf(digest: string, machines: readonly string[]): Map<string, number> {
  const drawn = machines.map((machine) => ({
    machine,
    lot: createHash('sha256').update(`${digest} ${machine}`).digest('hex'),
  }));
  drawn.sort((a, b) => (a.lot < b.lot ? -1 : 1));
  return new Map(drawn.map(({ machine }, rank) => [machine, rank]));
}

/**
 * To whom a release is offered now. A machine that went back stops it at once, before it reaches many: people look, and
 * publish the next one. The server could withhold a release anyway; what it cannot do is to bring one that no quorum signed.
 */
export function rollOutOf(digest: string, trials: readonly ReleaseTrial[], now: number): RollOut {
  // The fleet is who has asked: a machine that is switched off, or whose village did not sign, holds nobody up.
  const ranks = ranksOf(
    digest,
    trials.map((t) => t.machine),
  );
  const of = (state: ReleaseTrial['state']) => trials.filter((t) => t.state === state);
  const [committed, rolledBack] = [of('committed'), of('rolledBack')];
  const isStopped = rolledBack.length > tolerated * (committed.length + rolledBack.length);
  let count = 0;
  for (const share of shares) {
    const needed = Math.ceil(count / 2);
    const stayed = committed
      .filter((t) => (ranks.get(t.machine) ?? count) < count)
      .map((t) => t.at)
      .sort((a, b) => a - b);
    // Half of a wave is enough, for not every machine is free at once; a day for what shows late.
    const isReached = count === 0 || (stayed[needed - 1] ?? now) + soakMs <= now;
    if (!isReached || (isStopped && count > 0)) break;
    count = Math.max(1, Math.ceil(ranks.size * share));
  }
  // Who has it on trial may ask again, whatever became of others; a stopped one is offered to nobody else.
  const begun = trials.filter((t) => t.state !== 'asked').map((t) => t.machine);
  return {
    offered: new Set(isStopped ? begun : [...[...ranks.keys()].slice(0, count), ...begun]),
    committed: committed.length,
    rolledBack: rolledBack.length,
    isStopped,
  };
}

/** What an event of a machine says of a release: the version, and what became of it there. */
export function trialOf({
  event,
  detail,
}: Pick<MachineEvent, 'event' | 'detail'>): { version: string; state: ReleaseTrial['state'] } | undefined {
  const [first = '', last = first] = detail.split(' -> ');
  switch (event) {
    case 'updateStaged':
      return { version: last, state: 'staged' };
    case 'updateCommitted':
      return { version: first, state: 'committed' };
    case 'updateRolledBack':
      return { version: first, state: 'rolledBack' };
    default:
      return undefined;
  }
}
