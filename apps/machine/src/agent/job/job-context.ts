import type { Roster } from '@hufu/contract';
import { HufuError } from '@hufu/contract';
import type { TurnTaker } from '@hufu/durable';
import type { Camera } from '../../drivers/camera.ts';
import type { AuthorizationDesk } from '../authorization-desk.ts';
import type { AgentConfig } from '../config.ts';
import type { EvidenceStore } from '../evidence-store.ts';
import type { FreshnessKeeper } from '../freshness-keeper.ts';
import type { HeadPositioner } from '../head-positioner.ts';
import type { HeldAuthorization } from '../memory.ts';
import type { Notebook } from '../notebook.ts';
import type { PageKeeper } from '../page-keeper.ts';
import type { PaperEyes } from '../paper-eyes.ts';
import type { PressLine } from '../press-line.ts';
import type { PreviewHub } from '../preview-hub.ts';
import type { RecordSender } from '../record-sender.ts';
import type { RosterKeeper } from '../roster-keeper.ts';

/** Everything that the steps of a job work with. */
export interface JobContext {
  readonly config: AgentConfig;
  readonly machine: Uint8Array;
  readonly notebook: Notebook;
  readonly rosters: RosterKeeper;
  readonly desk: AuthorizationDesk;
  readonly press: PressLine;
  readonly freshness: FreshnessKeeper;
  readonly records: RecordSender;
  readonly pages: PageKeeper;
  readonly evidence: EvidenceStore;
  readonly eyes: PaperEyes;
  readonly overhead: Camera;
  readonly person: Camera;
  readonly hub: PreviewHub;
  readonly head: HeadPositioner;
  /** Who has a PIN at this machine. */
  readonly pinHolders: () => ReadonlySet<string>;
  /** From an intent to its outcome nobody else may close attempts. */
  readonly attemptTurn: TurnTaker;
  readonly onTiming: (timing: JobTiming) => void;
  readonly onTrouble: (error: unknown) => void;
}

/** How long the steps of one impression took. */
export interface JobTiming {
  readonly authorization: string;
  readonly k: number;
  readonly attempt: number;
  /** From the first frame in which the paper lay still. */
  readonly paperToVerdictMs: number;
  readonly verdictToPressMs: number;
  readonly pressMs: number;
  readonly compareMs: number;
  readonly afterMs: number;
}

/** The roster that the machine holds; a job cannot begin without one. */
export function rosterOf(context: JobContext): Roster {
  const held = context.rosters.current;
  if (!held) throw new HufuError('PRESS_BLANK');
  return held.roster;
}

/** The authorization of a job. */
export function heldOf(context: JobContext, authorization: string): HeldAuthorization {
  const held = context.notebook.memory.authorizations.get(authorization);
  if (!held) throw new HufuError('JOB_UNKNOWN');
  return held;
}

/** A seal of the roster. */
export function sealOf(context: JobContext, id: string): Roster['seals'][number] {
  const seal = rosterOf(context).seals.find((s) => s.id === id);
  if (!seal) throw new HufuError('AUTHORIZATION_WRONG_SEAL', { context: { seal: id } });
  return seal;
}

/** Pages and specimens of a job, at hand and prepared for comparison: after a restart a job goes on before the chores come to it. */
export async function preparePages(context: JobContext, authorization: string): Promise<void> {
  const { payload } = heldOf(context, authorization);
  if (context.pages.isReady(payload)) return;
  const specimens = [...new Set(payload.impressions.map((i) => i.seal))].map(
    (s) => sealOf(context, s).specimen,
  );
  if (!(await context.pages.ready(payload, specimens))) throw new HufuError('JOB_NOT_READY');
}
