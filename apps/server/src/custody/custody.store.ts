import { type Custody, type Service, toHex } from '@hufu/contract';
import type { SignedStatement } from '@hufu/statement';
import { z } from 'zod';
import type { Db, Tx } from '../db/tables.ts';

const zNames = z.array(z.string());

/** A statement of two people that waits for signatures, locked. */
export async function lockDraft(tx: Tx, id: string) {
  return await tx
    .selectFrom('custody_draft')
    .select(['cose', 'digest'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

/** Keeps a statement of two people with the signatures so far. */
export async function upsertDraft(
  tx: Tx,
  signed: SignedStatement<Custody | Service>,
  at: number,
): Promise<void> {
  const { id, village } = signed.payload;
  const cose = Buffer.from(signed.cose);
  await tx
    .insertInto('custody_draft')
    .values({ id, village, digest: toHex(signed.digest), cose, at })
    .onConflict((c) => c.column('id').doUpdateSet({ cose }))
    .execute();
}

/** Drops a draft that became whole. */
export async function deleteDraft(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('custody_draft').where('id', '=', id).execute();
}

/** Enters an act of custody in the seal's ledger. */
export async function insertCustodyAct(
  tx: Tx,
  custody: Custody,
  about: { statement: string; people: readonly string[] },
): Promise<void> {
  await tx
    .insertInto('custody_act')
    .values({
      statement: about.statement,
      seal: custody.seal,
      village: custody.village,
      at: custody.at,
      act: custody.act,
      people: JSON.stringify(about.people),
      note: custody.note,
    })
    .execute();
}

/** Brings the ledger's view of a seal up to an act; what the machine obeys is the roster. */
export async function applyActToSeal(tx: Tx, custody: Custody): Promise<void> {
  const change = changeOf(custody);
  if (change) await tx.updateTable('seal').set(change).where('id', '=', custody.seal).execute();
}

function changeOf(custody: Custody) {
  switch (custody.act) {
    case 'mounted':
      return { machine: custody.machine, ...(custody.slot === null ? {} : { slot: custody.slot }) };
    case 'unmounted':
    case 'takenOut':
      return { machine: null };
    case 'suspended':
      return { state: 'suspended' as const };
    case 'resumed':
      return { state: 'active' as const };
    case 'surrendered':
    case 'destroyed':
      return { state: 'retired' as const, machine: null };
    case 'handedOver':
    case 'returned':
      return undefined;
    default:
      return custody.act satisfies never;
  }
}

/** The history of seals, oldest first, by seal. */
export async function listCustodyActs(db: Db, seals: readonly string[]) {
  const history = new Map<string, { at: number; act: string; people: string[]; note: string }[]>();
  if (seals.length === 0) return history;
  const rows = await db
    .selectFrom('custody_act')
    .selectAll()
    .where('seal', 'in', seals)
    .orderBy('at')
    .execute();
  for (const r of rows) {
    const list = history.get(r.seal) ?? [];
    list.push({ at: r.at, act: r.act, people: zNames.parse(r.people), note: r.note });
    history.set(r.seal, list);
  }
  return history;
}
