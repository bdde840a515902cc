import { renderDocument } from '@hufu/paper';
import { camera, GOOD_INK, inventedVillage, openWorld, seeded, villageSeals } from '@hufu/paper-world';
import { testNow } from '@hufu/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tellRequest } from '../../rig/bench-history.ts';
import { BenchChain, sha256 } from '../../rig/bench-machine.ts';
import { type BenchTrust, benchVillage, startBenchTrust } from '../../rig/bench-trust.ts';
import { startTestServer, type TestServer } from '../../rig/test-server.ts';
import { importVillage } from '../history/import-village.ts';

const place = inventedVillage(seeded('compare'));
const die = villageSeals(place).villageCommittee;
const village = benchVillage('比对村', (roster) => ({
  ...roster,
  seals: roster.seals.map((s) => ({ ...s, specimen: sha256(die.specimenPng), diameterMm: die.diameterMm })),
}));
let trust: BenchTrust;
let server: TestServer;

beforeAll(async () => {
  trust = await startBenchTrust(village, () => testNow);
  server = await startTestServer({ village, env: trust.env });
  await importVillage(server.running.parts, {
    specimens: [{ village: village.id, png: die.specimenPng }],
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await trust[Symbol.asyncDispose]();
});

it('finds on the pictures what the machine says, and raises an alarm where it said otherwise', async () => {
  await using world = openWorld({ workers: 1 });
  const paper = await world.villagePaper({ layout: 'residence', seed: 'compare', village: place });
  const altered = await world.alter(paper, 'digit', 'compare');
  const { pages } = await renderDocument(paper.pdf);
  const [page] = pages;
  if (!page) throw new Error('page');
  const lens = camera('m3', 'compare', { megapixels: 5 });
  const { x: xMm, y: yMm } = paper.sealPlaceMm;
  const shots = async (pdf: Uint8Array, seed: string) => {
    const sheet = await world.sheetFromPage(pdf, 1, seed, { dpi: 200 });
    const before = await world.photograph(sheet, lens, `${seed}/before`);
    const stamped = await world.press(sheet, die, { xMm, yMm, angleDeg: 2 }, GOOD_INK, seed);
    return { page: page.png, before, after: await world.photograph(stamped, lens, `${seed}/after`) };
  };
  const chain = new BenchChain(village);
  const changes = {
    impressions: [
      { seal: village.seals.committee, pages: [0], copies: 1, place: { page: 0, xMm, yMm, tolMm: 15 } },
    ],
  };
  const at = testNow - 6 * 3_600_000;
  const honest = tellRequest(village, chain, at, { changes, pictures: await shots(paper.pdf, 'honest') });
  const swapped = tellRequest(village, chain, at + 600_000, {
    changes,
    pictures: await shots(altered.paper.pdf, 'swapped'),
  });
  await server.running.importHistory({
    village: village.id,
    items: [...honest.items, ...swapped.items],
    blobs: [...honest.blobs, ...swapped.blobs],
  });
  const { comparing } = server.running.machineSide;
  while (await comparing.compareNext());
  const secretary = await server.as('secretary');
  const verdictOf = async (id: string) =>
    (await secretary.sealUse.getRequest({ id })).impressionPlan[0]?.serverVerdict?.verdict;
  expect(await verdictOf(honest.id)).toBe('match');
  expect(await verdictOf(swapped.id)).toBe('mismatch');
  const alarms = await server.running.parts.db
    .selectFrom('alarm')
    .select(['request', 'severity'])
    .where('kind', '=', 'comparisonDisagrees')
    .execute();
  expect(alarms).toEqual([{ request: swapped.id, severity: 'serious' }]);
}, 240_000);
