import type { Authorization, ErrorCode, Roster } from '@hufu/contract';
import {
  anAuthorization,
  askingMachine,
  aVillage,
  derivedBytes,
  derivedId,
  freshnessFor,
  parsedOrThrow,
  testNonce,
  testNow,
  type Village,
} from '@hufu/testkit';
import { describe, expect, it } from 'vitest';
import type { SignedStatement } from '../cose-sign.ts';
import { generateFileSigner } from '../keys/signer.ts';
import { verifyAuthorization } from './verify-authorization.ts';

const village = aVillage();
const hour = 3_600_000;
const good = anAuthorization(village).approvedBy(village.secretary);
const approved = (changes: Partial<Authorization>) =>
  anAuthorization(village, changes).approvedBy(village.secretary);
const oneItem = good.payload.impressions[0];
if (!oneItem) throw new Error('the default authorization has one item');

/** One thing that is wrong; the rest is as it should be. */
interface Wrong {
  village?: Village;
  signed?: SignedStatement;
  roster?: Roster;
  freshness?: SignedStatement[];
  now?: number;
  at?: ReturnType<typeof askingMachine>;
}

function ask(wrong: Wrong = {}) {
  const v = wrong.village ?? village;
  return verifyAuthorization(
    wrong.signed ?? good,
    wrong.roster ?? v.roster,
    wrong.freshness ?? freshnessFor(v),
    wrong.now ?? testNow,
    wrong.at ?? askingMachine(v),
  );
}

/** A village that differs, with an authorization of its secretary. */
function elsewhere(change: (r: Roster) => Roster, changes: Partial<Authorization> = {}): Wrong {
  const v = aVillage({ change });
  return { village: v, signed: anAuthorization(v, changes).approvedBy(v.secretary) };
}

const secretaryKey =
  (until: number | null, since = testNow - 100 * 24 * hour) =>
  (r: Roster) => ({
    ...r,
    people: r.people.map((p) =>
      p.id === village.secretary.id ? { ...p, keys: p.keys.map((k) => ({ ...k, since, until })) } : p,
    ),
  });
const secretaryPerson = (since: number, until: number | null) => (r: Roster) => ({
  ...r,
  people: r.people.map((p) => (p.id === village.secretary.id ? { ...p, since, until } : p)),
});
const committeeSeal = (change: Partial<Roster['seals'][number]>) => (r: Roster) => ({
  ...r,
  seals: r.seals.map((s) => (s.id === village.seals.committee ? { ...s, ...change } : s)),
});
const [first, second, third] = village.witnesses;

