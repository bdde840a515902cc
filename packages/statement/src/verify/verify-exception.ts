import {
  accept,
  type Exception,
  type Instant,
  type Result,
  type Roster,
  refuse,
  sameBytes,
} from '@hufu/contract';
import { expectType, type SignedStatement } from '../cose-sign.ts';
import { verifySigners } from '../roster/roster-signers.ts';
import { authorizingRoles } from './emergency.ts';
import { clockToleranceMs } from './freshness.ts';
import type { UsableAuthorization } from './verify-authorization.ts';

/** The moment for which an exception is asked: it dies when observation breaks, because the nonce does. */
export interface UnsureMoment {
  readonly machine: Uint8Array;
  readonly nonce: Uint8Array;
  readonly k: number;
  readonly frames: readonly Uint8Array[];
}

/** Whether the authorization's own quorum overruled 'unsure' for exactly these frames. A mismatch has no such way. */
export function verifyException(
  signed: SignedStatement,
  usable: UsableAuthorization,
  roster: Roster,
  now: Instant,
  moment: UnsureMoment,
): Result<Exception> {
  const typed = expectType(signed, 'exception');
  if (!typed.ok) return typed;
  const exception = typed.value.payload;
  const no = (problem: string) => refuse('EXCEPTION_NOT_APPLICABLE', { problem });
  const { authorization, approvers, freshness } = usable;
  if (exception.village !== roster.village || exception.authorization !== authorization.id)
    return no('不是这份授权 / another authorization');
  if (exception.k !== moment.k) return no('不是这一次盖章 / another impression');
  if (!sameBytes(exception.machine, moment.machine)) return no('不是这台机器 / another machine');
  if (!sameBytes(exception.nonce, moment.nonce)) return no('观察已中断 / observation was broken');
  if (!sameList(exception.frames, moment.frames)) return no('不是这几张照片 / other frames');
  if (exception.at < authorization.at || exception.at > now + clockToleranceMs)
    return no('时间不对 / the time does not fit');
  const signers = verifySigners(signed, roster, {
    times: [exception.at, now],
    waitedAt: exception.at,
    role: authorizingRoles(authorization.mode),
    revokedKeys: freshness.revokedKeys,
  });
  if (!signers.ok) return signers;
  const again = signers.value.filter((s) => approvers.includes(s.person.id)).length;
  // The same quorum: everybody who approved looks at the frames.
  if (again < approvers.length) return refuse('QUORUM_MISSING', { needed: approvers.length, present: again });
  return accept(exception);
}

function sameList(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return (
    a.length === b.length &&
    a.every((x, i) => {
      const y = b[i];
      return y !== undefined && sameBytes(x, y);
    })
  );
}
