import { type Roster, type RosterMachine, sameBytes, toHex } from '@hufu/contract';
import { thumbprint } from '@hufu/statement';
import type { Db } from '../db/tables.ts';
import { findRoster, findRosterAt } from '../people/roster.store.ts';

/** A machine as the roster of a time names it. */
export interface RosteredMachine {
  readonly roster: Roster;
  readonly machine: RosterMachine;
}

/** Records made offline before a roster changed come later: an hour more is no other time. */
const toleranceMs = 3_600_000;

/** The machine under the newest roster that had it in service at that time; undefined when none had. */
export async function findMachineAt(
  db: Db,
  village: string,
  dev: string,
  at: number,
): Promise<RosteredMachine | undefined> {
  const newest = await findRoster(db, village);
  for (let version = newest?.roster.version ?? 0; version > 0; version--) {
    const accepted = version === newest?.roster.version ? newest : await findRosterAt(db, village, version);
    const machine = accepted && machineOf(accepted.roster, dev);
    if (!accepted || !machine) continue;
    const isInService =
      machine.since <= at + toleranceMs && (machine.until === null || machine.until + toleranceMs > at);
    if (isInService) return { roster: accepted.roster, machine };
  }
  return undefined;
}

/** The machine of a roster by the hex thumbprint of its press key. */
export function machineOf(roster: Roster, dev: string): RosterMachine | undefined {
  return roster.machines.find((m) => toHex(thumbprint(m.pressKey)) === dev);
}

/** Hex thumbprints of the machines in service at a time, or of the one that is meant. */
export function machinesInService(roster: Roster, at: number, only: Uint8Array | null): string[] {
  return roster.machines
    .filter((m) => m.since <= at && (m.until === null || m.until > at))
    .map((m) => thumbprint(m.pressKey))
    .filter((t) => only === null || sameBytes(t, only))
    .map(toHex);
}
