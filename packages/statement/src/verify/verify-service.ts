import {
  accept,
  type Instant,
  type Release,
  type Result,
  type Roster,
  refuse,
  type Service,
  sameBytes,
} from '@hufu/contract';
import { expectType, type SignedStatement } from '../cose-sign.ts';
import { verifySigners } from '../roster/roster-signers.ts';
import { verifyThreshold } from '../roster/threshold.ts';

/**
 * Whether a service act may be done. Locking takes any one member of the roster, or the service threshold;
 * everything that opens something takes the threshold. Nonce and machine make it good for one time.
 */
export function verifyService(
  signed: SignedStatement,
  roster: Roster,
  now: Instant,
  at: { readonly machine: Uint8Array; readonly nonce: Uint8Array },
): Result<Service> {
  const typed = expectType(signed, 'service');
  if (!typed.ok) return typed;
  const service = typed.value.payload;
  if (service.village !== roster.village || !sameBytes(service.machine, at.machine))
    return refuse('AUTHORIZATION_WRONG_MACHINE');
  if (!sameBytes(service.nonce, at.nonce)) return refuse('NONCE_WRONG');
  const byThreshold = verifyThreshold(signed, roster.service, roster.web);
  if (byThreshold.ok) return accept(service);
  if (service.act !== 'lockDown') return byThreshold;
  const byMember = verifySigners(signed, roster, { times: [service.at, now] });
  return byMember.ok ? accept(service) : byMember;
}

/** Whether the release quorum stands behind a firmware digest. */
export function verifyRelease(signed: SignedStatement, roster: Roster): Result<Release> {
  const typed = expectType(signed, 'release');
  if (!typed.ok) return typed;
  const quorum = verifyThreshold(signed, roster.release, roster.web);
  return quorum.ok ? accept(typed.value.payload) : quorum;
}
