import { type ApiClient, createApiClient } from '@hufu/contract';
import type { FetchBytes } from '@hufu/ui';

const listeners = new Set<() => void>();

/** Hears that the session ended: an expired one shows the login over whatever was being filled in. */
export function onSessionLost(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let gate: Promise<unknown> = Promise.resolve();

/** Lets every call but those of the session itself wait until something is settled: whose session this is. */
export function holdCallsUntil(settled: Promise<unknown>): void {
  gate = settled.catch(() => undefined);
}

/** The API at this page's own origin. */
export const client: ApiClient = createApiClient('', async (input, init) => {
  if (!String(input).includes('/api/session/')) await gate;
  const reply = await fetch(input, init);
  // 401 of a login is a wrong password, not a lost session.
  if (reply.status === 401 && !String(input).includes('/session/log-in'))
    for (const lost of listeners) lost();
  return reply;
});

/** Fetches the bytes of a page or an evidence picture of a request. */
export function blobsOf(request: string | undefined): FetchBytes {
  return async (digest, signal) => {
    const bytes: unknown = await client.files.getBlob(request ? { digest, request } : { digest }, {
      ...(signal ? { signal } : {}),
    });
    return bytes instanceof Uint8Array ? bytes : new Uint8Array(0);
  };
}
