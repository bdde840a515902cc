import { parseSigned, type SignedStatement } from '@hufu/statement';
import type { Db } from '../db/tables.ts';

/** The signed bytes of an authorization. */
export async function findAuthorizationCose(db: Db, id: string): Promise<Uint8Array | undefined> {
  const row = await db.selectFrom('authorization').select('cose').where('id', '=', id).executeTakeFirst();
  return row && new Uint8Array(row.cose);
}

/** What machines reported beside the impressions of a request, in the order of their records. */
export async function listEventsOf(db: Db, request: string): Promise<SignedStatement[]> {
  const rows = await db
    .selectFrom('statement')
    .innerJoin('machine_record', 'machine_record.statement', 'statement.id')
    .select('statement.cose')
    .where('statement.request', '=', request)
    .where('statement.type', '=', 'event')
    .orderBy('machine_record.n')
    .execute();
  return rows.flatMap((r) => {
    const signed = parseSigned(new Uint8Array(r.cose));
    return signed.ok ? [signed.value] : [];
  });
}
