import {
  type Authorization,
  accept,
  type Result,
  type Revocation,
  type Roster,
  refuse,
  sameBytes,
} from '@hufu/contract';
import { expectType, type SignedStatement } from '../cose-sign.ts';
import { thumbprint } from '../keys/cose-key.ts';
import { verifySigners } from '../roster/roster-signers.ts';
import { verifyThreshold } from '../roster/threshold.ts';
import type { ApprovalUse } from './approval.ts';

/**
 * Whether a revocation is the signer's to make: a key by any key of its owner, an authorization by its filer or any
 * approver, and both by the root threshold. A lost key may withdraw itself: a thief could only lock himself out.
 * With `use` it also answers whether the signer may still speak now: whoever left office cannot date a revocation back.
 */
export function verifyRevocation(
  signed: SignedStatement,
  roster: Roster,
  authorization?: Authorization,
  use: ApprovalUse = {},
): Result<Revocation> {
  const typed = expectType(signed, 'revocation');
  if (!typed.ok) return typed;
  const revocation = typed.value.payload;
  if (revocation.village !== roster.village) return refuse('SIGNER_UNKNOWN');
  if (verifyThreshold(signed, roster.root, roster.web).ok) return accept(revocation);
  const signers = verifySigners(signed, roster, {
    times: use.now === undefined ? [revocation.at] : [revocation.at, use.now],
    ...(use.revokedKeys ? { revokedKeys: use.revokedKeys } : {}),
  });
  if (!signers.ok) return signers;
  const { what } = revocation;
  const isEntitled = signers.value.some(({ person }) => {
    switch (what.kind) {
      case 'key':
        return person.keys.some((k) => sameBytes(thumbprint(k.key), what.thumbprint));
      case 'authorization':
        return (
          person.roles.includes('approver') ||
          (authorization?.id === what.authorization && authorization.filer === person.id)
        );
      default:
        return what satisfies never;
    }
  });
  if (isEntitled) return accept(revocation);
  return refuse('SIGNER_LACKS_ROLE', {
    person: signers.value.map((s) => s.person.name).join('、'),
    role: what.kind === 'key' ? '钥匙本人 / owner of the key' : '经办人或审批人 / filer or approver',
  });
}
