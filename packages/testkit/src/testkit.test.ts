import { verifyAuthorization } from '@hufu/statement';
import { expect, it } from 'vitest';
import { anAuthorization, askingMachine, aVillage, freshnessFor, testNow } from './index.ts';

it.each(['EdDSA', 'ES256', 'SM2'] as const)(
  'builds a village with %s keys whose authorization verifies',
  (algorithm) => {
    const village = aVillage({ algorithm });
    const authorization = anAuthorization(village).approvedBy(village.secretary);
    const usable = verifyAuthorization(
      authorization,
      village.roster,
      freshnessFor(village),
      testNow,
      askingMachine(village),
    );
    expect(usable).toMatchObject({ ok: true, value: { approvers: [village.secretary.id] } });
  },
);
