import { type StatementView, toBase64url, toHex } from '@hufu/contract';
import type { StoredAuthorization } from './authorization.store.ts';

/** An authorization as it is shown: the recorded statement, or while signatures are wanting what there is so far. */
export function authorizationView(
  stored: StoredAuthorization,
  statements: readonly StatementView[],
): StatementView {
  return (
    statements.find((s) => s.id === stored.id) ?? {
      id: stored.id,
      type: 'authorization',
      at: stored.at,
      signers: stored.approvers.map(({ name, keyKind }) => ({ name, keyKind })),
      cose: toBase64url(stored.cose),
      salt: toHex(stored.salt),
      leafIndex: null,
      witnessed: false,
    }
  );
}