describe('an authorization', () => {
  it('is usable when approver, seal, machine, time and witnesses fit, and tells who approved and what is planned', () => {
    const usable = ask();
    if (!usable.ok) throw new Error(usable.code);
    expect(usable.value.approvers).toEqual([village.secretary.id]);
    expect(usable.value.plan).toEqual([
      { k: 0, item: 0, copy: 0, page: 0, seal: village.seals.committee, place: oneItem.place, seam: null },
    ]);
    expect(usable.value.freshness.until).toBe(testNow - 60_000 + village.roster.policy.freshnessMs);
  });

  it('for any machine of the village is usable at the machine that holds the seal', () => {
    expect(ask({ signed: approved({ machine: null }) }).ok).toBe(true);
  });

  it('of a major matter is usable with two approvers', () => {
    const major = anAuthorization(village, { matter: { ...good.payload.matter, major: true } });
    expect(ask({ signed: major.approvedBy(village.secretary, village.director) }).ok).toBe(true);
  });

  const major = { matter: { ...good.payload.matter, major: true } };
  const table: [string, ErrorCode, () => Wrong][] = [
    [
      'a statement of another type',
      'STATEMENT_TYPE_WRONG',
      () => ({ signed: parsedOrThrow(village.rosterCose) }),
    ],
    [
      'another village',
      'AUTHORIZATION_WRONG_MACHINE',
      () => ({ signed: approved({ village: derivedId('x') }) }),
    ],
    [
      'another machine',
      'AUTHORIZATION_WRONG_MACHINE',
      () => ({ signed: approved({ machine: village.otherMachine.thumbprint }) }),
    ],
    [
      'a machine that is not in the roster',
      'AUTHORIZATION_WRONG_MACHINE',
      () => ({
        at: { ...askingMachine(village), machine: derivedBytes('stranger') },
        signed: approved({ machine: null }),
      }),
    ],
    [
      'a machine taken out of service',
      'AUTHORIZATION_WRONG_MACHINE',
      () => elsewhere((r) => ({ ...r, machines: r.machines.map((m) => ({ ...m, until: testNow })) })),
    ],
    [
      'a seal that is mounted elsewhere',
      'AUTHORIZATION_WRONG_SEAL',
      () => elsewhere(committeeSeal({ machine: null })),
    ],
    [
      'an unknown seal',
      'AUTHORIZATION_WRONG_SEAL',
      () => ({ signed: approved({ impressions: [{ ...oneItem, seal: derivedId('no seal') }] }) }),
    ],
    ['a suspended seal', 'AUTHORIZATION_WRONG_SEAL', () => elsewhere(committeeSeal({ state: 'suspended' }))],
    ['a retired seal', 'AUTHORIZATION_WRONG_SEAL', () => elsewhere(committeeSeal({ state: 'retired' }))],
    [
      'its end in the past',
      'AUTHORIZATION_EXPIRED',
      () => ({
        now: good.payload.validTo + 1,
        freshness: freshnessFor(village, testNonce, { at: good.payload.validTo }),
      }),
    ],
    [
      'its begin in the future',
      'AUTHORIZATION_NOT_YET_VALID',
      () => ({ signed: approved({ validFrom: testNow + hour }) }),
    ],
    [
      'a signing time in the future',
      'AUTHORIZATION_NOT_YET_VALID',
      () => ({ signed: approved({ at: testNow + hour }) }),
    ],
    [
      'more validity than the policy allows',
      'AUTHORIZATION_TOO_LONG',
      () => ({ signed: approved({ validTo: testNow + 8 * 24 * hour }) }),
    ],
    [
      'a begin that is long after its signing',
      'AUTHORIZATION_TOO_LONG',
      () => ({
        signed: approved({ at: testNow - 8 * 24 * hour, validFrom: testNow - hour }),
      }),
    ],
    [
      'an end before its begin',
      'AUTHORIZATION_INCONSISTENT',
      () => ({ signed: approved({ validFrom: testNow, validTo: testNow }) }),
    ],
    [
      'a page that was not approved',
      'AUTHORIZATION_INCONSISTENT',
      () => ({ signed: approved({ impressions: [{ ...oneItem, pages: [1], place: null }] }) }),
    ],
    [
      'one page twice in an item',
      'AUTHORIZATION_INCONSISTENT',
      () => ({ signed: approved({ impressions: [{ ...oneItem, pages: [0, 0] }] }) }),
    ],
    [
      'a place on a page that gets no impression',
      'AUTHORIZATION_INCONSISTENT',
      () => ({
        signed: approved({ impressions: [{ ...oneItem, place: { page: 1, xMm: 1, yMm: 1, tolMm: 5 } }] }),
      }),
    ],
    [
      'a seal across the seam of a single sheet',
      'AUTHORIZATION_INCONSISTENT',
      () => ({ signed: approved({ impressions: [{ ...oneItem, kind: 'seam' }] }) }),
    ],
    [
      'a permitted zone on no page',
      'AUTHORIZATION_INCONSISTENT',
      () => ({ signed: approved({ zones: [{ page: 1, x: 0, y: 0, w: 1, h: 1 }] }) }),
    ],
    [
      'a key of nobody',
      'SIGNER_UNKNOWN',
      () => ({ signed: anAuthorization(village).approvedBy(generateFileSigner('EdDSA')) }),
    ],
    [
      'a good signature beside one of nobody',
      'SIGNER_UNKNOWN',
      () => ({ signed: anAuthorization(village).approvedBy(village.secretary, generateFileSigner('EdDSA')) }),
    ],
    [
      'a machine as approver',
      'SIGNER_UNKNOWN',
      () => ({ signed: anAuthorization(village).approvedBy(village.machine.agent) }),
    ],
    [
      'a witness as approver',
      'SIGNER_UNKNOWN',
      () => ({ signed: anAuthorization(village).approvedBy(first.signer) }),
    ],
    [
      'a root holder as approver',
      'SIGNER_UNKNOWN',
      () => ({ signed: anAuthorization(village).approvedBy(village.root[0]) }),
    ],
    [
      'the reviewer as approver',
      'SIGNER_LACKS_ROLE',
      () => ({ signed: anAuthorization(village).approvedBy(village.reviewer) }),
    ],
    [
      'the custodian as approver',
      'SIGNER_LACKS_ROLE',
      () => ({ signed: anAuthorization(village).approvedBy(village.custodian) }),
    ],
    ['an approver whose office ended', 'SIGNER_LACKS_ROLE', () => elsewhere(secretaryPerson(0, testNow))],
    [
      'an approver appointed after he signed',
      'SIGNER_UNKNOWN',
      () => elsewhere(secretaryPerson(testNow - 60_000, null)),
    ],
    [
      'a key that is registered after it signed',
      'SIGNER_UNKNOWN',
      () => elsewhere(secretaryKey(null, testNow - 60_000)),
    ],
    ['a key withdrawn before it signed', 'KEY_REVOKED', () => elsewhere(secretaryKey(testNow - 2 * hour))],
    ['a key withdrawn after it signed', 'KEY_REVOKED', () => elsewhere(secretaryKey(testNow))],
    [
      'a key of which one witness published the revocation',
      'KEY_REVOKED',
      () => ({
        freshness: [
          ...freshnessFor(village),
          ...freshnessFor(village, testNonce, { revokedKeys: [village.secretary.signer.thumbprint] }, [
            third,
          ]),
        ],
      }),
    ],
    [
      'its own revocation published long ago',
      'AUTHORIZATION_REVOKED',
      () => ({
        freshness: [
          ...freshnessFor(village),
          ...freshnessFor(
            village,
            derivedBytes('old'),
            { at: testNow - 99 * hour, revokedAuthorizations: [good.payload.id] },
            [third],
          ),
        ],
      }),
    ],
    [
      'a signature that does not fit',
      'SIGNATURE_INVALID',
      () => ({ signed: { ...good, signatures: approved({ purpose: '别的' }).signatures } }),
    ],
    [
      'a passkey that signed like a file',
      'WEBAUTHN_INVALID',
      () => {
        const v = aVillage({ algorithm: 'ES256', keyKind: 'passkey' });
        return { village: v, signed: anAuthorization(v).approvedBy(v.secretary) };
      },
    ],
    ['one approver for a major matter', 'QUORUM_MISSING', () => ({ signed: approved(major) })],
    [
      'the applicant as approver',
      'DUTIES_NOT_SEPARATED',
      () => ({ signed: approved({ applicant: village.secretary.id }) }),
    ],
    [
      'the filer as approver',
      'DUTIES_NOT_SEPARATED',
      () => ({ signed: approved({ filer: village.secretary.id }) }),
    ],
    [
      'the stamper as approver',
      'DUTIES_NOT_SEPARATED',
      () => ({ signed: approved({ stamper: village.secretary.id }) }),
    ],
    [
      'a filer whom nobody appointed',
      'AUTHORIZATION_INCONSISTENT',
      () => ({ signed: approved({ filer: derivedId('nobody') }) }),
    ],
    [
      'a stamper whom nobody appointed',
      'AUTHORIZATION_INCONSISTENT',
      () => ({ signed: approved({ stamper: derivedId('nobody') }) }),
    ],
    [
      'a stamper whose office ended',
      'AUTHORIZATION_INCONSISTENT',
      () =>
        elsewhere((r) => ({
          ...r,
          people: r.people.map((p) => (p.id === village.stamper.id ? { ...p, until: testNow } : p)),
        })),
    ],
    [
      'a stamper who is only reviewer',
      'AUTHORIZATION_INCONSISTENT',
      () => ({ signed: approved({ stamper: village.reviewer.id }) }),
    ],
    ['no freshness', 'FRESHNESS_MISSING', () => ({ freshness: [] })],
    [
      'one witness of two',
      'FRESHNESS_MISSING',
      () => ({ freshness: freshnessFor(village, testNonce, {}, [first]) }),
    ],
    [
      'one witness that speaks twice',
      'FRESHNESS_MISSING',
      () => ({
        freshness: [
          ...freshnessFor(village, testNonce, {}, [first]),
          ...freshnessFor(village, testNonce, { at: testNow }, [first]),
        ],
      }),
    ],
    [
      'a freshness for another nonce',
      'FRESHNESS_MISSING',
      () => ({ freshness: freshnessFor(village, derivedBytes('other nonce')) }),
    ],
    [
      'a freshness for another machine',
      'FRESHNESS_MISSING',
      () => ({ freshness: freshnessFor(village, testNonce, { machine: village.otherMachine.thumbprint }) }),
    ],
    [
      'a freshness of yesterday',
      'FRESHNESS_MISSING',
      () => ({ freshness: freshnessFor(village, testNonce, { at: testNow - 24 * hour - 1 }) }),
    ],
    [
      'a freshness of tomorrow',
      'FRESHNESS_MISSING',
      () => ({ freshness: freshnessFor(village, testNonce, { at: testNow + 24 * hour }) }),
    ],
    [
      'a freshness about another roster of this version',
      'FRESHNESS_MISSING',
      () => ({ freshness: freshnessFor(village, testNonce, { rosterDigest: derivedBytes('split') }) }),
    ],
    [
      'witnesses that are behind',
      'FRESHNESS_MISSING',
      () => ({ freshness: freshnessFor(village, testNonce, { rosterVersion: 0 }) }),
    ],
    [
      'a freshness that a stranger signed in a witness’ name',
      'FRESHNESS_MISSING',
      () => ({
        freshness: freshnessFor(village, testNonce, {}, [first, { ...second, signer: third.signer }]),
      }),
    ],
    [
      'one witness that knows a newer roster',
      'FRESHNESS_STALE_ROSTER',
      () => ({
        freshness: [
          ...freshnessFor(village),
          ...freshnessFor(village, testNonce, { rosterVersion: 2 }, [third]),
        ],
      }),
    ],
    [
      'approvers who signed under a newer roster',
      'FRESHNESS_STALE_ROSTER',
      () => ({ signed: approved({ rosterVersion: 2 }) }),
    ],
  ];
  it.each(table)('with %s is refused with %s', (_, code, wrong) => {
    expect(ask(wrong())).toMatchObject({ ok: false, code });
  });
});
