import { accept, HufuError, type Result } from '@hufu/contract';
import type { TurnTaker } from '@hufu/durable';
import type { PressMode } from '@hufu/press';
import type { AuthorizationDesk } from './authorization-desk.ts';
import { followRosters } from './controller-greeting.ts';
import type { RecordEvent } from './event-recorder.ts';
import type { FreshnessKeeper } from './freshness-keeper.ts';
import type { JobSession } from './job/session.ts';
import type { Notebook } from './notebook.ts';
import type { PressLine } from './press-line.ts';
import type { RosterKeeper } from './roster-keeper.ts';

/** What taking in statements of people needs. */
export interface ServerStatementsContext {
  readonly notebook: Notebook;
  readonly rosters: RosterKeeper;
  readonly desk: AuthorizationDesk;
  readonly press: PressLine;
  readonly freshness: FreshnessKeeper;
  readonly session: JobSession;
  readonly event: RecordEvent;
  readonly askNext: () => Promise<void>;
  readonly serviceNonce: () => string;
  /** An order used the nonce up: the next one needs another, and the server has to hear of it. */
  readonly renewServiceNonce: () => Promise<void>;
  /** From an intent to its outcome nobody else has the controller. */
  readonly attemptTurn: TurnTaker;
  readonly onTrouble: (error: unknown) => void;
}

/** Rosters, revocations and service orders: signed by people of the village, only carried by the server. */
export function openServerStatements(context: ServerStatementsContext) {
  const { notebook, rosters, desk, press, freshness, session, event, askNext, serviceNonce, onTrouble } =
    context;

  async function onPolicy(list: readonly Uint8Array[]): Promise<void> {
    const before = rosters.current?.roster.version ?? 0;
    for (const cose of list) {
      const offered = await rosters.offer(cose);
      if (!offered.ok) {
        // A blank machine takes its first roster from provisioning only, whatever a server sends.
        if (rosters.current) await event('rosterRefused', offered.code);
        return;
      }
    }
    const now = rosters.current?.roster.version ?? 0;
    if (now === before) return;
    await event('rosterAccepted', `version ${now}`);
    await followRosters({ notebook, freshness, press });
    await askNext();
    await freshness.tick();
  }

  async function onCommand(op: 'revocation' | 'service', cose: Uint8Array): Promise<void> {
    if (op === 'revocation') {
      const revoked = await desk.revoke(cose);
      if (!revoked.ok) onTrouble(new HufuError(revoked.code, { context: revoked.context }));
      else if (revoked.value !== null) session.revoked(revoked.value);
      return;
    }
    const obeyed = await onService(cose);
    if (!obeyed.ok) onTrouble(new HufuError(obeyed.code, { context: obeyed.context }));
  }

  /** An order of service people, whoever carried it here: the controller decides whether it obeys, and says how it stands then. */
  async function onService(cose: Uint8Array): Promise<Result<PressMode>> {
    if (desk.mayLockDown(cose)) {
      session.stopMotion('lockedDown');
      await notebook.note('lock', { state: 'lockedDown', reason: '名册成员下令锁定' });
      await event('lockedDown', `serviceNonce=${serviceNonce()}`);
    }
    // The controller takes no order of service people while it presses: the motion was stopped, its outcome comes first.
    const served = await context.attemptTurn(() => press.use((client) => client.service(cose)));
    await press.refresh();
    if (!served.ok) return served;
    const H = press.status?.counters.H;
    if (served.value.mode === 'ready' && H !== undefined) {
      await notebook.note('baseline', { H });
      await notebook.note('lock', { state: 'clear', reason: '' });
      await event('serviceDone', served.value.mode);
    }
    await context.renewServiceNonce();
    return accept(served.value.mode);
  }

  return { onPolicy, onCommand, onService };
}
