import { type KeyKind, type Roster, toHex } from '@hufu/contract';
import { type SignedStatement, thumbprint } from '@hufu/statement';
import type { StatementSigners } from '../statements/statement.store.ts';

/** Names of those who signed what root, service and release keys, and withdrawn ones, may sign too. */
export function keyHolders(signed: SignedStatement, roster: Roster): StatementSigners {
  const held = new Map<string, { name: string; keyKind: KeyKind }>();
  for (const k of [...roster.root.keys, ...roster.service.keys, ...roster.release.keys])
    held.set(toHex(thumbprint(k.key)), { name: k.holder, keyKind: 'file' });
  for (const p of roster.people)
    for (const k of p.keys) held.set(toHex(thumbprint(k.key)), { name: p.name, keyKind: k.kind });
  return signed.signatures.flatMap((s) => held.get(toHex(s.thumbprint)) ?? []);
}
