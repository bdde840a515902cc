import {
  accept,
  type ErrorCode,
  HufuError,
  type Intent,
  type Light,
  type PlannedImpression,
  type Result,
  refuse,
} from '@hufu/contract';
import { type AttemptRef, type PressClient, preHashOf } from '@hufu/press';
import { type SignedStatement, type UsableAuthorization, verifyAuthorization } from '@hufu/statement';
import type { LightProof } from '../light-challenge.ts';
import type { PressLine, PressStatus } from '../press-line.ts';
import { closeAttempt } from '../reconcile.ts';
import { heldOf, type JobContext, rosterOf } from './job-context.ts';
import { nextAttempt } from './job-plan.ts';
import type { PaperLook } from './look-step.ts';

/** How an attempt ended. */
export interface Pressed {
  readonly outcome: 'executed' | 'notExecuted' | 'unknown';
  readonly reason: string;
  readonly attempt: number;
  readonly pressMs: number;
}

/** What one attempt rests on. */
export interface PressOrder {
  readonly authorization: string;
  readonly planned: PlannedImpression;
  readonly look: PaperLook;
  readonly exception: SignedStatement | null;
  /** Why it must not go on, or undefined: asked after the intent is durable and again before the order goes out. */
  readonly objection: () => string | undefined;
  /** Told what is under way, so that a withdrawal can stop it above the contact zone. */
  readonly onUnderWay: (stop: ((reason: string) => void) | undefined) => void;
}

/** Whether anything at all speaks against a new intent now (I5); the controller asks most of it again by itself. */
export async function mayPress(context: JobContext, authorization: string): Promise<Result<void>> {
  const { notebook, press, records, config } = context;
  const { memory, clock } = notebook;
  if (memory.lock.state !== 'clear') return refuse('MACHINE_LOCKED', { reason: memory.lock.reason });
  const ready = await askController(press);
  if (!ready.ok) return ready;
  if (memory.openAttempts().length > 0) return refuse('MACHINE_NOT_RECONCILED');
  if (memory.revoked.has(authorization)) return refuse('JOB_WITHDRAWN');
  const unproved = records.unprovedSince();
  if (unproved !== null && clock.now() - unproved > config.policy.maxUnprovedMs)
    return refuse('MACHINE_RECORDS_UNPROVED');
  if ((await context.evidence.freeMiB()) < config.policy.minFreeMiB)
    return refuse('MACHINE_DISK_FULL', { minMiB: config.policy.minFreeMiB });
  const usable = usableNow(context, authorization);
  return usable.ok ? accept(undefined) : usable;
}

/** The status at hand may be a second old: nobody is turned away for it before the controller was asked anew. */
export async function askController(press: Pick<PressLine, 'status' | 'refresh'>): Promise<Result<void>> {
  if (press.status && controllerRefusal(press.status)) await press.refresh();
  if (!press.status) return refuse('PRESS_LINK_CLOSED');
  const blocked = controllerRefusal(press.status);
  return blocked ? refuse(blocked, { reason: press.status.quarantine }) : accept(undefined);
}

/** What the controller would say to a press: known beforehand, so that nobody lays down a paper in vain. */
function controllerRefusal({ mode, lidOpen, retracted }: PressStatus): ErrorCode | undefined {
  switch (mode) {
    case 'ready':
      if (lidOpen) return 'PRESS_LID_OPEN';
      // A head that hangs in mid-air is refused by the controller too: no attempt is spent on it.
      return retracted ? undefined : 'PRESS_BUSY';
    case 'starting':
    case 'pressing':
      return 'PRESS_BUSY';
    case 'blank':
      return 'PRESS_BLANK';
    case 'quarantined':
      return 'PRESS_QUARANTINED';
    case 'tampered':
      return 'PRESS_TAMPERED';
    case 'lockedDown':
      return 'PRESS_LOCKED_DOWN';
    default:
      return mode satisfies never;
  }
}

/** The one question of I5, with what this machine holds at this moment. */
export function usableNow(context: JobContext, authorization: string): Result<UsableAuthorization> {
  const { freshness, rosters, machine, notebook } = context;
  const { signed } = heldOf(context, authorization);
  return verifyAuthorization(signed, rosterOf(context), freshness.statements, notebook.clock.now(), {
    machine,
    rosterDigest: rosters.current?.digest ?? new Uint8Array(),
    nonces: freshness.nonce ? [freshness.nonce] : [],
  });
}

/**
 * One attempt, from the intent to its one outcome. Order of effects:
 * 1 intent durable  2 PRESS (the controller claims, moves, settles, signs)  3 outcome durable.
 * Killed after 1 or 2: the next start asks the controller what became of it (I4).
 */
