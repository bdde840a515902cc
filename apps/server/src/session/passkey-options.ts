import { randomUUID } from 'node:crypto';
import { api } from '@hufu/contract';
import { generateAuthenticationOptions } from '@simplewebauthn/server';
import { answerPublic } from '../http/handler.ts';
import { findAccountByLogin } from '../people/account.store.ts';
import { insertTicket, listPasskeys } from './passkey.store.ts';

/** How long a challenge may wait for the thumb on the sensor. */
export const ticketLifetimeMs = 5 * 60_000;

/** POST /api/session/passkey-options */
export const passkeyOptions = answerPublic(api.session.passkeyOptions, async ({ parts, body }) => {
  const account = body.login ? await findAccountByLogin(parts.db, body.login) : undefined;
  const known = account ? await listPasskeys(parts.db, account.caller.account) : [];
  const options = await generateAuthenticationOptions({
    rpID: parts.site.rpId,
    userVerification: 'required',
    allowCredentials: known.map((p) => ({ id: p.credential_id })),
  });
  const ticket = randomUUID();
  const now = parts.now();
  const { challenge } = options;
  await insertTicket(
    parts.db,
    { id: ticket, purpose: 'logIn', challenge, account: null, expiresAt: now + ticketLifetimeMs },
    now,
  );
  return { options: { ...options }, ticket };
});
