import { type ApiClient, createApiClient } from '@hufu/contract';
import type { FetchBytes } from '@hufu/ui';

const listeners = new Set<() => void>();

/** Hears that the session ended. */
export function onSessionLost(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The API at this page's own origin. */
export const client: ApiClient = createApiClient('', async (input, init) => {
  const reply = await fetch(input, init);
  // 401 of a login is a wrong password, not a lost session.
  if (reply.status === 401 && !String(input).includes('/session/log-in'))
    for (const lost of listeners) lost();
  return reply;
});

/** The bytes of an operation that replies a file. */
export function bytesOf(reply: unknown): Uint8Array<ArrayBuffer> {
  return reply instanceof Uint8Array ? new Uint8Array(reply) : new Uint8Array(0);
}

/** Fetches pages and evidence pictures of a request; a reason is given for the photo of a person. */
export function blobsOf(request: string, reason?: string): FetchBytes {
  return async (digest, signal) =>
    bytesOf(
      await client.files.getBlob(
        { digest, request, ...(reason ? { reason } : {}) },
        signal ? { signal } : {},
      ),
    );
}
