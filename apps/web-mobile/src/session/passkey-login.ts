import { HufuError } from '@hufu/contract';
import { client } from './api.ts';

/** Signs in with a passkey: the library is fetched only when somebody does. */
export async function logInByPasskey(login: string): Promise<void> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const { options, ticket } = await client.session.passkeyOptions(login === '' ? {} : { login });
  type Options = Parameters<typeof startAuthentication>[0]['optionsJSON'];
  let response: Awaited<ReturnType<typeof startAuthentication>>;
  try {
    response = await startAuthentication({ optionsJSON: options as unknown as Options });
  } catch (cause) {
    const problem = cause instanceof Error ? cause.name : 'unknown';
    throw new HufuError('WEBAUTHN_INVALID', { cause, context: { problem } });
  }
  await client.session.logInByPasskey({ ticket, response: { ...response } });
}
