import { api, fromBase64url, HufuError, toHex, valueOrThrow } from '@hufu/contract';
import { decodeKey, keyOfCredential, thumbprint } from '@hufu/statement';
import { verifyRegistrationResponse } from '@simplewebauthn/server';
import { answer } from '../http/handler.ts';
import type { ServerParts } from '../http/parts.ts';
import { commit } from '../http/unit-of-work.ts';
import { findRoster } from '../people/roster.store.ts';
import { insertPasskey, takeTicket, upsertProposedKey } from './passkey.store.ts';
import { zRegistrationResponse } from './webauthn-response.ts';

/** POST /api/session/propose-key */
export const proposeKey = answer(api.session.proposeKey, async ({ parts, caller, body }) => {
  const passkey =
    body.kind === 'passkey'
      ? await registeredPasskey(parts, caller.account, body.ticket, body.registration)
      : undefined;
  const key = passkey ? valueOrThrow(keyOfCredential(passkey.publicKey)) : fromBase64url(body.key);
  valueOrThrow(decodeKey(key));
  const name = toHex(thumbprint(key));
  await commit(parts, async ({ tx, now }) => {
    if (passkey)
      await insertPasskey(tx, {
        credentialId: passkey.id,
        account: caller.account,
        thumbprint: name,
        publicKey: passkey.publicKey,
        counter: passkey.counter,
        at: now,
      });
    await upsertProposedKey(tx, { thumbprint: name, account: caller.account, kind: body.kind, key, at: now });
  });
  const present = await findRoster(parts.db, caller.unit.id);
  const isEnrolled = present?.roster.people.some(
    (p) =>
      p.id === caller.person && p.keys.some((k) => toHex(thumbprint(k.key)) === name && k.until === null),
  );
  return { thumbprint: name, enrolled: isEnrolled === true };
});

/** The credential of a registration that answers our own challenge to this account. */
async function registeredPasskey(
  parts: ServerParts,
  account: string,
  ticketId = '',
  registration: unknown = {},
) {
  const invalid = (problem: string, cause?: unknown) =>
    new HufuError('WEBAUTHN_INVALID', { cause, context: { problem } });
  const ticket = await takeTicket(parts.db, ticketId, 'register', parts.now());
  if (ticket?.account !== account) throw invalid('登记已过期，请重新开始 / the registration has expired');
  const response = zRegistrationResponse.safeParse(registration);
  if (!response.success) throw invalid('登记数据不完整 / the registration is incomplete');
  const verified = await verifyRegistrationResponse({
    response: { ...response.data, clientExtensionResults: {} },
    expectedChallenge: ticket.challenge,
    expectedOrigin: [...parts.site.origins],
    expectedRPID: parts.site.rpId,
  }).catch((cause: unknown) => {
    throw invalid('登记数据核对不上 / the registration does not verify', cause);
  });
  if (!verified.verified) throw invalid('登记数据核对不上 / the registration does not verify');
  return verified.registrationInfo.credential;
}
