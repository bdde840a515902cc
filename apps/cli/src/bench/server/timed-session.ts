import { createApiClient } from '@hufu/contract';
import type { ActorSession } from '../../actors/session.ts';

/** Milliseconds of every call, by its path. */
export type CallTimes = Map<string, number[]>;

/** A session whose calls are timed, from the request leaving until the whole reply is here. */
export function timedSession(session: ActorSession, times: CallTimes): ActorSession {
  const timed: typeof fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const path = new URL(url, session.baseUrl).pathname;
    const started = performance.now();
    const reply = await session.fetch(input, init);
    const body = await reply.arrayBuffer();
    times.set(path, [...(times.get(path) ?? []), performance.now() - started]);
    return new Response(body.byteLength > 0 ? body : null, { status: reply.status, headers: reply.headers });
  };
  return { ...session, fetch: timed, api: createApiClient(session.baseUrl, timed) };
}
