import { toBase64url, zProblem } from '@hufu/contract';
import { testNow } from '@hufu/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer, testPassword } from '../../rig/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { HUFU_SESSION_HOURS: '1', HUFU_LOGIN_ATTEMPTS: '3' } });
});
afterAll(async () => await server[Symbol.asyncDispose]());

const logIn = async (login: string, password: string, headers: Record<string, string> = {}) =>
  await fetch(`${server.url}/api/session/log-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ login, password }),
  });
const codeOf = async (reply: Response) => zProblem.parse(await reply.json()).code;

it('signs in with a cookie that scripts and other sites cannot use, and says who one is', async () => {
  const reply = await logIn('secretary', testPassword);
  const cookie = reply.headers.getSetCookie()[0];
  expect(cookie).toMatch(/^hufu_session=[\w-]{43};/);
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Strict/);
  const me = await (await server.as('secretary')).session.me();
  expect(me).toMatchObject({
    account: { name: '王书记', roles: ['approver'] },
    keys: [
      {
        kind: 'file',
        enrolled: true,
        key: toBase64url(server.village.secretary.signer.key),
        credentialId: null,
      },
    ],
    roster: { version: 1 },
  });
});

it('ends a session after its hour, and by signing out', async () => {
  const path = '/api/session/me';
  expect((await server.fetchAs('director', path)).status).toBe(200);
  server.setNow(testNow + 3_600_001);
  expect(await codeOf(await server.fetchAs('director', path))).toBe('SESSION_MISSING');
  server.setNow(testNow);
  const stamper = await server.as('stamper');
  await stamper.session.logOut();
  await expect(stamper.session.me()).rejects.toMatchObject({ code: 'SESSION_MISSING' });
});

it('refuses a call from another site', async () => {
  expect(await codeOf(await logIn('secretary', testPassword, { origin: 'https://evil.example' }))).toBe(
    'ORIGIN_WRONG',
  );
});

it('answers malformed JSON, a field of the wrong type and an unknown path with codes', async () => {
  const post = async (body: string) =>
    await fetch(`${server.url}/api/session/log-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
  expect(await codeOf(await post('{"login":'))).toBe('INPUT_INVALID');
  expect(await codeOf(await post('{"login":7,"password":"x"}'))).toBe('INPUT_INVALID');
  expect(await codeOf(await fetch(`${server.url}/no/such/path`))).toBe('NOT_FOUND');
});

it('lets nobody guess on: after three wrong passwords even the right one waits', async () => {
  for (let i = 0; i < 3; i++) expect(await codeOf(await logIn('inspector', 'wrong'))).toBe('LOGIN_FAILED');
  const reply = await logIn('inspector', testPassword);
  expect(reply.headers.get('retry-after')).toBe('300');
  expect(await codeOf(reply)).toBe('TOO_MANY_REQUESTS');
});

it('sends headers that keep every foreign host out', async () => {
  const { headers } = await fetch(`${server.url}/`);
  expect(headers.get('content-security-policy')).toMatch(/default-src 'self'/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});
