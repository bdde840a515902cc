import { generateFileSigner } from '@hufu/statement';
import { anAuthorization, aVillage, derivedBytes, freshnessFor, nextRoster, testNow } from '@hufu/testkit';
import { expect, it } from 'vitest';
import { freshen, greet, use } from '../rig/bench-village.ts';
import { BenchWorld } from '../rig/bench-world.ts';
import { pressSigner } from './receipt.ts';

const hour = 3_600_000;

it('I5 obeys no key that came into the roster an hour ago, and the earlier key of the same approver at once', () => {
  const village = aVillage({ change: (r) => ({ ...r, policy: { ...r.policy, newKeyWaitMs: 72 * hour } }) });
  const newKey = generateFileSigner('EdDSA');
  const at = testNow - hour;
  const second = nextRoster(village, (r) => ({
    ...r,
    at,
    people: r.people.map((p) =>
      p.id === village.secretary.id
        ? { ...p, keys: [...p.keys, { key: newKey.key, kind: 'file' as const, since: at, until: null }] }
        : p,
    ),
  }));
  const world = new BenchWorld({
    signer: pressSigner(village.machine.press),
    pairKey: derivedBytes('pair-key'),
  });
  const host = greet(world);
  expect(use(host, 'ROSTER', village.rosterCose)).toMatchObject({ ok: true });
  expect(use(host, 'ROSTER', second.cose)).toMatchObject({ ok: true });
  const newest = { rosterVersion: 2, rosterDigest: second.digest };
  freshen(host, (nonce) => freshnessFor(village, nonce, newest).map((s) => s.cose));
  const asked = anAuthorization(village, { rosterVersion: 2 });
  expect(use(host, 'AUTHORIZATION', asked.approvedBy(newKey).cose)).toMatchObject({ code: 'KEY_TOO_NEW' });
  expect(use(host, 'AUTHORIZATION', asked.approvedBy(village.secretary).cose)).toMatchObject({ ok: true });
});
