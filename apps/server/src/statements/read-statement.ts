import {
  fromBase64url,
  HufuError,
  type Instant,
  type PersonRole,
  type RosterPerson,
  type Statement,
  type StatementOf,
  type StatementType,
  valueOrThrow,
} from '@hufu/contract';
import {
  type AcceptedRoster,
  expectType,
  parseSigned,
  type RosterSigner,
  type SignedStatement,
  verifySigners,
} from '@hufu/statement';
import type { Db } from '../db/tables.ts';
import { getRoster, listRevokedKeys } from '../people/roster.store.ts';
import type { StatementSigners } from './statement.store.ts';

/** How long a signed statement may be under way: a phone without a signal delivers it later. */
const underWayMs = 24 * 3_600_000;
const clockToleranceMs = 5 * 60_000;

/** A statement as it came from a client, of the type wanted here. */
export function readStatement<T extends StatementType>(
  text: string,
  type: T,
): SignedStatement<StatementOf<T>> {
  return valueOrThrow(expectType(valueOrThrow(parseSigned(bytesOf(text))), type));
}

/** Who hands a statement in: somebody signed in, or the import of a village's past, which has no session. */
export interface Deliverer {
  readonly unit: { readonly id: string };
  readonly person: string | null;
  readonly isImport?: true;
}

/** A statement with the village's people who signed it. */
export interface VerifiedStatement {
  readonly village: AcceptedRoster;
  readonly revokedKeys: ReadonlySet<string>;
  readonly signers: readonly RosterSigner[];
}

/**
 * Verifies a statement of the deliverer's own village: signed now, with keys that are in force, and by the deliverer himself
 * among others. The session says who delivers it; only the signatures say whose will it is.
 */
export async function verifyOwnStatement(
  db: Db,
  by: Deliverer,
  signed: SignedStatement<Extract<Statement, { village: string; at: Instant }>>,
  now: Instant,
  role?: PersonRole | readonly PersonRole[],
): Promise<VerifiedStatement> {
  const { payload } = signed;
  if (payload.village !== by.unit.id)
    throw new HufuError('NOT_FOUND', { context: { kind: '村 / village', id: payload.village } });
  if (payload.at > now + clockToleranceMs || payload.at < now - underWayMs)
    throw new HufuError('REQUEST_INCONSISTENT', {
      context: {
        problem: '签名时间与现在相差太多，请校准手机时间 / the time of signing is too far from now',
      },
    });
  const village = await getRoster(db, payload.village);
  const revokedKeys = await listRevokedKeys(db, payload.village);
  const signers = valueOrThrow(
    verifySigners(signed, village.roster, {
      times: [payload.at, now],
      revokedKeys,
      ...(role ? { role } : {}),
    }),
  );
  if (!by.isImport && !signers.some((s) => s.person.id === by.person)) throw new HufuError('SIGNER_UNKNOWN');
  return { village, revokedKeys, signers };
}

/** The signer in whose name a statement speaks; one that speaks in another's name is refused. */
export function requireSignedBy(verified: VerifiedStatement, person: string): RosterPerson {
  const signer = verified.signers.find((s) => s.person.id === person);
  if (!signer) throw new HufuError('SIGNER_UNKNOWN');
  return signer.person;
}

/** Signers as they are kept and shown. */
export function signersOf(signers: readonly RosterSigner[]): StatementSigners {
  return signers.map((s) => ({ name: s.person.name, keyKind: s.kind }));
}

function bytesOf(text: string): Uint8Array {
  try {
    return fromBase64url(text);
  } catch (cause) {
    throw new HufuError('STATEMENT_MALFORMED', { cause, context: { problem: 'base64url' } });
  }
}
