import { type Freshness, type Instant, type Revocation, type Roster, toHex } from '@hufu/contract';
import { parseSigned, thumbprint } from '@hufu/statement';

/** A day more than rules and clocks need. */
const marginMs = 86_400_000;

/** What a stored revocation says; the witness verified it when it took it. */
function revocationsIn(coses: readonly Uint8Array[]): Revocation[] {
  return coses.flatMap((cose) => {
    const signed = parseSigned(cose);
    return signed.ok && signed.value.payload.type === 'revocation' ? [signed.value.payload] : [];
  });
}

/** Names what is withdrawn, so that a second revocation of it is no news. */
export function subjectOf({ what }: Revocation): string {
  return what.kind === 'key' ? `key ${toHex(what.thumbprint)}` : `authorization ${what.authorization}`;
}

/** Subjects of all that was ever withdrawn. */
export function subjectsIn(coses: readonly Uint8Array[]): ReadonlySet<string> {
  return new Set(revocationsIn(coses).map(subjectOf));
}

/** Lower-case hex of all keys ever withdrawn. */
export function withdrawnKeys(coses: readonly Uint8Array[]): ReadonlySet<string> {
  return new Set(
    revocationsIn(coses).flatMap(({ what }) => (what.kind === 'key' ? [toHex(what.thumbprint)] : [])),
  );
}

/**
 * The revocations that a machine still needs: keys that the newest roster knows, and authorizations that may not have
 * ended. A word that grew for ever would one day be too long for the machine, and the seal locked for good.
 */
export function neededRevocations(
  coses: readonly Uint8Array[],
  roster: Roster,
  now: Instant,
): Pick<Freshness, 'revokedKeys' | 'revokedAuthorizations'> {
  const known = new Set(keysOf(roster).map((key) => toHex(thumbprint(key))));
  const revokedKeys: Uint8Array[] = [];
  const revokedAuthorizations: string[] = [];
  for (const { what, at } of revocationsIn(coses)) {
    if (what.kind === 'key') {
      if (known.has(toHex(what.thumbprint))) revokedKeys.push(what.thumbprint);
      // Signed before it was withdrawn, it begins within one longest validity and lasts no longer than another.
    } else if (at + 2 * roster.policy.maxValidityMs + marginMs > now)
      revokedAuthorizations.push(what.authorization);
  }
  return { revokedKeys, revokedAuthorizations };
}

function keysOf(roster: Roster): Uint8Array[] {
  return [
    ...roster.people.flatMap((p) => p.keys.map((k) => k.key)),
    ...[roster.root, roster.service, roster.release].flatMap((t) => t.keys.map((k) => k.key)),
    ...roster.machines.flatMap((m) => [m.pressKey, m.agentKey]),
    ...roster.witnesses.all.map((w) => w.key),
  ];
}
