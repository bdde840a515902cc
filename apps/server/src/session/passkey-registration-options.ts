import { randomUUID } from 'node:crypto';
import { api } from '@hufu/contract';
import { generateRegistrationOptions } from '@simplewebauthn/server';
import { answer } from '../http/handler.ts';
import { insertTicket, listPasskeys } from './passkey.store.ts';
import { ticketLifetimeMs } from './passkey-options.ts';

/** COSE algorithms of our statements that authenticators know: ES256 and EdDSA. */
const algorithms = [-7, -8];

/** POST /api/session/passkey-registration-options */
export const passkeyRegistrationOptions = answer(
  api.session.passkeyRegistrationOptions,
  async ({ parts, caller }) => {
    const known = await listPasskeys(parts.db, caller.account);
    const options = await generateRegistrationOptions({
      rpName: '虎符 Hufu',
      rpID: parts.site.rpId,
      userName: caller.login,
      userDisplayName: caller.name,
      attestationType: 'none',
      supportedAlgorithmIDs: algorithms,
      excludeCredentials: known.map((p) => ({ id: p.credential_id })),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    });
    const ticket = randomUUID();
    const now = parts.now();
    const { challenge } = options;
    await insertTicket(
      parts.db,
      {
        id: ticket,
        purpose: 'register',
        challenge,
        account: caller.account,
        expiresAt: now + ticketLifetimeMs,
      },
      now,
    );
    return { options: { ...options }, ticket };
  },
);
