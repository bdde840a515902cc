import { api, type Custody, valueOrThrow } from '@hufu/contract';
import { type SignedStatement, verifyCustody } from '@hufu/statement';
import { answer } from '../http/handler.ts';
import { commitOnce, onceFor, type Work } from '../http/unit-of-work.ts';
import {
  type Deliverer,
  readStatement,
  signersOf,
  verifyOwnStatement,
} from '../statements/read-statement.ts';
import { recordStatement } from '../statements/statement.store.ts';
import { applyActToSeal, deleteDraft, insertCustodyAct, upsertDraft } from './custody.store.ts';
import { joinSignatures } from './join-signatures.ts';

/** POST /api/custody/record-custody: nobody handles a seal alone (F26, AC-11). */
export const recordCustody = answer(api.custody.recordCustody, async ({ parts, caller, body }) => {
  const signed = readStatement(body.statement, 'custody');
  return await commitOnce(
    parts,
    onceFor(caller, api.custody.recordCustody, body),
    async (work) => await applyCustody(work, caller, signed),
  );
});

/** Takes in an act of custody; it counts once everybody concerned has signed the same bytes. */
export async function applyCustody(work: Work, from: Deliverer, given: SignedStatement<Custody>) {
  const { tx, now } = work;
  const { id, village } = given.payload;
  const signed = await joinSignatures(work, given, 'custody', id);
  const verified = await verifyOwnStatement(tx, from, signed, now);
  const custody = verifyCustody(signed, verified.village.roster, now);
  if (!custody.ok && custody.code === 'QUORUM_MISSING' && new Set(given.payload.people).size >= 2) {
    await upsertDraft(tx, signed, now);
    return { id, complete: false };
  }
  valueOrThrow(custody);
  const signers = signersOf(verified.signers);
  const statement = await recordStatement(work, signed, { village, signers });
  await insertCustodyAct(tx, signed.payload, { statement, people: signers.map((s) => s.name) });
  await deleteDraft(tx, id);
  await applyActToSeal(tx, signed.payload);
  return { id, complete: true };
}
