import {
  anAuthorization,
  askingMachine,
  aVillage,
  derivedId,
  freshnessFor,
  parsedOrThrow,
  testNow,
  type Village,
} from '@hufu/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SignedStatement, signStatementSync } from '../cose-sign.ts';
import { verifyAuthorization } from './verify-authorization.ts';

const village = aVillage();
const good = anAuthorization(village).approvedBy(village.secretary);

function ask(v: Village, signed: SignedStatement, freshness = freshnessFor(v), now = testNow) {
  return verifyAuthorization(signed, v.roster, freshness, now, askingMachine(v));
}

describe('I7', () => {
  it('holds for every assignment of duties: nobody approves what he applied for, filed, stamps or keeps', () => {
    // All five are approvers and may be anything; the custodian of the seal changes too.
    const open = aVillage({
      change: (r) => ({
        ...r,
        people: r.people.map((p) => ({
          ...p,
          roles: p.roles.includes('custodian') ? p.roles : ['approver', 'stamper', 'reviewer'],
        })),
      }),
    });
    const people = [open.secretary, open.director, open.stamper, open.reviewer];
    const who = fc.constantFrom(...people);
    fc.assert(
      fc.property(
        who,
        who,
        who,
        fc.subarray(people, { minLength: 1 }),
        (applicant, filer, stamper, approvers) => {
          const signed = anAuthorization(open, {
            applicant: applicant.id,
            filer: filer.id,
            stamper: stamper.id,
          }).approvedBy(...approvers);
          const usable = ask(open, signed);
          const overlap = approvers.some((a) => [applicant, filer, stamper].some((p) => p.id === a.id));
          expect(usable.ok).toBe(!overlap);
          if (!usable.ok) expect(usable.code).toBe('DUTIES_NOT_SEPARATED');
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('verification', () => {
  it('never throws on statements of any kind in any place', () => {
    const event = parsedOrThrow(
      signStatementSync(
        {
          type: 'alarm',
          v: 1,
          id: derivedId('a'),
          village: village.id,
          at: 1,
          kind: 'x',
          severity: 'info',
          subject: '',
          detail: '',
        },
        village.machine.agent,
      ),
    );
    const all = [event, good, parsedOrThrow(village.rosterCose), ...freshnessFor(village)];
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.subarray(all),
        fc.nat(4_000_000_000_000),
        (signed, freshness, now) => {
          const usable = ask(village, signed, freshness, now);
          if (usable.ok) expect(signed).toBe(good);
        },
      ),
      { numRuns: 100 },
    );
  });
});
