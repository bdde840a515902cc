import { anAuthorization, aRequest, aVillage, testNow } from '@hufu/testkit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { startingCatalogue } from '../matter/catalogue.ts';
import { isGranted, replay } from './apply.ts';
import { grantOf } from './authorization-match.ts';
import { decide, type Facts } from './decide.ts';
import { handlersOf } from './duties.ts';
import { tally } from './impression.ts';
import { noSealUse, type SealUse, type SealUseCommand } from './state.ts';

const village = aVillage({
  change: (r) => ({
    ...r,
    people: r.people.map((p) =>
      p.roles.includes('custodian') ? p : { ...p, roles: ['approver', 'stamper', 'reviewer'] },
    ),
  }),
});
const facts: Facts = { roster: village.roster, catalogue: startingCatalogue, province: '浙江' };
const people = village.roster.people.map((p) => p.id);
const who = fc.constantFrom(...people);
const item = { seal: village.seals.committee, pages: [0], copies: 3, place: null };
const request = aRequest(village, { impressions: [item] });
const authorization = anAuthorization(village, {}, request).approvedBy(village.secretary);
const grant = grantOf(authorization.payload, authorization.digest);
const k = fc.nat(3);
const attempt = fc.nat(2);

const command: fc.Arbitrary<SealUseCommand> = fc.oneof(
  fc.tuple(who, who, fc.option(who)).map(
    ([filer, stamper, person]): SealUseCommand => ({
      kind: 'file',
      request: { ...request.payload, filer, stamper, applicant: { ...request.payload.applicant, person } },
    }),
  ),
  fc.record({
    kind: fc.constant('review' as const),
    by: who,
    opinion: fc.constantFrom('noObjection' as const, 'objection' as const),
  }),
  fc.record({
    kind: fc.constant('approve' as const),
    by: fc.subarray(people, { minLength: 1 }),
    grant: fc.constantFrom(grant, { ...grant, digest: 'x' }),
  }),
  fc.record({ kind: fc.constant('approve' as const), by: who.map((p) => [p]), grant: fc.constant(grant) }),
  fc.record({ kind: fc.constant('reject' as const), by: who, reason: fc.constant('x') }),
  fc.record({ kind: fc.constant('withdraw' as const), by: who, reason: fc.constant('x') }),
  fc.record({ kind: fc.constant('beginAttempt' as const), k, attempt }),
  fc.record({
    kind: fc.constant('recordOutcome' as const),
    k,
    attempt,
    outcome: fc.constantFrom('executed' as const, 'notExecuted' as const, 'unknown' as const),
  }),
  fc.record({
    kind: fc.constant('finish' as const),
    executed: fc.nat(3),
    reason: fc.constant('complete' as const),
  }),
  fc.record({ kind: fc.constant('expire' as const) }),
  fc.record({ kind: fc.constant('voidImpression' as const), k, by: who }),
);
const filing: SealUseCommand = { kind: 'file', request: request.payload };

it('I1, I4, I7 hold after any commands in any order, at any time', () => {
  const steps = fc.array(fc.tuple(command, fc.nat(48)), { maxLength: 40 });
  let authorizedRuns = 0;
  fc.assert(
    fc.property(steps, fc.boolean(), (list, start) => {
      let state: SealUse = noSealUse;
      for (const [next, hours] of start ? [[filing, 0] as const, ...list] : list) {
        const decided = decide(state, next, facts, testNow + hours * 3_600_000);
        if (!decided.ok) continue;
        // What was decided can always be applied: `apply` throws otherwise.
        state = replay(decided.value, state);
        if (!isGranted(state)) continue;
        authorizedRuns++;
        const t = tally(state.impressions);
        expect(t.executed + t.unknown + t.voided + t.permitted).toBe(t.granted);
        expect(t.granted).toBe(3);
        for (const i of state.impressions) {
          expect(i.attempts.filter((a) => a.outcome === 'executed').length).toBeLessThanOrEqual(1);
          for (const u of i.attempts.filter((a) => a.outcome === 'unknown'))
            expect(i.attempts.every((a) => a.attempt <= u.attempt)).toBe(true);
        }
        const handlers = handlersOf(state.filed.request, facts.roster);
        for (const a of state.approvals) expect(handlers.has(a.by)).toBe(false);
        expect(new Set(state.approvals.map((a) => a.by)).size).toBeGreaterThanOrEqual(
          state.filed.approversNeeded,
        );
        if (state.phase === 'finished') expect(t.permitted).toBe(0);
      }
    }),
    { numRuns: 600 },
  );
  expect(authorizedRuns).toBeGreaterThan(100);
});
