import { type Admission, type Claim, type ClaimView, zAdmission, zClaim } from '@hufu/contract';
import type { Db, Tx } from '../db/tables.ts';

/** Wrong codes that a claim survives: more would let somebody who forges one guess. */
export const codeTries = 5;

/** A claim as it is kept. */
export interface KeptClaim {
  readonly claim: Claim;
  readonly view: ClaimView;
  readonly admission: Admission | null;
}

const columns = ['id', 'serial', 'machine', 'claim', 'at', 'state', 'wrong_codes', 'admission'] as const;

/** Keeps a claim; the same one again changes nothing. */
export async function insertClaim(
  db: Db,
  kept: { id: string; machine: string; claim: Claim; at: number },
): Promise<void> {
  await db
    .insertInto('machine_claim')
    .values({ ...kept, serial: kept.claim.serial, claim: JSON.stringify(kept.claim), state: 'waiting' })
    .onConflict((c) => c.column('id').doNothing())
    .execute();
}

/** A claim by its digest; `tx` with a lock, so that two tries of a code count as two. */
export async function findClaim(db: Db, id: string, lock = false): Promise<KeptClaim | undefined> {
  let query = db.selectFrom('machine_claim').select(columns).where('id', '=', id);
  if (lock) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row && keptOf(row);
}

/** Newest first. */
export async function listKeptClaims(db: Db): Promise<ClaimView[]> {
  const rows = await db
    .selectFrom('machine_claim')
    .select(columns)
    .orderBy('at', 'desc')
    .limit(200)
    .execute();
  return rows.map((row) => keptOf(row).view);
}

/** Forgets claims that nobody admitted in so long: anybody may bring one. */
export async function deleteOldClaims(db: Db, before: number): Promise<void> {
  await db.deleteFrom('machine_claim').where('state', '!=', 'admitted').where('at', '<', before).execute();
}

/** Claims that wait for a person. */
export async function countWaiting(db: Db): Promise<number> {
  const row = await db
    .selectFrom('machine_claim')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow();
  return Number(row.n);
}

/** Counts a wrong code; the last one closes the claim. */
export async function noteWrongCode(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('machine_claim')
    .set((e) => ({ wrong_codes: e('wrong_codes', '+', 1) }))
    .where('id', '=', id)
    .execute();
  await tx
    .updateTable('machine_claim')
    .set({ state: 'closed' })
    .where('id', '=', id)
    .where('wrong_codes', '>=', codeTries)
    .execute();
}

/** Closes a claim that was turned away, and keeps who did it. */
export async function closeClaim(tx: Tx, id: string, of: { account: string; at: number }): Promise<void> {
  await tx
    .updateTable('machine_claim')
    .set({ state: 'closed', decided_by: of.account, decided_at: of.at })
    .where('id', '=', id)
    .execute();
}

/** Keeps what was answered, and who compared the code. */
export async function setAdmission(
  tx: Tx,
  id: string,
  of: { admission: Admission; account: string; at: number },
): Promise<void> {
  await tx
    .updateTable('machine_claim')
    .set({
      state: 'admitted',
      admission: JSON.stringify(of.admission),
      decided_by: of.account,
      decided_at: of.at,
    })
    .where('id', '=', id)
    .execute();
}

function keptOf(row: {
  id: string;
  serial: string;
  machine: string;
  claim: unknown;
  at: number;
  state: ClaimView['state'];
  wrong_codes: number;
  admission: unknown;
}): KeptClaim {
  const claim = zClaim.parse(row.claim);
  return {
    claim,
    admission: row.admission === null ? null : zAdmission.parse(row.admission),
    view: {
      id: row.id,
      serial: row.serial,
      machine: row.machine,
      at: row.at,
      state: row.state,
      triesLeft: Math.max(0, codeTries - row.wrong_codes),
      pressKey: claim.pressKey,
      agentKey: claim.agentKey,
    },
  };
}
