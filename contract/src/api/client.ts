import type { z } from 'zod';
import { isErrorCode } from '../errors/registry.ts';
import { HufuError } from '../hufu-error.ts';
import { type Api, api } from './api.ts';
import type { Operation } from './operation.ts';
import { zProblem } from './views.ts';

/** What an empty schema asks for: nothing. */
type Fields<S extends z.ZodType> = z.input<S> extends Record<string, never> ? unknown : z.input<S>;

type CallOf<O> =
  O extends Operation<infer Q, infer B, infer R>
    ? (input?: Fields<Q> & Fields<B>, options?: { signal?: AbortSignal }) => Promise<z.output<R>>
    : never;

/** `client.sealUse.approveRequest({...})` and so on, for every operation of the contract. */
export type ApiClient = { [A in keyof Api]: { [O in keyof Api[A]]: CallOf<Api[A][O]> } };

/**
 * A typed client over fetch. Replies are parsed by the contract; a problem+json becomes a HufuError with its code,
 * a broken connection becomes SERVER_UNREACHABLE.
 * @param baseUrl empty in browsers (same origin)
 */
export function createApiClient(baseUrl = '', doFetch: typeof fetch = (...a) => fetch(...a)): ApiClient {
  const call = async (operation: (typeof api)[keyof Api][never], input: unknown, signal?: AbortSignal) => {
    const o = operation as Operation<z.ZodType, z.ZodType, z.ZodType>;
    const url = new URL(o.path, baseUrl || 'http://same-origin.invalid');
    if (o.method === 'GET')
      for (const [k, v] of Object.entries((input ?? {}) as Record<string, unknown>))
        if (v !== undefined && v !== null) url.searchParams.set(k, String(v));
    const isForm = typeof FormData !== 'undefined' && input instanceof FormData;
    let reply: Response;
    try {
      reply = await doFetch(baseUrl ? url.href : url.pathname + url.search, {
        method: o.method,
        credentials: 'same-origin',
        ...(signal ? { signal } : {}),
        ...(o.method === 'POST'
          ? isForm
            ? { body: input as FormData }
            : { body: JSON.stringify(input ?? {}), headers: { 'content-type': 'application/json' } }
          : {}),
      });
    } catch (cause) {
      throw new HufuError('SERVER_UNREACHABLE', { cause });
    }
    if (!reply.ok) throw await problemOf(reply);
    const kind = reply.headers.get('content-type') ?? '';
    return o.reply.parse(
      kind.includes('json') ? await reply.json() : new Uint8Array(await reply.arrayBuffer()),
    );
  };
  const area = (operations: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(operations).map(([name, o]) => [
        name,
        (input?: unknown, options?: { signal?: AbortSignal }) => call(o as never, input, options?.signal),
      ]),
    );
  return Object.fromEntries(Object.entries(api).map(([name, o]) => [name, area(o)])) as unknown as ApiClient;
}

async function problemOf(reply: Response): Promise<HufuError> {
  const parsed = zProblem.safeParse(await reply.json().catch(() => null));
  if (parsed.success && isErrorCode(parsed.data.code))
    return new HufuError(parsed.data.code, {
      context: { ...parsed.data.context, support: parsed.data.support },
    });
  return new HufuError('SERVER_UNREACHABLE', { context: { status: reply.status } });
}
