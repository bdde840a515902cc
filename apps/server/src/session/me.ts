import { api, toBase64url, toHex, zKeyKind } from '@hufu/contract';
import { thumbprint } from '@hufu/statement';
import { answer } from '../http/handler.ts';
import { accountView } from '../people/account.store.ts';
import { findRoster } from '../people/roster.store.ts';
import { listPasskeys, listProposedKeys } from './passkey.store.ts';

/** GET /api/session/me */
export const me = answer(api.session.me, async ({ parts, caller }) => {
  const present = caller.unit.level === 'village' ? await findRoster(parts.db, caller.unit.id) : undefined;
  const person = present?.roster.people.find((p) => p.id === caller.person);
  const passkeys = new Map(
    (await listPasskeys(parts.db, caller.account)).map((p) => [p.thumbprint, p.credential_id]),
  );
  const enrolled = (person?.keys ?? []).map((k) => ({
    thumbprint: toHex(thumbprint(k.key)),
    key: toBase64url(k.key),
    kind: k.kind,
    since: k.since,
    until: k.until,
    enrolled: true,
  }));
  const proposed = (await listProposedKeys(parts.db, caller.account))
    .filter((k) => !enrolled.some((e) => e.thumbprint === k.thumbprint))
    .map((k) => ({
      thumbprint: k.thumbprint,
      key: toBase64url(k.key),
      kind: zKeyKind.parse(k.kind),
      since: k.proposed_at,
      until: null,
      enrolled: false,
    }));
  return {
    account: accountView(caller),
    keys: [...enrolled, ...proposed].map((k) => ({
      ...k,
      credentialId: passkeys.get(k.thumbprint) ?? null,
    })),
    roster: present
      ? { version: present.roster.version, digest: toHex(present.digest), cose: toBase64url(present.cose) }
      : null,
  };
});
