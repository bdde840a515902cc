import type { VerdictSummary } from '@hufu/contract';
import { sql } from 'kysely';
import type { Tx } from '../db/tables.ts';

/** The request and state of an authorization that a record names; the request is locked. */
export async function lockJob(tx: Tx, authorization: string) {
  const row = await tx
    .selectFrom('authorization')
    .innerJoin('request', 'request.id', 'authorization.request')
    .select([
      'authorization.id',
      'authorization.request',
      'authorization.village',
      'authorization.complete',
      'request.phase',
      'request.number',
      'request.filer',
      'request.stamper',
      'request.granted',
      'request.executed',
      'request.finished_at as finishedAt',
    ])
    .where('authorization.id', '=', authorization)
    .forUpdate('request')
    .executeTakeFirst();
  return row;
}
/** A job at a machine, as records find it. */
export type Job = NonNullable<Awaited<ReturnType<typeof lockJob>>>;

/** An impression, as records find it. */
export async function findImpression(tx: Tx, authorization: string, k: number) {
  return await tx
    .selectFrom('impression')
    .select(['state', 'attempt', 'page', 'seal', 'before_named'])
    .where('authorization', '=', authorization)
    .where('k', '=', k)
    .executeTakeFirst();
}

/** What a record changes on an impression. */
export interface ImpressionChange {
  readonly state?: 'open' | 'inProgress' | 'executed' | 'unknown' | 'voided';
  readonly attempt?: number;
  readonly at?: number;
  readonly machine?: string;
  readonly before?: string;
  readonly after?: string;
  readonly beforeVerdict?: VerdictSummary;
  readonly afterVerdict?: VerdictSummary;
}

/** Applies a change. */
export async function setImpression(
  tx: Tx,
  authorization: string,
  k: number,
  c: ImpressionChange,
): Promise<void> {
  const set = {
    ...(c.state ? { state: c.state } : {}),
    ...(c.attempt === undefined ? {} : { attempt: c.attempt }),
    ...(c.at === undefined ? {} : { at: c.at }),
    ...(c.machine ? { machine: c.machine } : {}),
    ...(c.before ? { before_named: c.before } : {}),
    ...(c.after ? { after_named: c.after } : {}),
    ...(c.beforeVerdict ? { before_verdict: JSON.stringify(c.beforeVerdict) } : {}),
    ...(c.afterVerdict ? { after_verdict: JSON.stringify(c.afterVerdict) } : {}),
  };
  if (Object.keys(set).length === 0) return;
  await tx
    .updateTable('impression')
    .set(set)
    .where('authorization', '=', authorization)
    .where('k', '=', k)
    .execute();
}

/** Names the photo of the person for every impression of a job that is still to come. */
export async function setPerson(tx: Tx, authorization: string, photo: string): Promise<void> {
  await tx
    .updateTable('impression')
    .set({ person_named: photo })
    .where('authorization', '=', authorization)
    .where('state', 'in', ['open', 'inProgress'])
    .execute();
}

/** What was never pressed will not be pressed any more. */
export async function voidRest(tx: Tx, authorization: string): Promise<void> {
  await tx
    .updateTable('impression')
    .set({ state: 'voided' })
    .where('authorization', '=', authorization)
    .where('state', 'in', ['open', 'inProgress'])
    .execute();
}

/** Counts the executed impressions of a request anew. */
export async function countExecuted(tx: Tx, request: string): Promise<number> {
  const { n } = await tx
    .selectFrom('impression')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('request', '=', request)
    .where('state', 'in', ['executed', 'badStamp'])
    .executeTakeFirstOrThrow();
  await tx.updateTable('request').set({ executed: n }).where('id', '=', request).execute();
  return n;
}

/** Adds a paper that the machine refused or was unsure of. */
export async function insertTrial(
  tx: Tx,
  t: {
    id: string;
    at: number;
    request: string;
    authorization: string;
    machine: string;
    k: number;
    page: number;
    frame: string | null;
    verdict: VerdictSummary;
    exceptionFor: { machine: string; nonce: string; frames: string[] } | null;
  },
): Promise<void> {
  await tx
    .insertInto('paper_trial')
    .values({
      id: t.id,
      at: t.at,
      request: t.request,
      authorization: t.authorization,
      machine: t.machine,
      k: t.k,
      page: t.page,
      frame: null,
      frame_named: t.frame,
      verdict: JSON.stringify(t.verdict),
      exception_for: t.exceptionFor && JSON.stringify(t.exceptionFor),
    })
    .execute();
}

/** Papers of an impression that were still asked about are gone: another one lies there now. */
export async function closeTrials(tx: Tx, authorization: string, k: number | null): Promise<void> {
  let query = tx
    .updateTable('paper_trial')
    .set({ exception_for: null })
    .where('authorization', '=', authorization)
    .where('exception_for', 'is not', null);
  if (k !== null) query = query.where('k', '=', k);
  await query.execute();
}

/** Impressions that a machine executed within a time, by the server's own records. */
export async function countExecutedBetween(
  tx: Tx,
  machine: string,
  from: number,
  to: number,
): Promise<number> {
  const { n } = await tx
    .selectFrom('impression')
    .select(sql<number>`count(*)`.as('n'))
    .where('machine', '=', machine)
    .where('state', 'in', ['executed', 'badStamp'])
    .where('at', '>=', from)
    .where('at', '<', to)
    .executeTakeFirstOrThrow();
  return n;
}
