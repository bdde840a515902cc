import type { ErrorCode, Intent } from '@hufu/contract';
import type { PressClient } from '@hufu/press';
import type { Notebook } from './notebook.ts';

/** What closing an open attempt needs. */
export interface ReconcileContext {
  readonly notebook: Notebook;
  readonly client: PressClient;
}

/**
 * Closes every attempt that a crash left open (I4): the controller is told that it is void and says how it really
 * ended. Never presses. Returns how many were closed.
 */
export async function closeOpenAttempts({ notebook, client }: ReconcileContext): Promise<number> {
  const open = notebook.memory.openAttempts();
  for (const intent of open) await closeAttempt({ notebook, client }, intent);
  return open.length;
}

/** Closes one attempt with the one outcome that the controller vouches for. */
export async function closeAttempt(
  { notebook, client }: ReconcileContext,
  intent: Intent,
  reason = 'reconciled',
): Promise<'executed' | 'notExecuted' | 'unknown'> {
  const { authorization, k, attempt, preHash } = intent;
  const settled = await client.resolve({ authorization, k, a: attempt, preHash });
  const told = settled.ok
    ? {
        outcome: settled.value.outcome,
        reason: settled.value.reason || reason,
        receipt: settled.value.receiptCose,
      }
    : withoutReceipt(settled.code, settled.context, await hasCounterStood(client, intent));
  await notebook.record({ type: 'outcome', authorization, k, attempt, ...told });
  return told.outcome;
}

/**
 * The controller has no receipt for it. 'Executed' is never said without one (I2); 'not executed' only when the
 * controller knows it, or never had the authorization while its contact counter stands where the intent saw it.
 */
function withoutReceipt(
  code: ErrorCode,
  context: Readonly<Record<string, unknown>>,
  counterStood: boolean,
): { outcome: 'notExecuted' | 'unknown'; reason: string; receipt: null } {
  const isKnownIdle = code === 'PRESS_ATTEMPT_FORGOTTEN' && context.outcome === 'notExecuted';
  const neverArrived =
    (code === 'PRESS_AUTHORIZATION_UNKNOWN' || code === 'PRESS_ALREADY_USED') && counterStood;
  return isKnownIdle || neverArrived
    ? { outcome: 'notExecuted', reason: 'neverReached', receipt: null }
    : { outcome: 'unknown', reason: code, receipt: null };
}

async function hasCounterStood(client: PressClient, intent: Intent): Promise<boolean> {
  const status = await client.status();
  return status.ok && status.value.counters.H === intent.H;
}

/**
 * Whether journal and controller tell one story (M7, anti-rollback): a counter ahead of every receipt is a contact
 * that this journal knows nothing of, one behind is a controller that forgot. Says what is wrong, if anything.
 */
export async function compareWithController({
  notebook,
  client,
}: ReconcileContext): Promise<string | undefined> {
  const status = await client.status();
  if (!status.ok) return status.code;
  const { H } = status.value.counters;
  const { memory } = notebook;
  if (memory.lastH === null) {
    await notebook.note('baseline', { H });
    return undefined;
  }
  // An attempt of unknown outcome has no receipt that could explain its contact: the controller quarantined itself.
  if (status.value.quarantine !== null) return `press:${status.value.quarantine}`;
  if (H > memory.lastH) return `contacts ${H}, journal ${memory.lastH}`;
  if (H < memory.lastH) return `counter went back from ${memory.lastH} to ${H}`;
  return undefined;
}
