import { type PageRef, toHex } from '@hufu/contract';
import { signStatementSync } from '@hufu/statement';
import { digestOf } from '@hufu/storage';
import { anAuthorization, aRequest, derivedBytes, derivedId, testNow } from '@hufu/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aPhoto, startTestServer, type TestServer } from '../../rig/test-server.ts';
import { importPeopleStatement } from './import-people-statement.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => await server[Symbol.asyncDispose]());

const past = testNow - 60 * 86_400_000;
const salt = derivedBytes('salt');

async function pastRequest(name: string) {
  const photo = await aPhoto(name.length);
  const digest = new Uint8Array(Buffer.from(digestOf(photo), 'hex'));
  const page: PageRef = { digest, widthPx: 595, heightPx: 842, source: 'photo', side: 'front' };
  const request = aRequest(server.village, { id: derivedId(name), at: past, pages: [page] });
  return { request, pages: new Map([[toHex(digest), photo]]) };
}

it('takes in a request and its authorization at their own time, and notifies nobody', async () => {
  const { parts } = server.running;
  const { request, pages } = await pastRequest('past-1');
  const times = { at: past + 60_000, validFrom: past, validTo: past + 86_400_000 };
  const authorization = anAuthorization(server.village, times, request).approvedBy(server.village.secretary);
  expect(await importPeopleStatement(parts, { cose: request.cose, salt }, pages)).toBe(true);
  expect(await importPeopleStatement(parts, { cose: authorization.cose, salt: derivedBytes('salt-2') })).toBe(
    true,
  );
  const detail = await (await server.as('secretary')).sealUse.getRequest({ id: request.payload.id });
  expect(detail).toMatchObject({
    phase: 'authorized',
    filedAt: past,
    decidedAt: past + 60_000,
    number: '虎符村〔2026〕0001号',
  });
  expect(detail.requestStatement.salt).toBe(toHex(salt));
  expect(await parts.db.selectFrom('notice').selectAll().execute()).toEqual([]);
});

it('takes no statement of the past whose signature does not hold', async () => {
  const { request, pages } = await pastRequest('past-forged');
  const forged = signStatementSync(request.payload, server.village.stamper.signer);
  const call = importPeopleStatement(server.running.parts, { cose: forged, salt }, pages);
  await expect(call).rejects.toMatchObject({ code: 'SIGNER_UNKNOWN' });
});
