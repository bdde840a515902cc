import { api, HufuError } from '@hufu/contract';
import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { answerPublic } from '../http/handler.ts';
import { accountView, findAccount } from '../people/account.store.ts';
import { signInAttempts } from './log-in.ts';
import { findPasskey, takeTicket, updatePasskeyCounter } from './passkey.store.ts';
import { openSession } from './session-cookie.ts';
import { zAuthenticationResponse } from './webauthn-response.ts';

/** POST /api/session/log-in-by-passkey */
export const logInByPasskey = answerPublic(
  api.session.logInByPasskey,
  async ({ parts, body, request, reply }) => {
    const attempts = signInAttempts(parts);
    const address = `address ${request.ip}`;
    attempts.check(address, parts.now());
    const response = zAuthenticationResponse.safeParse(body.response);
    const ticket = await takeTicket(parts.db, body.ticket, 'logIn', parts.now());
    const passkey = response.success ? await findPasskey(parts.db, response.data.id) : undefined;
    const account = passkey ? await findAccount(parts.db, passkey.account) : undefined;
    const refused = (cause?: unknown) => {
      attempts.fail(address, parts.now());
      return new HufuError('LOGIN_FAILED', { cause });
    };
    if (!response.success || !ticket || !passkey || !account) throw refused();
    const verified = await verifyAuthenticationResponse({
      response: { ...response.data, clientExtensionResults: {} },
      expectedChallenge: ticket.challenge,
      expectedOrigin: [...parts.site.origins],
      expectedRPID: parts.site.rpId,
      credential: {
        id: passkey.credential_id,
        publicKey: new Uint8Array(passkey.public_key),
        counter: passkey.counter,
      },
    }).catch((cause: unknown) => {
      throw refused(cause);
    });
    if (!verified.verified) throw refused();
    await updatePasskeyCounter(parts.db, passkey.credential_id, verified.authenticationInfo.newCounter);
    await openSession(parts, reply, account);
    return accountView(account);
  },
);
