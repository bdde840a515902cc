import type { Db, Tx } from '../db/tables.ts';

/** A challenge that was given out, to be answered once. */
export interface Ticket {
  readonly id: string;
  readonly purpose: 'logIn' | 'register';
  readonly challenge: string;
  readonly account: string | null;
  readonly expiresAt: number;
}

/** Keeps a challenge, and drops those nobody answered. */
export async function insertTicket(db: Db, t: Ticket, now: number): Promise<void> {
  await db.deleteFrom('ticket').where('expires_at', '<', now).execute();
  await db
    .insertInto('ticket')
    .values({
      id: t.id,
      purpose: t.purpose,
      challenge: t.challenge,
      account: t.account,
      expires_at: t.expiresAt,
    })
    .execute();
}

/** Takes a challenge: it is gone afterwards, whether the answer holds or not. */
export async function takeTicket(db: Db, id: string, purpose: Ticket['purpose'], now: number) {
  return await db
    .deleteFrom('ticket')
    .where('id', '=', id)
    .where('purpose', '=', purpose)
    .where('expires_at', '>', now)
    .returning(['challenge', 'account'])
    .executeTakeFirst();
}

/** The passkey of a credential id. */
export async function findPasskey(db: Db, credentialId: string) {
  return await db
    .selectFrom('passkey')
    .selectAll()
    .where('credential_id', '=', credentialId)
    .executeTakeFirst();
}

/** Credential ids of an account. */
export async function listPasskeys(db: Db, account: string) {
  return await db
    .selectFrom('passkey')
    .select(['credential_id', 'thumbprint'])
    .where('account', '=', account)
    .execute();
}

/** Adds a passkey. */
export async function insertPasskey(
  tx: Tx,
  p: {
    credentialId: string;
    account: string;
    thumbprint: string;
    publicKey: Uint8Array;
    counter: number;
    at: number;
  },
): Promise<void> {
  await tx
    .insertInto('passkey')
    .values({
      credential_id: p.credentialId,
      account: p.account,
      thumbprint: p.thumbprint,
      public_key: Buffer.from(p.publicKey),
      counter: p.counter,
      created_at: p.at,
    })
    .execute();
}

/** Notes the counter of an authenticator: one that goes back is a copy. */
export async function updatePasskeyCounter(db: Db, credentialId: string, counter: number): Promise<void> {
  await db.updateTable('passkey').set({ counter }).where('credential_id', '=', credentialId).execute();
}

/** Notes a key that its holder wants in the roster. */
export async function upsertProposedKey(
  tx: Tx,
  k: { thumbprint: string; account: string; kind: string; key: Uint8Array; at: number },
): Promise<void> {
  await tx
    .insertInto('proposed_key')
    .values({
      thumbprint: k.thumbprint,
      account: k.account,
      kind: k.kind,
      key: Buffer.from(k.key),
      proposed_at: k.at,
    })
    .onConflict((c) => c.column('thumbprint').doNothing())
    .execute();
}

/** Keys an account has proposed. */
export async function listProposedKeys(db: Db, account: string) {
  return await db
    .selectFrom('proposed_key')
    .select(['thumbprint', 'kind', 'key', 'proposed_at'])
    .where('account', '=', account)
    .execute();
}
