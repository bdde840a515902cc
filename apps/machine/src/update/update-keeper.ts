import { accept, isNewerVersion, type Release, type Result, refuse, toHex } from '@hufu/contract';
import type { TurnTaker } from '@hufu/durable';
import { verifyRelease } from '@hufu/statement';
import type { AuthorizationDesk, ProvedStatement } from '../agent/authorization-desk.ts';
import type { RecordEvent } from '../agent/event-recorder.ts';
import type { JobSession } from '../agent/job/session.ts';
import type { MachineMemory } from '../agent/memory.ts';
import type { RosterKeeper } from '../agent/roster-keeper.ts';
import { type Slots, withCommit } from './slots.ts';

/** What an update is judged by and carried out with. */
export interface UpdateContext {
  readonly slots: Slots;
  readonly desk: Pick<AuthorizationDesk, 'proved'>;
  readonly rosters: Pick<RosterKeeper, 'current'>;
  readonly memory: Pick<MachineMemory, 'openAttempts'>;
  readonly session: Pick<JobSession, 'authorization'>;
  readonly attemptTurn: TurnTaker;
  readonly event: RecordEvent;
  /** The version that runs. */
  readonly version: string;
  /** Ends this process; whoever supervises it starts the slot that is due. */
  readonly restart: () => void;
}

/** Takes in releases, and decides whether the program on trial may stay. */
export interface UpdateKeeper {
  /** Whether a release that the server carries should be fetched: one that would be taken, and that did not fail here before. */
  wanted(message: ProvedStatement): Promise<Result<Release>>;
  /** Puts a release on trial. Nobody's word counts but the release quorum's, in a checkpoint that witnesses signed. */
  offer(message: ProvedStatement, archive: string): Promise<Result<Release>>;
  /** Told from time to time whether all is well; well for long enough, the program on trial stays. */
  healthy(isWell: boolean, nowMs: number): Promise<void>;
  /** After a start: tells of a version that failed its trial. */
  tellRollback(): Promise<void>;
}

/** So long must controller, journal and screen be well at a stretch. */
const TRIAL_MS = 60_000;

/** Opens the keeper. */
export function openUpdateKeeper(context: UpdateContext): UpdateKeeper {
  const { slots, desk, rosters, memory, session, event, version } = context;
  let wellSince: number | undefined;
  let isSettled = false;

  function judge(message: ProvedStatement): Result<Release> {
    const held = rosters.current;
    if (!held) return refuse('PRESS_BLANK');
    const signed = desk.proved(message);
    if (!signed.ok) return signed;
    const release = verifyRelease(signed.value, held.roster);
    if (!release.ok) return release;
    if (release.value.target !== 'agent')
      return refuse('UPDATE_NOT_FOR_THIS', { target: release.value.target });
    // An old release keeps its signatures: with it anybody could bring back a hole that was mended.
    if (!isNewerVersion(release.value.version, version))
      return refuse('UPDATE_NOT_NEWER', { version: release.value.version, running: version });
    return release;
  }

  return {
    async wanted(message) {
      const release = judge(message);
      if (!release.ok) return release;
      const { digest, version: offered } = release.value;
      // Tried once: by itself a machine would go down and back for ever. A maintainer on the spot may try again.
      const hasFailed = (await slots.read()).failed.includes(toHex(digest));
      return hasFailed ? refuse('UPDATE_FAILED_BEFORE', { version: offered }) : release;
    },
    async offer(message, archive) {
      const release = judge(message);
      if (!release.ok) return release;
      // Never between an intent and its record: no job before the screen, nothing open, and nobody begins meanwhile.
      return context.attemptTurn(async () => {
        if (session.authorization !== null || memory.openAttempts().length > 0)
          return refuse('UPDATE_WAITS', { version: release.value.version });
        await slots.stage(release.value, archive);
        await event('updateStaged', `${version} -> ${release.value.version}`);
        context.restart();
        return accept(release.value);
      });
    },
    async healthy(isWell, nowMs) {
      if (isSettled) return;
      if (!isWell) {
        wellSince = undefined;
        return;
      }
      wellSince ??= nowMs;
      if (nowMs - wellSince < TRIAL_MS) return;
      isSettled = true;
      const state = await slots.read();
      if (!state.trial) return;
      // The record first: a version that stays has said so, or its trial begins again.
      await event('updateCommitted', state.programs[state.trial.slot]?.version ?? '');
      await slots.write(withCommit(state));
    },
    async tellRollback() {
      const state = await slots.read();
      if (state.rolledBack === null) return;
      await event('updateRolledBack', `${state.rolledBack} -> ${version}`);
      await slots.write({ ...state, rolledBack: null });
    },
  };
}
