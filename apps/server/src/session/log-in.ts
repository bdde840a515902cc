import { api, HufuError } from '@hufu/contract';
import { type Attempts, countAttempts } from '../http/attempts.ts';
import { answerPublic } from '../http/handler.ts';
import type { ServerParts } from '../http/parts.ts';
import { accountView, findAccountByLogin } from '../people/account.store.ts';
import { isPassword } from './password.ts';
import { openSession } from './session-cookie.ts';

const attemptsOf = new WeakMap<ServerParts, Attempts>();

/** Sign-in attempts of a running server; a demo on one host shares one address among all its people. */
export function signInAttempts(parts: ServerParts): Attempts {
  const { isDemo, session } = parts.config;
  const held = attemptsOf.get(parts) ?? countAttempts(session.loginAttempts * (isDemo ? 20 : 1));
  attemptsOf.set(parts, held);
  return held;
}

/** POST /api/session/log-in */
export const logIn = answerPublic(api.session.logIn, async ({ parts, body, request, reply }) => {
  const attempts = signInAttempts(parts);
  const names = [`address ${request.ip}`, `login ${body.login}`];
  for (const name of names) attempts.check(name, parts.now());
  const account = await findAccountByLogin(parts.db, body.login);
  if (!(await isPassword(body.password, account?.passwordHash)) || !account) {
    for (const name of names) attempts.fail(name, parts.now());
    throw new HufuError('LOGIN_FAILED');
  }
  attempts.clear(`login ${body.login}`);
  await openSession(parts, reply, account.caller);
  return accountView(account.caller);
});
