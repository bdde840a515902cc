import { accept, type Result, refuse, sameBytes } from '@hufu/contract';
import { commitment, verifyProof } from '@hufu/log';
import {
  checkEmergencyQuota,
  expectType,
  parseSigned,
  type SignedStatement,
  verifyApproval,
  verifyRevocation,
  verifyService,
  verifySigners,
} from '@hufu/statement';
import type { Notebook } from './notebook.ts';
import type { RosterKeeper } from './roster-keeper.ts';

/** A statement as the server hands it on, with the proof that it is in the log. */
export interface ProvedStatement {
  readonly cose: Uint8Array;
  readonly salt: Uint8Array;
  readonly proof: string;
}

/** Takes in what people signed. Nothing is believed because the server sent it. */
export interface AuthorizationDesk {
  /** Stores an authorization durably, once. `wait` when it names a roster that has not arrived. */
  take(message: ProvedStatement & { number: string }): Promise<'taken' | 'held' | 'refused' | 'wait'>;
  /** A revocation: durable, then told to whoever is about to press. */
  revoke(cose: Uint8Array): Promise<Result<string | null>>;
  /** Whether a proved statement is in a checkpoint that k witnesses of the roster co-signed. */
  proved(message: ProvedStatement): Result<SignedStatement>;
  /** Whether any member of the roster, or the service threshold, may lock this machine with it. */
  mayLockDown(cose: Uint8Array): boolean;
}

/** Opens the desk. */
export function openAuthorizationDesk(
  notebook: Notebook,
  rosters: RosterKeeper,
  machine: Uint8Array,
): AuthorizationDesk {
  const { memory } = notebook;

  function proved({ cose, salt, proof }: ProvedStatement): Result<SignedStatement> {
    const { policy } = rosters;
    if (!policy) return refuse('PRESS_BLANK');
    const included = verifyProof(policy, commitment(salt, cose), proof);
    return included.ok ? parseSigned(cose) : included;
  }

  function judge(message: ProvedStatement): Result<SignedStatement> {
    const held = rosters.current;
    if (!held) return refuse('PRESS_BLANK');
    const signed = proved(message);
    if (!signed.ok) return signed;
    const approval = verifyApproval(signed.value, held.roster);
    if (!approval.ok) return approval;
    const { authorization } = approval.value;
    if (authorization.machine && !sameBytes(authorization.machine, machine))
      return refuse('AUTHORIZATION_WRONG_MACHINE');
    if (notebook.clock.now() > authorization.validTo)
      return refuse('AUTHORIZATION_EXPIRED', { validTo: new Date(authorization.validTo).toISOString() });
    // The controller counts again by itself; here the refusal comes at once, and into the record.
    const quota = checkEmergencyQuota(authorization, held.roster, emergencies(), notebook.clock.now());
    return quota.ok ? signed : quota;
  }

  function emergencies(): number[] {
    return [...memory.authorizations.values()].flatMap(({ payload }) =>
      payload.mode === 'emergency' ? [payload.at] : [],
    );
  }

  async function take(
    message: ProvedStatement & { number: string },
  ): Promise<'taken' | 'held' | 'refused' | 'wait'> {
    const parsed = parseSigned(message.cose);
    const claimed = parsed.ok ? expectType(parsed.value, 'authorization') : parsed;
    // What cannot even be read names no authorization that a record could speak of.
    if (!claimed.ok) return 'refused';
    const { id } = claimed.value.payload;
    const held = memory.authorizations.get(id);
    if (held && sameBytes(held.signed.digest, claimed.value.digest)) return 'held';
    const judged = held
      ? refuse('AUTHORIZATION_INCONSISTENT', { problem: '同一编号两份授权 / two authorizations of one id' })
      : judge(message);
    if (!judged.ok && (judged.code === 'FRESHNESS_STALE_ROSTER' || judged.code === 'PRESS_BLANK'))
      return 'wait';
    if (judged.ok) await notebook.note('authorization', { id, cose: message.cose, number: message.number });
    await notebook.record({
      type: 'authorizationRecord',
      authorization: id,
      accepted: judged.ok,
      code: judged.ok ? '' : judged.code,
    });
    return judged.ok ? 'taken' : 'refused';
  }

  async function revoke(cose: Uint8Array): Promise<Result<string | null>> {
    const held = rosters.current;
    const signed = parseSigned(cose);
    if (!signed.ok) return signed;
    if (!held) return refuse('PRESS_BLANK');
    const { payload } = signed.value;
    const named =
      payload.type === 'revocation' && payload.what.kind === 'authorization'
        ? payload.what.authorization
        : null;
    const authorization = named === null ? undefined : memory.authorizations.get(named)?.payload;
    const revocation = verifyRevocation(signed.value, held.roster, authorization);
    if (!revocation.ok) return revocation;
    // A key's revocation reaches the controller through the witnesses' freshness; here only authorizations die at once.
    if (named === null) return accept(null);
    if (!memory.revoked.has(named)) await notebook.note('revokedAuthorization', { authorization: named });
    return accept(named);
  }

  function mayLockDown(cose: Uint8Array): boolean {
    const held = rosters.current;
    const signed = parseSigned(cose);
    if (!held || !signed.ok || signed.value.payload.type !== 'service') return false;
    const { act, nonce, village } = signed.value.payload;
    if (act !== 'lockDown' || village !== held.roster.village) return false;
    const now = notebook.clock.now();
    // An old order to lock can only lock: its nonce need not be the controller's present one.
    if (verifyService(signed.value, held.roster, now, { machine, nonce }).ok) return true;
    return (
      sameBytes(signed.value.payload.machine, machine) &&
      verifySigners(signed.value, held.roster, { times: [now] }).ok
    );
  }

  return { take, revoke, proved, mayLockDown };
}
