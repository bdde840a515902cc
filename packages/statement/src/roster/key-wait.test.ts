import type { Roster } from '@hufu/contract';
import {
  anAuthorization,
  anException,
  askingMachine,
  aVillage,
  freshnessFor,
  nextRoster,
  parsedOrThrow,
  testNow,
} from '@hufu/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signStatementSync } from '../cose-sign.ts';
import { generateFileSigner } from '../keys/signer.ts';
import { verifyApproval } from '../verify/approval.ts';
import { verifyAuthorization } from '../verify/verify-authorization.ts';
import { verifyException } from '../verify/verify-exception.ts';
import { acceptRotation } from './accept-roster.ts';
import { checkNewKeys } from './key-wait.ts';

const hour = 3_600_000;
const newKey = generateFileSigner('EdDSA');

/** A village that waits, in whose second roster the secretary has a new key beside the old one. */
function villageThatWaits(held: { since: number; waived?: string }, waitMs = 72 * hour) {
  const village = aVillage({
    change: (r) => ({ ...r, policy: { ...r.policy, newKeyWaitMs: waitMs } }),
  });
  const second = nextRoster(village, (r) => ({
    ...r,
    at: Math.max(r.at, Math.min(held.since, testNow)),
    people: r.people.map((p) =>
      p.id === village.secretary.id
        ? { ...p, keys: [...p.keys, { key: newKey.key, kind: 'file' as const, until: null, ...held }] }
        : p,
    ),
  }));
  const roster = second.payload as Roster;
  return { village: { ...village, accepted: { ...village.accepted, roster } }, roster, second };
}

