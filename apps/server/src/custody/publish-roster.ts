import { api, type Roster, toHex, valueOrThrow } from '@hufu/contract';
import { acceptGenesis, acceptRotation, type SignedStatement, thumbprint } from '@hufu/statement';
import { raiseAlarms } from '../checks/raise-alarm.ts';
import { answer } from '../http/handler.ts';
import { commit, type Work } from '../http/unit-of-work.ts';
import { requireVillage } from '../people/require-village.ts';
import { findRoster, insertRoster } from '../people/roster.store.ts';
import { readStatement } from '../statements/read-statement.ts';
import { recordStatement, type StatementSigners } from '../statements/statement.store.ts';
import { waivedKeys } from './waived-keys.ts';

/** POST /api/custody/publish-roster: whoever brings it, only the root threshold's signatures make it count. */
export const publishRoster = answer(api.custody.publishRoster, async ({ parts, caller, body }) => {
  const signed = readStatement(body.statement, 'roster');
  await requireVillage(parts.db, caller, signed.payload.village);
  await commit(parts, async (work) => {
    await applyRoster(work, signed);
    await raiseAlarms(work, parts.keys.service, waivedKeys(signed.payload));
  });
  return { version: signed.payload.version, digest: toHex(signed.digest) };
});

/** Takes in a roster: the first of a village, or the next one after the present; the present one again changes nothing. */
export async function applyRoster(work: Work, signed: SignedStatement<Roster>): Promise<void> {
  const { village, version } = signed.payload;
  const digest = toHex(signed.digest);
  const present = await findRoster(work.tx, village);
  if (present && toHex(present.digest) === digest) return;
  const accepted = valueOrThrow(present ? acceptRotation(present, signed) : acceptGenesis(signed));
  const statement = await recordStatement(work, signed, { village, signers: rootHolders(signed) });
  await insertRoster(work.tx, accepted, statement);
  work.tell({ kind: 'rosterPublished', version, digest, village, at: work.now });
}

function rootHolders(signed: SignedStatement<Roster>): StatementSigners {
  const { keys } = signed.payload.root;
  return signed.signatures.map((s) => {
    const name = toHex(s.thumbprint);
    const holder = keys.find((k) => toHex(thumbprint(k.key)) === name)?.holder;
    return { name: holder ?? '上一版根钥匙 / earlier root key', keyKind: 'file' };
  });
}
