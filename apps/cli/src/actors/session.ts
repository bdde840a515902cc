import { type AccountView, type ApiClient, createApiClient, HufuError } from '@hufu/contract';

/** A signed-in person of a script: what his browser would be. */
export interface ActorSession {
  readonly api: ApiClient;
  readonly account: AccountView;
  /** fetch with the session's cookie, for uploads and downloads. */
  readonly fetch: typeof fetch;
  readonly baseUrl: string;
}

/** Signs in with account and password and keeps the cookie. */
export async function signIn(baseUrl: string, login: string, password: string): Promise<ActorSession> {
  let cookie = '';
  const withCookie: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    if (cookie) headers.set('cookie', cookie);
    headers.set('origin', new URL(baseUrl).origin);
    const reply = await fetch(input, { ...init, headers });
    for (const line of reply.headers.getSetCookie()) cookie = line.split(';')[0] ?? cookie;
    return reply;
  };
  const api = createApiClient(baseUrl, withCookie);
  const account = await api.session.logIn({ login, password });
  return { api, account, fetch: withCookie, baseUrl };
}

/** Uploads a file as the phone does and waits until its pages are ready. */
export async function uploadDocument(session: ActorSession, bytes: Uint8Array, name: string, type: string) {
  const form = new FormData();
  form.set('file', new Blob([Uint8Array.from(bytes)], { type }), name);
  const reply = await session.fetch(`${session.baseUrl}/api/files/upload-document`, {
    method: 'POST',
    body: form,
  });
  const sent: unknown = await reply.json();
  const id = typeof sent === 'object' && sent !== null && 'id' in sent ? String(sent.id) : '';
  if (!reply.ok || !id)
    throw new HufuError('INPUT_INVALID', { context: { field: name, problem: JSON.stringify(sent) } });
  for (;;) {
    const document = await session.api.files.getDocument({ id });
    if (document.state === 'ready') return document;
    if (document.state === 'failed')
      throw new HufuError('INPUT_INVALID', {
        context: { field: name, problem: document.problem?.code ?? 'failed' },
      });
    await new Promise((r) => setTimeout(r, 60));
  }
}
