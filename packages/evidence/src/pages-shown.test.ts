import { testNow } from '@hufu/testkit';
import { expect, it } from 'vitest';
import { aPack, ownPolicy, packVillage } from '../rig/bench-pack.ts';
import { verifyPack } from './index.ts';

const village = packVillage();
const policy = ownPolicy(village);
const verdictOf = async (secondPage: 'shown' | 'hidden') =>
  verifyPack((await aPack(village, { secondPage })).bytes, policy, testNow + 86_400_000);

it('a document of which every page was shown before the seal came down is genuine (F65)', async () => {
  expect(await verdictOf('shown')).toMatchObject({ ok: true, colour: 'green' });
});

it('a document that was sealed before its second page was shown is contradicted (F65)', async () => {
  const verdict = await verdictOf('hidden');
  expect(verdict.colour).toBe('red');
  expect(verdict.steps.find((s) => !s.ok)).toMatchObject({ name: 'machine' });
  expect(verdict.steps.find((s) => !s.ok)?.detail.en).toContain('before every page was shown');
});
