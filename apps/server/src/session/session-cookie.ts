import { createHash, randomBytes } from 'node:crypto';
import { HufuError } from '@hufu/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.ts';
import type { ServerParts } from '../http/parts.ts';
import { findCallerOfSession } from '../people/account.store.ts';
import { deleteSession, insertSession } from './session.store.ts';

/** Name of the cookie; nothing but an unguessable token is in it. */
const cookieName = 'hufu_session';

/** Opens a session: 256 random bits go to the browser, their hash into the table. */
export async function openSession(parts: ServerParts, reply: FastifyReply, caller: Caller): Promise<void> {
  const token = randomBytes(32).toString('base64url');
  const { lifetimeMs } = parts.config.session;
  const createdAt = parts.now();
  await insertSession(parts.db, {
    tokenHash: hashOf(token),
    account: caller.account,
    createdAt,
    expiresAt: createdAt + lifetimeMs,
  });
  reply.setCookie(cookieName, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: parts.site.url.startsWith('https:'),
    maxAge: Math.floor(lifetimeMs / 1000),
  });
}

/** Ends the session of a request, here and in the browser. */
export async function closeSession(
  parts: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const token = request.cookies[cookieName];
  if (token) await deleteSession(parts.db, hashOf(token));
  reply.clearCookie(cookieName, { path: '/' });
}

/** Who calls; without a session that lasts, the call is refused. */
export async function findCaller(parts: ServerParts, request: FastifyRequest): Promise<Caller> {
  const token = request.cookies[cookieName];
  const caller = token ? await findCallerOfSession(parts.db, hashOf(token), parts.now()) : undefined;
  if (!caller) throw new HufuError('SESSION_MISSING');
  return caller;
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
