import { z } from 'zod';
import { zBase64url, zHex32, zInstant } from '../bytes.ts';
import { zKeyKind } from '../statement/roster.ts';
import { defineOperation } from './operation.ts';
import { zAccountView } from './views.ts';

const none = z.object({});
const area = 'session';

/** Signing in, the person's own keys, the present roster. */
export const session = {
  logIn: defineOperation({
    name: `${area}.logIn`,
    method: 'POST',
    path: '/api/session/log-in',
    caller: 'public',
    summary: { zh: '账号密码登录', en: 'Sign in with account and password' },
    query: none,
    body: z.object({ login: z.string().min(1).max(60), password: z.string().min(1).max(200) }),
    reply: zAccountView,
    codes: ['LOGIN_FAILED'],
  }),
  passkeyOptions: defineOperation({
    name: `${area}.passkeyOptions`,
    method: 'POST',
    path: '/api/session/passkey-options',
    caller: 'public',
    summary: { zh: '通行密钥登录：取挑战', en: 'Passkey sign-in: challenge' },
    query: none,
    body: z.object({ login: z.string().max(60).optional() }),
    reply: z.object({ options: z.record(z.string(), z.unknown()), ticket: z.string() }),
    codes: [],
  }),
  logInByPasskey: defineOperation({
    name: `${area}.logInByPasskey`,
    method: 'POST',
    path: '/api/session/log-in-by-passkey',
    caller: 'public',
    summary: { zh: '通行密钥登录', en: 'Sign in with a passkey' },
    query: none,
    body: z.object({ ticket: z.string().max(200), response: z.record(z.string(), z.unknown()) }),
    reply: zAccountView,
    codes: ['LOGIN_FAILED'],
  }),
  logOut: defineOperation({
    name: `${area}.logOut`,
    method: 'POST',
    path: '/api/session/log-out',
    caller: 'signedIn',
    summary: { zh: '退出登录', en: 'Sign out' },
    query: none,
    body: none,
    reply: none,
    codes: [],
  }),
  me: defineOperation({
    name: `${area}.me`,
    method: 'GET',
    path: '/api/session/me',
    caller: 'signedIn',
    summary: { zh: '我是谁，我登记了哪些钥匙', en: 'Who I am and which keys are enrolled' },
    query: none,
    body: none,
    reply: z.object({
      account: zAccountView,
      keys: z.array(
        z.object({
          thumbprint: zHex32,
          kind: zKeyKind,
          since: zInstant,
          until: zInstant.nullable(),
          enrolled: z.boolean(),
          /** COSE_Key, as the roster publishes it. A client signs with it only when its own pinned roster has it too. */
          key: zBase64url,
          /** Credential id of a passkey made here, so that another device of the person can ask for it. */
          credentialId: zBase64url.nullable(),
        }),
      ),
      /** Payload digest and COSE bytes of the village's present roster; null for township and district. */
      roster: z.object({ version: z.number().int(), digest: zHex32, cose: zBase64url }).nullable(),
    }),
    codes: [],
  }),
  passkeyRegistrationOptions: defineOperation({
    name: `${area}.passkeyRegistrationOptions`,
    method: 'POST',
    path: '/api/session/passkey-registration-options',
    caller: 'signedIn',
    summary: { zh: '新建通行密钥：取参数', en: 'New passkey: options' },
    query: none,
    body: none,
    reply: z.object({ options: z.record(z.string(), z.unknown()), ticket: z.string() }),
    codes: [],
  }),
  /** Proposes a key; it counts only once the root threshold has put it into the roster. */
  proposeKey: defineOperation({
    name: `${area}.proposeKey`,
    method: 'POST',
    path: '/api/session/propose-key',
    caller: 'signedIn',
    summary: { zh: '申请登记一把新钥匙', en: 'Propose a new key for the roster' },
    query: none,
    body: z.object({
      kind: zKeyKind,
      /** COSE_Key; for passkeys it is taken from the registration response. */
      key: zBase64url,
      /** Proof that the proposer holds it: signature statement or WebAuthn registration. */
      registration: z.record(z.string(), z.unknown()).optional(),
      ticket: z.string().max(200).optional(),
    }),
    reply: z.object({ thumbprint: zHex32, enrolled: z.boolean() }),
    codes: ['WEBAUTHN_INVALID', 'STATEMENT_MALFORMED'],
  }),
} as const;
