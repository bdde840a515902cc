import { type Phase, planImpressions, toHex } from '@hufu/contract';
import type { Filed } from '@hufu/domain';
import { sql } from 'kysely';
import type { Db, Tx } from '../db/tables.ts';

const beijingYear = new Intl.DateTimeFormat('en', { timeZone: 'Asia/Shanghai', year: 'numeric' });

/** Adds a request under the next number of its village and year, without gaps. */
export async function insertRequest(
  tx: Tx,
  filed: Filed,
  about: { readonly phase: 'filed' | 'underReview'; readonly digest: Uint8Array },
): Promise<string> {
  const { request, matter, approversNeeded, filedAt } = filed;
  // The village's row is the queue: numbers are given one after the other, and none is lost by a failed filing.
  const village = await tx
    .selectFrom('unit')
    .select(['id', 'name'])
    .where('id', '=', request.village)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const year = Number(beijingYear.format(filedAt));
  const { serial } = await tx
    .selectFrom('request')
    .select((e) => sql<number>`coalesce(max(${e.ref('serial')}), 0) + 1`.as('serial'))
    .where('village', '=', request.village)
    .where('year', '=', year)
    .executeTakeFirstOrThrow();
  const number = `${village.name}〔${year}〕${String(serial).padStart(4, '0')}号`;
  await tx
    .insertInto('request')
    .values({
      id: request.id,
      village: request.village,
      year,
      serial,
      number,
      phase: about.phase,
      matter_id: request.matter.id,
      matter_version: request.matter.version,
      matter_name: request.matter.name,
      major: request.matter.major,
      purpose: request.purpose,
      applicant_name: request.applicant.name,
      applicant_person: request.applicant.person,
      filer: request.filer,
      stamper: request.stamper,
      filed_at: filedAt,
      decided_at: null,
      finished_at: null,
      valid_to: null,
      granted: planImpressions(request.impressions).length,
      executed: 0,
      pages: request.pages.length,
      counterparty: request.counterparty,
      amount_fen: request.amountFen,
      resolution: request.resolution,
      replaces: request.replaces,
      replaced_by: null,
      approvers: '[]',
      approvers_needed: approversNeeded,
      seals: [...new Set(request.impressions.map((i) => i.seal))],
      review: matter.review ? 'wanted' : 'none',
      rejection: null,
      statement: request.id,
      digest: toHex(about.digest),
    })
    .execute();
  return number;
}

/** Moves a request on. */
export async function setPhase(
  tx: Tx,
  id: string,
  phase: Phase,
  also: {
    decidedAt?: number;
    finishedAt?: number;
    validTo?: number;
    approvers?: readonly string[];
    rejection?: { by: string; at: number; reason: string };
    review?: 'noObjection' | 'objection';
  } = {},
): Promise<void> {
  await tx
    .updateTable('request')
    .set({
      phase,
      ...(also.decidedAt === undefined ? {} : { decided_at: also.decidedAt }),
      ...(also.finishedAt === undefined ? {} : { finished_at: also.finishedAt }),
      ...(also.validTo === undefined ? {} : { valid_to: also.validTo }),
      ...(also.approvers ? { approvers: JSON.stringify(also.approvers) } : {}),
      ...(also.rejection ? { rejection: JSON.stringify(also.rejection) } : {}),
      ...(also.review ? { review: also.review } : {}),
    })
    .where('id', '=', id)
    .execute();
}

/** Notes which request stands for another whose paper was spoilt. */
export async function setReplacedBy(tx: Tx, id: string, by: string): Promise<void> {
  await tx.updateTable('request').set({ replaced_by: by }).where('id', '=', id).execute();
}

/** Requests whose authorization ran out before anything was stamped. */
export async function listExpired(db: Db, now: number) {
  return await db
    .selectFrom('request')
    .select(['id', 'village', 'filer', 'number'])
    .where('phase', '=', 'authorized')
    .where('valid_to', '<', now)
    .limit(500)
    .execute();
}

/** When somebody was last reminded of a request. */
export async function findLastReminder(db: Db, request: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('reminder')
    .select('at')
    .where('request', '=', request)
    .orderBy('at', 'desc')
    .executeTakeFirst();
  return row?.at;
}

/** Notes a reminder. */
export async function insertReminder(
  tx: Tx,
  r: { request: string; account: string; at: number },
): Promise<void> {
  await tx.insertInto('reminder').values(r).execute();
}

/** Notes how long pages were on the approver's screen. */
export async function insertReading(
  tx: Tx,
  r: { request: string; account: string; at: number; pages: readonly { digest: string; shownMs: number }[] },
): Promise<void> {
  const rows = r.pages.map((p) => ({
    request: r.request,
    account: r.account,
    at: r.at,
    digest: p.digest,
    shown_ms: p.shownMs,
  }));
  if (rows.length > 0) await tx.insertInto('reading').values(rows).execute();
}

/** How long the pages of a request were shown to those who hold the approver's role, together. */
export async function sumReading(db: Db, request: string): Promise<{ pages: number; shownMs: number }> {
  const row = await db
    .selectFrom('reading')
    .select((e) => [
      e.fn.count<number>('digest').distinct().as('pages'),
      e.fn.coalesce(e.fn.sum<number>('shown_ms'), sql<number>`0`).as('shown'),
    ])
    .where('request', '=', request)
    .executeTakeFirstOrThrow();
  return { pages: row.pages, shownMs: row.shown };
}
