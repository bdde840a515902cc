import type { Db } from '../db/tables.ts';

/** Adds a session, and drops those that ended. */
export async function insertSession(
  db: Db,
  s: { tokenHash: string; account: string; createdAt: number; expiresAt: number },
): Promise<void> {
  await db.deleteFrom('session').where('expires_at', '<', s.createdAt).execute();
  await db
    .insertInto('session')
    .values({ token_hash: s.tokenHash, account: s.account, created_at: s.createdAt, expires_at: s.expiresAt })
    .execute();
}

/** Ends a session. */
export async function deleteSession(db: Db, tokenHash: string): Promise<void> {
  await db.deleteFrom('session').where('token_hash', '=', tokenHash).execute();
}