describe('a key that is new in the roster', () => {
  it('approves from the end of the waiting period on, and never what it signed before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 * 24 }),
        fc.integer({ min: 0, max: 60 * 24 }),
        fc.integer({ min: 0, max: 60 * 24 }),
        (waitHours, ageHours, laterHours) => {
          const signedAt = testNow;
          const { village, roster } = villageThatWaits(
            { since: signedAt - ageHours * hour },
            waitHours * hour,
          );
          const validity = { at: signedAt, validFrom: signedAt, validTo: signedAt + 24 * hour };
          const signed = anAuthorization(village, { ...validity, rosterVersion: 2 }).approvedBy(newKey);
          const wanted = ageHours >= waitHours ? { ok: true } : { ok: false, code: 'KEY_TOO_NEW' };
          // When it is looked at does not matter: at once, at its use, or in twenty years.
          for (const now of [undefined, signedAt + Math.min(laterHours, 24) * hour])
            expect(verifyApproval(signed, roster, now === undefined ? {} : { now })).toMatchObject(wanted);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('is refused at the machine with the name of its holder and from when on it approves', () => {
    const { village, roster, second } = villageThatWaits({ since: testNow - hour });
    const signed = anAuthorization(village, { rosterVersion: 2 }).approvedBy(newKey);
    const digest = second.digest;
    const answer = verifyAuthorization(
      signed,
      roster,
      freshnessFor(village, undefined, { rosterVersion: 2, rosterDigest: digest }),
      testNow,
      { ...askingMachine(village), rosterDigest: digest },
    );
    expect(answer).toMatchObject({
      code: 'KEY_TOO_NEW',
      context: { person: village.secretary.name, from: new Date(testNow + 71 * hour).toISOString() },
    });
  });

  it('overrules nothing either, while the old key of the same person does', () => {
    const { village, roster, second } = villageThatWaits({ since: testNow - hour });
    const machine = { ...askingMachine(village), rosterDigest: second.digest };
    const words = freshnessFor(village, undefined, { rosterVersion: 2, rosterDigest: second.digest });
    const approved = anAuthorization(village, { rosterVersion: 2 }).approvedBy(village.secretary);
    const usable = verifyAuthorization(approved, roster, words, testNow, machine);
    if (!usable.ok) throw new Error(usable.code);
    const asked = anException(village, approved.payload, [village.secretary]).payload;
    const moment = { machine: asked.machine, nonce: asked.nonce, k: asked.k, frames: asked.frames };
    const overruled = (by: typeof newKey) =>
      verifyException(parsedOrThrow(signStatementSync(asked, by)), usable.value, roster, testNow, moment);
    expect(overruled(newKey)).toMatchObject({ code: 'KEY_TOO_NEW' });
    expect(overruled(village.secretary.signer)).toMatchObject({ ok: true });
  });

  it('approves at once when the root holders bound it anew and said why', () => {
    const { village, roster } = villageThatWaits({ since: testNow - hour, waived: '手机遗失，当面重新绑定' });
    const signed = anAuthorization(village, { rosterVersion: 2 }).approvedBy(newKey);
    expect(verifyApproval(signed, roster, { now: testNow })).toMatchObject({ ok: true });
  });

  it('approves at once in a first roster, which nobody could have looked at earlier', () => {
    const village = aVillage({
      change: (r) => ({
        ...r,
        policy: { ...r.policy, newKeyWaitMs: 30 * 24 * hour },
        people: r.people.map((p) => ({ ...p, keys: p.keys.map((k) => ({ ...k, since: testNow - hour })) })),
      }),
    });
    const signed = anAuthorization(village).approvedBy(village.secretary);
    expect(verifyApproval(signed, village.roster, { now: testNow })).toMatchObject({ ok: true });
  });
});

describe('a next roster', () => {
  const brought = (held: { since: number; waived?: string }) => {
    const { village, second } = villageThatWaits(held);
    const at = testNow - hour;
    const dated = { ...(second.payload as Roster), at };
    const signed = parsedOrThrow(signStatementSync(dated, [village.root[0], village.root[1]]));
    return acceptRotation(aVillage({ change: waiting }).accepted, signed);
  };
  const waiting = (r: Roster): Roster => ({ ...r, policy: { ...r.policy, newKeyWaitMs: 72 * hour } });

  it('does not date its new keys back, which would end the wait before anybody saw them', () => {
    expect(brought({ since: testNow - hour })).toMatchObject({ ok: true });
    expect(brought({ since: testNow - 100 * 24 * hour })).toMatchObject({ code: 'ROSTER_INCONSISTENT' });
    expect(brought({ since: testNow - 100 * 24 * hour, waived: '换手机' })).toMatchObject({ ok: true });
  });

  it('does not move the date of a key that is there, nor give it an office it did not have', () => {
    const { roster } = aVillage({ change: waiting }).accepted;
    const next = (change: (p: Roster['people'][number]) => Roster['people'][number]): Roster => ({
      ...roster,
      at: testNow,
      people: roster.people.map(change),
    });
    const earlier = next((p) => ({ ...p, keys: p.keys.map((k) => ({ ...k, since: k.since - 1 })) }));
    expect(checkNewKeys(roster, earlier)).toMatchObject({ code: 'ROSTER_INCONSISTENT' });
    const promoted = next((p) => (p.roles.includes('reviewer') ? { ...p, roles: ['approver'] } : p));
    expect(checkNewKeys(roster, promoted)).toMatchObject({ code: 'ROSTER_INCONSISTENT' });
    const exchanged = next((p, i = roster.people.indexOf(p)) => ({
      ...p,
      keys: roster.people[(i + 1) % roster.people.length]?.keys ?? [],
    }));
    expect(checkNewKeys(roster, exchanged)).toMatchObject({ code: 'ROSTER_INCONSISTENT' });
    expect(
      checkNewKeys(
        roster,
        next((p) => p),
      ),
    ).toMatchObject({ ok: true });
  });

  it('without a waiting period may date keys as the assembly appointed', () => {
    const village = aVillage();
    const next = nextRoster(village, (r) => ({
      ...r,
      people: r.people.map((p) => ({
        ...p,
        keys: [
          ...p.keys,
          { key: generateFileSigner('EdDSA').key, kind: 'file' as const, since: 0, until: null },
        ],
      })),
    }));
    expect(acceptRotation(village.accepted, next)).toMatchObject({ ok: true });
  });
});
