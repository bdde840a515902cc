import type { Authorization, Roster } from '@hufu/contract';
import {
  anAuthorization,
  askingMachine,
  aVillage,
  freshnessFor,
  nextRoster,
  testNonce,
  testNow,
  type Village,
} from '@hufu/testkit';
import { describe, expect, it } from 'vitest';
import type { SignedStatement } from '../cose-sign.ts';
import { generateFileSigner } from '../keys/signer.ts';
import { verifyApproval } from './approval.ts';
import { verifyAuthorization } from './verify-authorization.ts';

const village = aVillage();
const good = anAuthorization(village).approvedBy(village.secretary);
const major: Partial<Authorization> = { matter: { ...good.payload.matter, major: true } };

function ask(v: Village, signed: SignedStatement, freshness = freshnessFor(v)) {
  return verifyAuthorization(signed, v.roster, freshness, testNow, askingMachine(v));
}

/** Every key of the village's people is withdrawn at the hour of the test. */
const withdrawnNow = (r: Roster): Roster => ({
  ...r,
  people: r.people.map((p) => ({ ...p, keys: p.keys.map((k) => ({ ...k, until: testNow })) })),
});

describe('the quorum of an authorization', () => {
  it('counts two witnesses of one organisation as one', () => {
    const v = aVillage({
      change: (r) => ({
        ...r,
        witnesses: {
          k: 2,
          all: r.witnesses.all.map((w, i) => (i === 2 ? w : { ...w, organisation: '同一单位' })),
        },
      }),
    });
    const signed = anAuthorization(v).approvedBy(v.secretary);
    expect(ask(v, signed)).toMatchObject({ code: 'FRESHNESS_MISSING' });
    expect(ask(v, signed, freshnessFor(v, testNonce, {}, [v.witnesses[0], v.witnesses[2]])).ok).toBe(true);
  });

  it('counts two keys of one person as one approver', () => {
    const spare = generateFileSigner('EdDSA');
    const v = aVillage({
      change: (r) => ({
        ...r,
        people: r.people.map((p) =>
          p.id === village.secretary.id
            ? { ...p, keys: [...p.keys, { key: spare.key, kind: 'file' as const, since: 0, until: null }] }
            : p,
        ),
      }),
    });
    const signed = anAuthorization(v, major).approvedBy(v.secretary, spare);
    expect(ask(v, signed)).toMatchObject({ code: 'QUORUM_MISSING', context: { present: 1 } });
  });

  it('signed under version 1 still holds under version 2 that keeps the approver', () => {
    const next = nextRoster(village, (r) => r);
    const freshness = freshnessFor(village, testNonce, { rosterVersion: 2, rosterDigest: next.digest });
    const at = { ...askingMachine(village), rosterDigest: next.digest };
    if (next.payload.type !== 'roster') throw new Error('a roster is wanted');
    expect(verifyAuthorization(good, next.payload, freshness, testNow, at).ok).toBe(true);
  });

  it('can still be verified as of its signing after the key was withdrawn and years went by', () => {
    const v = aVillage({ change: withdrawnNow });
    expect(verifyApproval(anAuthorization(v).approvedBy(v.secretary), v.roster).ok).toBe(true);
  });
});