export function pressOnce(context: JobContext, order: PressOrder): Promise<Result<Pressed>> {
  return context.attemptTurn(async () => {
    const { authorization, planned, look, exception } = order;
    const allowed = await mayPress(context, authorization);
    if (!allowed.ok) return allowed;
    return context.press.use(async (client) => {
      const { cose } = heldOf(context, authorization).signed;
      const prepared = await prepare(client, { cose, authorization, k: planned.k, exception });
      if (!prepared.ok) return prepared;
      const objection = order.objection();
      // Nothing was intended yet, so nothing has to be taken back.
      if (objection !== undefined) return refuse('PAPER_MOVED', { reason: objection });
      const facts = context.notebook.memory.job(authorization);
      // The controller's count wins: an attempt that it calls dead stays dead.
      const attempt = Math.max(nextAttempt(facts, planned.k), prepared.value.next);
      const before = [look.frame];
      const light = look.light && (await keepLight(context, authorization, planned.k, look.light));
      const signed = await context.notebook.record({
        type: 'intent',
        authorization,
        k: planned.k,
        attempt,
        preHash: preHashOf(before),
        before,
        verdict: look.look.summary,
        exception: exception?.payload.type === 'exception' ? exception.payload.id : null,
        H: prepared.value.H,
        ...(light ? { light } : {}),
      });
      const { payload } = signed;
      if (payload.type !== 'intent') throw new HufuError('STATEMENT_TYPE_WRONG');
      const began = performance.now();
      const { outcome, reason } = await carryOut(context, client, payload, order);
      return accept({ outcome, reason, attempt, pressMs: Math.round(performance.now() - began) });
    });
  });
}

/** The frames of the light challenge, on disk before the intent names them. */
async function keepLight(
  context: JobContext,
  authorization: string,
  k: number,
  { levels, seen, pictures }: LightProof,
): Promise<Light> {
  const frames: Uint8Array[] = [];
  for (const bytes of pictures)
    frames.push(await context.evidence.keep({ bytes, role: 'before', authorization, k }));
  return { levels: [...levels], seen: [...seen], frames };
}

/** Brings the controller what it has to verify, and reads what the intent has to name. */
async function prepare(
  client: PressClient,
  of: { cose: Uint8Array; authorization: string; k: number; exception: SignedStatement | null },
): Promise<Result<{ H: number; next: number }>> {
  const authorized = await client.authorize(of.cose);
  if (!authorized.ok) return authorized;
  if (of.exception) {
    const loaded = await client.loadException(of.exception.cose);
    if (!loaded.ok) return loaded;
  }
  const entry = await client.ledger({ what: 'impression', authorization: of.authorization, k: of.k });
  if (!entry.ok) return entry;
  if (entry.value.what !== 'impression') throw new HufuError('PRESS_FRAME_INVALID');
  const { state, next } = entry.value;
  if (state === 'executed' || state === 'unknown' || state === 'voided')
    return refuse('PRESS_ALREADY_USED', { k: of.k, outcome: state });
  const status = await client.status();
  return status.ok ? accept({ H: status.value.counters.H, next }) : status;
}

async function carryOut(
  context: JobContext,
  client: PressClient,
  intent: Intent,
  order: PressOrder,
): Promise<Pick<Pressed, 'outcome' | 'reason'>> {
  const { authorization, k, attempt, preHash } = intent;
  const ref: AttemptRef = { authorization, k, a: attempt };
  const ended = async (reason: string) => ({
    outcome: await closeAttempt({ notebook: context.notebook, client }, intent, reason),
    reason,
  });
  const objection = order.objection();
  if (objection !== undefined) return ended(objection);
  let stopped: string | undefined;
  order.onUnderWay((reason) => {
    stopped ??= reason;
    // Above the contact zone it goes up again; in the zone it completes, and the receipt says so.
    client.voidAttempt({ ...ref, preHash }).catch(context.onTrouble);
  });
  try {
    const started = await client.press({
      ...ref,
      preHash,
      ...(order.exception ? { exception: order.exception.digest } : {}),
    });
    if (!started.ok) return await ended(started.code);
    const settled = await client.settled(ref);
    if (!settled.ok) return await ended(settled.code);
    const { outcome, reason, receiptCose } = settled.value;
    const told = stopped ?? reason;
    await context.notebook.record({
      type: 'outcome',
      authorization,
      k,
      attempt,
      outcome,
      reason: told,
      receipt: receiptCose,
    });
    return { outcome, reason: told };
  } finally {
    order.onUnderWay(undefined);
  }
}
