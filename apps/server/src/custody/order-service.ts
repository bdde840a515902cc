import { api, HufuError, type Service, toHex, valueOrThrow } from '@hufu/contract';
import { type SignedStatement, thumbprint, verifyService } from '@hufu/statement';
import { answer } from '../http/handler.ts';
import { commit, type Work } from '../http/unit-of-work.ts';
import { requireVillage } from '../people/require-village.ts';
import { getRoster, listRevokedKeys } from '../people/roster.store.ts';
import { readStatement } from '../statements/read-statement.ts';
import { recordStatement } from '../statements/statement.store.ts';
import { deleteDraft, upsertDraft } from './custody.store.ts';
import { joinSignatures } from './join-signatures.ts';
import { keyHolders } from './key-holders.ts';
import { clearMachineFork, findMachineOf, insertServiceOrder } from './service-order.store.ts';

/** POST /api/custody/order-service: one member of the village locks at once; opening takes the service threshold. */
export const orderService = answer(api.custody.orderService, async ({ parts, caller, body }) => {
  const signed = readStatement(body.statement, 'service');
  await requireVillage(parts.db, caller, signed.payload.village);
  return await commit(parts, async (work) => await applyService(work, signed));
});

/** Takes in an order; it is sent once enough have signed. The press controller decides for itself whether it obeys. */
async function applyService(work: Work, given: SignedStatement<Service>) {
  const { tx, now } = work;
  const { id, village, machine, nonce, act } = given.payload;
  const dev = toHex(machine);
  if (!(await findMachineOf(tx, village, dev)))
    throw new HufuError('MACHINE_UNKNOWN', { context: { machine: dev } });
  const signed = await joinSignatures(work, given, 'service', id);
  const { roster } = await getRoster(tx, village);
  const revoked = await listRevokedKeys(tx, village);
  if (signed.signatures.some((s) => revoked.has(toHex(s.thumbprint)))) throw new HufuError('KEY_REVOKED');
  const verified = verifyService(signed, roster, now, { machine, nonce });
  // A service key whose partner has not signed yet waits for him; nobody else's signature opens anything.
  const service = new Set(roster.service.keys.map((k) => toHex(thumbprint(k.key))));
  const isService = signed.signatures.every((s) => service.has(toHex(s.thumbprint)));
  if (!verified.ok && verified.code === 'QUORUM_MISSING' && isService) {
    await upsertDraft(tx, signed, now);
    return { id, complete: false };
  }
  valueOrThrow(verified);
  const statement = await recordStatement(work, signed, { village, signers: keyHolders(signed, roster) });
  await insertServiceOrder(tx, { statement, machine: dev, act, at: now });
  if (act === 'releaseQuarantine') await clearMachineFork(tx, dev);
  await deleteDraft(tx, id);
  work.tell({ kind: 'serviceOrdered', machine: dev, statement, village, at: now });
  return { id, complete: true };
}
