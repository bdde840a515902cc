import { type PaperTrialView, toBase64url, zPaperTrialView, zVerdictSummary } from '@hufu/contract';
import type { Db, Tx } from '../db/tables.ts';

const zExceptionFor = zPaperTrialView.shape.exceptionFor;

/** Papers of a request that the machine refused or was unsure of. */
export async function listTrials(db: Db, request: string): Promise<PaperTrialView[]> {
  const rows = await db
    .selectFrom('paper_trial')
    .leftJoin('machine', 'machine.thumbprint', 'paper_trial.machine')
    .selectAll('paper_trial')
    .select('machine.name as machine_name')
    .where('paper_trial.request', '=', request)
    .orderBy('paper_trial.at')
    .execute();
  return rows.map((r) => ({
    id: r.id,
    at: r.at,
    machine: r.machine_name ?? r.machine.slice(0, 12),
    k: r.k,
    page: r.page,
    frame: r.frame,
    verdict: zVerdictSummary.parse(r.verdict),
    exceptionFor: zExceptionFor.parse(r.exception_for),
    exceptionSoFar: r.exception_cose === null ? null : toBase64url(r.exception_cose),
  }));
}

/** The open unsure paper of an impression, locked. */
export async function lockOpenTrial(tx: Tx, authorization: string, k: number) {
  const row = await tx
    .selectFrom('paper_trial')
    .select(['id', 'exception_for', 'exception_cose'])
    .where('authorization', '=', authorization)
    .where('k', '=', k)
    .where('exception_for', 'is not', null)
    .orderBy('at', 'desc')
    .forUpdate()
    .executeTakeFirst();
  const exceptionFor = row && zExceptionFor.parse(row.exception_for);
  if (!row || !exceptionFor) return undefined;
  return {
    id: row.id,
    exceptionFor,
    earlier: row.exception_cose === null ? undefined : new Uint8Array(row.exception_cose),
  };
}

/** Keeps an exception that waits for the rest of its quorum. */
export async function setPartialException(tx: Tx, trial: string, cose: Uint8Array): Promise<void> {
  await tx
    .updateTable('paper_trial')
    .set({ exception_cose: Buffer.from(cose) })
    .where('id', '=', trial)
    .execute();
}

/** Nobody is asked about this paper any more. */
export async function closeTrial(tx: Tx, trial: string): Promise<void> {
  await tx.updateTable('paper_trial').set({ exception_for: null }).where('id', '=', trial).execute();
}
