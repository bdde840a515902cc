import type { Authorization, ErrorCode, Roster } from '@hufu/contract';
import {
  anAuthorization,
  anException,
  askingMachine,
  aVillage,
  derivedBytes,
  freshnessFor,
  type TestPerson,
  testNonce,
  testNow,
  type Village,
} from '@hufu/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkEmergencyQuota, emergencyWindowMs } from './emergency.ts';
import { verifyAuthorization } from './verify-authorization.ts';
import { verifyException } from './verify-exception.ts';

const hour = 3_600_000;
const rule = { perMonth: 2, maxValidityMs: 4 * hour };
const withRule = (r: Roster): Roster => ({ ...r, policy: { ...r.policy, emergency: rule } });
const village = aVillage({ change: withRule });
const urgent: Partial<Authorization> = {
  mode: 'emergency',
  emergency: { reason: '台风救灾，书记在外' },
  validFrom: testNow - hour,
  validTo: testNow + 2 * hour,
};
const ask = (v: Village, signers: readonly TestPerson[], changes: Partial<Authorization> = {}) =>
  verifyAuthorization(
    anAuthorization(v, { ...urgent, ...changes }).approvedBy(...signers),
    v.roster,
    freshnessFor(v),
    testNow,
    askingMachine(v),
  );
const { director, reviewer, secretary, stamper, custodian } = village;

describe('an emergency (F47)', () => {
  it('is usable with two people of approvers and supervision committee, for one machine and a short time', () => {
    const usable = ask(village, [director, reviewer]);
    if (!usable.ok) throw new Error(usable.code);
    expect([...usable.value.approvers].sort()).toEqual([director.id, reviewer.id].sort());
  });

  it('takes two whoever they are, and nobody who handles the request: for every choice of people', () => {
    const people = [secretary, director, reviewer, stamper, custodian];
    fc.assert(
      fc.property(
        fc.subarray(people, { minLength: 1 }),
        fc.constantFrom(null, director, reviewer, secretary),
        (signers, applicant) => {
          const usable = ask(village, signers, { applicant: applicant?.id ?? null });
          const mayAuthorize = signers.every((p) => p !== stamper && p !== custodian && p !== applicant);
          expect(usable.ok).toBe(mayAuthorize && signers.length >= 2);
        },
      ),
      { numRuns: 80 },
    );
  });

  const table: [string, ErrorCode, () => ReturnType<typeof ask>][] = [
    ['one person', 'QUORUM_MISSING', () => ask(village, [director])],
    ['a stamper as second', 'SIGNER_LACKS_ROLE', () => ask(village, [director, stamper])],
    ['a village that has none', 'EMERGENCY_NOT_ALLOWED', () => ask(aVillage(), [director, reviewer])],
    [
      'a major matter (AC-8)',
      'EMERGENCY_NOT_ALLOWED',
      () => {
        const { matter } = anAuthorization(village).payload;
        return ask(village, [director, secretary], { matter: { ...matter, major: true } });
      },
    ],
    [
      'a longer time than the roster allows',
      'AUTHORIZATION_TOO_LONG',
      () => ask(village, [director, reviewer], { validTo: testNow + 5 * hour }),
    ],
    [
      'any machine',
      'AUTHORIZATION_INCONSISTENT',
      () => ask(village, [director, reviewer], { machine: null }),
    ],
    [
      'a reviewer and no emergency',
      'SIGNER_LACKS_ROLE',
      () => {
        const usual = anAuthorization(village).approvedBy(director, reviewer);
        return verifyAuthorization(
          usual,
          village.roster,
          freshnessFor(village),
          testNow,
          askingMachine(village),
        );
      },
    ],
  ];
  it.each(table)('of %s is refused with %s', (_, code, make) => {
    expect(make()).toMatchObject({ ok: false, code });
  });

  it('says its reason, and nothing else has one', () => {
    const { emergency: _reason, ...silent } = urgent;
    const without = anAuthorization(village, silent).approvedBy(director, reviewer);
    const beside = anAuthorization(village, { emergency: { reason: 'x' } }).approvedBy(secretary);
    for (const signed of [without, beside])
      expect(
        verifyAuthorization(signed, village.roster, freshnessFor(village), testNow, askingMachine(village)),
      ).toMatchObject({ code: 'AUTHORIZATION_INCONSISTENT' });
  });

  it('relaxes no check of the paper: an unsure one takes the word of the same two', () => {
    const usable = ask(village, [director, reviewer]);
    if (!usable.ok) throw new Error(usable.code);
    const frames = [derivedBytes('frame-1')];
    const moment = { machine: village.machine.thumbprint, nonce: testNonce, k: 0, frames };
    const by = (first: TestPerson, ...more: TestPerson[]) =>
      verifyException(
        anException(village, usable.value.authorization, [first, ...more]),
        usable.value,
        village.roster,
        testNow,
        moment,
      );
    expect(by(director, reviewer).ok).toBe(true);
    expect(by(director)).toMatchObject({ code: 'QUORUM_MISSING' });
    expect(by(director, secretary)).toMatchObject({ code: 'QUORUM_MISSING' });
  });
});

describe('the quota of emergencies', () => {
  it('lets no 31 days have more than the roster allows, in whatever order clocks run', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 100 * 24 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        (hours, perMonth) => {
          const roster = {
            ...village.roster,
            policy: { ...village.roster.policy, emergency: { ...rule, perMonth } },
          };
          const taken: number[] = [];
          for (const h of hours) {
            const now = testNow + h * hour;
            if (checkEmergencyQuota({ mode: 'emergency' }, roster, taken, now).ok) taken.push(now);
            expect(checkEmergencyQuota({ mode: 'normal' }, roster, taken, now).ok).toBe(true);
          }
          for (const at of taken)
            expect(taken.filter((t) => t > at - emergencyWindowMs && t <= at).length).toBeLessThanOrEqual(
              perMonth,
            );
        },
      ),
    );
  });
});
