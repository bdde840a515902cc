import {
  accept,
  type Instant,
  type Result,
  type Roster,
  type RosterPerson,
  refuse,
  sameBytes,
} from '@hufu/contract';

type HeldKey = RosterPerson['keys'][number];

/**
 * Whether a key had waited out the period of its roster when it signed. What counts is the time of signing, which cannot
 * lie in the future at a machine: so a young key's approval never becomes good by waiting, and a verifier in twenty years
 * says the same. The first roster has nobody who could have noticed earlier, and a key that the root threshold bound anew
 * says so: both sign at once (docs/adr/0036).
 */
export function checkKeyWait(
  person: RosterPerson,
  held: HeldKey,
  roster: Roster,
  signedAt: Instant,
): Result<void> {
  const from = held.since + (roster.policy.newKeyWaitMs ?? 0);
  if (signedAt >= from || roster.version === 1 || held.waived !== undefined) return accept(undefined);
  return refuse('KEY_TOO_NEW', { person: person.name, from: new Date(from).toISOString() });
}

/**
 * Whether a next roster dates its new keys honestly: a key that nobody had in that office before begins with the roster
 * that brings it, or says why not, or the wait would be over before anybody saw it.
 */
export function checkNewKeys(current: Roster, next: Roster): Result<void> {
  if ((current.policy.newKeyWaitMs ?? 0) === 0 && (next.policy.newKeyWaitMs ?? 0) === 0)
    return accept(undefined);
  for (const person of next.people)
    for (const held of person.keys) {
      const earlier = earlierKey(current, person, held);
      const earliest = earlier ? earlier.since : next.at;
      if (held.since < earliest && held.waived === undefined)
        return refuse('ROSTER_INCONSISTENT', {
          problem: `${person.name} 的新钥匙登记时间早于把它写进名册的时间 / the new key is dated before the roster that brings it`,
        });
    }
  return accept(undefined);
}

/** The same key of the same person, who held all his offices with it. */
function earlierKey(current: Roster, person: RosterPerson, held: HeldKey): HeldKey | undefined {
  const before = current.people.find((p) => p.id === person.id);
  if (!before || person.roles.some((role) => !before.roles.includes(role))) return undefined;
  return before.keys.find((k) => sameBytes(k.key, held.key));
}
