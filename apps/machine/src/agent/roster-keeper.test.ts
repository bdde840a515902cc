import {
  cosign,
  formatCheckpoint,
  formatSignatureLine,
  formatVkey,
  KEY_TYPE,
  type Policy,
  seedSigner,
  signNote,
  verifyCheckpoint,
} from '@hufu/log';
import { aVillage, derivedBytes, testNow } from '@hufu/testkit';
import { expect, it } from 'vitest';
import { policyOf } from './roster-keeper.ts';

const origin = 'hufu.example/roster';
const log = seedSigner(origin, KEY_TYPE.ed25519, derivedBytes('log of the roster'));
const witness = (name: string) => seedSigner(name, KEY_TYPE.cosignature, derivedBytes(`cosigns: ${name}`));

it('believes a head of the log by k organisations: two witnesses of one count once', async () => {
  const village = aVillage({
    change: (r) => ({
      ...r,
      log: { origin, vkey: formatVkey(log.key) },
      witnesses: {
        k: 2,
        all: r.witnesses.all.map((w, i) => ({
          ...w,
          organisation: i < 2 ? '区档案馆' : '邻村村委会',
          vkey: formatVkey(witness(w.name).key),
        })),
      },
    }),
  });
  const policy = policyOf(village.roster) as Policy;
  const text = formatCheckpoint({ origin, size: 1, root: derivedBytes('root'), extensions: [] });
  const headBy = async (...names: string[]) => {
    const lines = names.map(async (name) =>
      formatSignatureLine(await cosign(text, witness(name), Math.floor(testNow / 1000))),
    );
    return (await signNote(text, [log])) + (await Promise.all(lines)).join('');
  };
  const [archive = '', archiveToo = '', neighbour = ''] = village.witnesses.map((w) => w.name);
  expect(verifyCheckpoint(policy, await headBy(archive, archiveToo))).toMatchObject({
    code: 'POLICY_QUORUM_MISSING',
  });
  expect(verifyCheckpoint(policy, await headBy(archiveToo, neighbour)).ok).toBe(true);
});
