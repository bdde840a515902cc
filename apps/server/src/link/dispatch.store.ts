import type { Db } from '../db/tables.ts';

/** Complete, witnessed authorizations that may still be used, with what a machine needs of each. */
export async function listDispatchable(db: Db, now: number, which: { village?: string; id?: string } = {}) {
  let query = db
    .selectFrom('authorization')
    .innerJoin('request', 'request.id', 'authorization.request')
    .innerJoin('statement', 'statement.id', 'authorization.id')
    .select([
      'authorization.id',
      'authorization.village',
      'statement.cose',
      'statement.salt',
      'statement.leaf_index as leafIndex',
      'request.number',
    ])
    .where('authorization.complete', '=', true)
    .where('authorization.revoked_at', 'is', null)
    .where('authorization.valid_to', '>', now)
    .where('request.phase', 'in', ['authorized', 'stamping'])
    .where('statement.witnessed_size', 'is not', null);
  if (which.village) query = query.where('authorization.village', '=', which.village);
  if (which.id) query = query.where('authorization.id', '=', which.id);
  return await query.orderBy('authorization.at').execute();
}

/** Witnessed exceptions of a village since a time. */
export async function listExceptions(db: Db, village: string, since: number) {
  return await db
    .selectFrom('statement')
    .select(['id', 'cose', 'salt', 'leaf_index as leafIndex'])
    .where('type', '=', 'exception')
    .where('village', '=', village)
    .where('at', '>=', since)
    .where('witnessed_size', 'is not', null)
    .orderBy('at')
    .execute();
}

/** Revocations of a village: of keys for ever, of authorizations while they could still be used. */
export async function listRevocations(db: Db, village: string, now: number): Promise<Uint8Array[]> {
  const rows = await db
    .selectFrom('revoked')
    .innerJoin('statement', 'statement.id', 'revoked.statement')
    .leftJoin('authorization', (j) => j.onRef('authorization.village', '=', 'revoked.village'))
    .select('statement.cose')
    .distinctOn('statement.id')
    .where('revoked.village', '=', village)
    .where((e) =>
      e.or([
        e('revoked.kind', '=', 'key'),
        e.and([
          e(e.cast<string>('authorization.id', 'text'), '=', e.ref('revoked.what')),
          e('authorization.valid_to', '>', now),
        ]),
      ]),
    )
    .execute();
  return rows.map((r) => new Uint8Array(r.cose));
}

/** The bytes of a statement and, of a revocation of an authorization, of that authorization. */
export async function findRevocation(db: Db, statement: string) {
  const row = await db
    .selectFrom('statement')
    .leftJoin('revoked', 'revoked.statement', 'statement.id')
    .select(['statement.cose', 'statement.village', 'revoked.kind', 'revoked.what'])
    .where('statement.id', '=', statement)
    .executeTakeFirst();
  if (!row) return undefined;
  const authorization =
    row.kind === 'authorization' && row.what !== null
      ? await db.selectFrom('authorization').select('cose').where('id', '=', row.what).executeTakeFirst()
      : undefined;
  return {
    cose: new Uint8Array(row.cose),
    village: row.village,
    authorization: authorization ? new Uint8Array(authorization.cose) : null,
  };
}

/** Every revocation of a village, with the authorization that it withdraws. */
export async function listRevocationsToCarry(db: Db, village: string) {
  const rows = await db.selectFrom('revoked').select('statement').where('village', '=', village).execute();
  const found = await Promise.all(rows.map(async (r) => await findRevocation(db, r.statement)));
  return found.filter((r) => r !== undefined);
}
