import { accept, type Result, type Roster, refuse, sameBytes } from '@hufu/contract';
import { expectType, type SignedStatement } from '../cose-sign.ts';
import { checkRoster } from './check-roster.ts';
import { checkNewKeys } from './key-wait.ts';
import { verifyThreshold } from './threshold.ts';

/** A roster that was accepted, with the digest by which others name it. */
export interface AcceptedRoster {
  readonly roster: Roster;
  readonly digest: Uint8Array;
  readonly cose: Uint8Array;
}

/** SHA-256 of the payload bytes: shown on the machine's screen and posted with the resolution. */
export function rosterDigest(signed: SignedStatement): Uint8Array {
  return signed.digest;
}

/** Accepts a first roster: version 1, nothing before it, signed by its own root threshold. People compare the digest. */
export function acceptGenesis(signed: SignedStatement): Result<AcceptedRoster> {
  const typed = expectType(signed, 'roster');
  if (!typed.ok) return typed;
  const roster = typed.value.payload;
  if (roster.version !== 1 || roster.previous !== null)
    return refuse('ROSTER_NOT_CHAINED', { problem: '不是第 1 版 / not version 1' });
  const consistent = checkRoster(roster);
  if (!consistent.ok) return consistent;
  const quorum = verifyThreshold(signed, roster.root, roster.web);
  if (!quorum.ok) return quorum;
  return accept({ roster, digest: signed.digest, cose: signed.cose });
}

/** Accepts version n+1 after n, as TUF rotates a root: signed by the threshold of the old root and of the new one. */
export function acceptRotation(current: AcceptedRoster, next: SignedStatement): Result<AcceptedRoster> {
  const typed = expectType(next, 'roster');
  if (!typed.ok) return typed;
  const roster = typed.value.payload;
  if (roster.village !== current.roster.village)
    return refuse('ROSTER_NOT_CHAINED', { problem: '不是同一个村 / another village' });
  if (roster.version !== current.roster.version + 1)
    return refuse('ROSTER_NOT_CHAINED', {
      problem: `应为第 ${current.roster.version + 1} 版，收到第 ${roster.version} 版 / wrong version`,
    });
  if (roster.previous === null || !sameBytes(roster.previous, current.digest))
    return refuse('ROSTER_NOT_CHAINED', { problem: '上一版摘要不符 / previous digest differs' });
  if (roster.at < current.roster.at)
    return refuse('ROSTER_NOT_CHAINED', { problem: '时间早于上一版 / earlier than the previous one' });
  const consistent = checkRoster(roster);
  if (!consistent.ok) return consistent;
  // The old root vouches under the site that the old roster pinned, or a new one could bring its own.
  const byOld = verifyThreshold(next, current.roster.root, current.roster.web);
  if (!byOld.ok) return byOld;
  const byNew = verifyThreshold(next, roster.root, roster.web);
  if (!byNew.ok) return byNew;
  const dated = checkNewKeys(current.roster, roster);
  if (!dated.ok) return dated;
  return accept({ roster, digest: next.digest, cose: next.cose });
}
