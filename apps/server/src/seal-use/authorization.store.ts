import {
  type Authorization,
  type ImpressionView,
  type PlannedImpression,
  toHex,
  zKeyKind,
  zPlace,
  zVerdictSummary,
} from '@hufu/contract';
import type { SignedStatement } from '@hufu/statement';
import { z } from 'zod';
import type { Db, Tx } from '../db/tables.ts';

const zApprovers = z.array(z.object({ id: z.string(), name: z.string(), keyKind: zKeyKind }));
/** Who has approved so far. */
export type Approvers = z.infer<typeof zApprovers>;

/** An authorization as it is kept, complete or waiting for further signatures. */
export interface StoredAuthorization {
  readonly id: string;
  readonly request: string;
  readonly village: string;
  readonly digest: string;
  readonly cose: Uint8Array;
  readonly salt: Uint8Array;
  readonly at: number;
  readonly validFrom: number;
  readonly validTo: number;
  readonly isComplete: boolean;
  readonly approvers: Approvers;
  readonly revokedAt: number | null;
  readonly mode: Authorization['mode'];
}

type Row = Awaited<ReturnType<ReturnType<typeof authorizations>['executeTakeFirstOrThrow']>>;
function authorizations(db: Db) {
  return db.selectFrom('authorization').selectAll();
}
function storedOf(r: Row): StoredAuthorization {
  return {
    id: r.id,
    request: r.request,
    village: r.village,
    digest: r.digest,
    cose: new Uint8Array(r.cose),
    salt: new Uint8Array(r.salt),
    at: r.at,
    validFrom: r.valid_from,
    validTo: r.valid_to,
    isComplete: r.complete,
    approvers: zApprovers.parse(r.approvers),
    revokedAt: r.revoked_at,
    mode: r.mode,
  };
}

/** The newest authorization of a request. */
export async function findAuthorizationOf(db: Db, request: string): Promise<StoredAuthorization | undefined> {
  const row = await authorizations(db)
    .where('request', '=', request)
    .orderBy('at', 'desc')
    .executeTakeFirst();
  return row && storedOf(row);
}

/** The authorization of an id. */
export async function findAuthorization(db: Db, id: string): Promise<StoredAuthorization | undefined> {
  const row = await authorizations(db).where('id', '=', id).executeTakeFirst();
  return row && storedOf(row);
}

/** Keeps an authorization with the signatures it has by now. */
export async function upsertAuthorization(
  tx: Tx,
  signed: SignedStatement<Authorization>,
  about: { salt: Uint8Array; isComplete: boolean; approvers: Approvers },
): Promise<void> {
  const a = signed.payload;
  const changing = {
    cose: Buffer.from(signed.cose),
    complete: about.isComplete,
    approvers: JSON.stringify(about.approvers),
  };
  await tx
    .insertInto('authorization')
    .values({
      id: a.id,
      request: a.request,
      village: a.village,
      digest: toHex(signed.digest),
      salt: Buffer.from(about.salt),
      at: a.at,
      valid_from: a.validFrom,
      valid_to: a.validTo,
      mode: a.mode,
      revoked_at: null,
      ...changing,
    })
    .onConflict((c) => c.column('id').doUpdateSet(changing))
    .execute();
}

/** Drops an authorization that never got its signatures. */
export async function deletePartialAuthorization(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('authorization').where('id', '=', id).where('complete', '=', false).execute();
}

/** Marks an authorization as withdrawn. */
export async function setAuthorizationRevoked(tx: Tx, id: string, at: number): Promise<void> {
  await tx
    .updateTable('authorization')
    .set({ revoked_at: at })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
}

/** Lays out the impressions of a complete authorization, all open. */
export async function insertImpressions(
  tx: Tx,
  authorization: { readonly id: string; readonly request: string },
  plan: readonly PlannedImpression[],
): Promise<void> {
  await tx
    .insertInto('impression')
    .values(
      plan.map((p) => ({
        authorization: authorization.id,
        k: p.k,
        request: authorization.request,
        item: p.item,
        copy: p.copy,
        page: p.page,
        seal: p.seal,
        place: p.place && JSON.stringify(p.place),
        seam: p.seam && JSON.stringify(p.seam),
        state: 'open' as const,
        attempt: 0,
        at: null,
        machine: null,
        before: null,
        after: null,
        person: null,
        before_verdict: null,
        after_verdict: null,
        server_verdict: null,
      })),
    )
    .execute();
}

const zVerdict = zVerdictSummary.nullable();
const zPlaceOrNone = zPlace.nullable();
const zSeam = z.array(z.number()).nullable();

/** The impressions of a request's authorizations, in order. */
export async function listImpressions(db: Db, request: string): Promise<ImpressionView[]> {
  const rows = await db
    .selectFrom('impression')
    .leftJoin('seal', 'seal.id', 'impression.seal')
    .leftJoin('machine', 'machine.id', 'impression.machine')
    .selectAll('impression')
    .select(['seal.name as seal_name', 'machine.name as machine_name'])
    .where('impression.request', '=', request)
    .orderBy('impression.k')
    .execute();
  return rows.map((r) => {
    const seam = zSeam.parse(r.seam);
    return {
      k: r.k,
      page: r.page,
      copy: r.copy,
      seal: r.seal,
      sealName: r.seal_name ?? '',
      place: zPlaceOrNone.parse(r.place),
      ...(seam ? { seam } : {}),
      state: r.state,
      attempt: r.attempt,
      at: r.at,
      ...(r.machine === null ? {} : { machine: r.machine_name ?? r.machine.slice(0, 12) }),
      before: r.before,
      after: r.after,
      person: r.person,
      beforeVerdict: zVerdict.parse(r.before_verdict),
      afterVerdict: zVerdict.parse(r.after_verdict),
      serverVerdict: zVerdict.parse(r.server_verdict),
    };
  });
}

/** Marks an executed impression as spoilt. */
export async function setBadStamp(tx: Tx, authorization: string, k: number): Promise<void> {
  await tx
    .updateTable('impression')
    .set({ state: 'badStamp' })
    .where('authorization', '=', authorization)
    .where('k', '=', k)
    .execute();
}

/** Notes a revocation that was verified; the same one twice is one. */
export async function insertRevoked(
  tx: Tx,
  r: { village: string; kind: 'key' | 'authorization'; what: string; statement: string; at: number },
): Promise<void> {
  await tx
    .insertInto('revoked')
    .values(r)
    .onConflict((c) => c.columns(['village', 'kind', 'what']).doNothing())
    .execute();
}
