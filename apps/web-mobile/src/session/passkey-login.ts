import { fromBase64url, HufuError, toHex } from '@hufu/contract';
import { codeOf } from '@hufu/ui';
import { keyStore } from '../sign/key-store.ts';
import { client } from './api.ts';

/**
 * Signs in with a passkey: the library is fetched only when somebody does. A passkey that the phone's maker carried
 * over from another phone of the person is remembered here, so that it signs here as well.
 */
export async function logInByPasskey(login: string): Promise<void> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const { options, ticket } = await client.session.passkeyOptions(login === '' ? {} : { login });
  type Options = Parameters<typeof startAuthentication>[0]['optionsJSON'];
  const optionsJSON = options as unknown as Options;
  let response: Awaited<ReturnType<typeof startAuthentication>>;
  try {
    response = await startAuthentication({ optionsJSON });
  } catch (cause) {
    const problem = cause instanceof Error ? cause.name : 'unknown';
    throw new HufuError('WEBAUTHN_INVALID', { cause, context: { problem } });
  }
  const account = await client.session.logInByPasskey({ ticket, response: { ...response } });
  const used = (await client.session.me()).keys.find((k) => k.credentialId === response.id);
  if (used) await remember(account.login, used.key, response.id, optionsJSON.rpId ?? location.hostname);
}

/** What the server says of the key is only a hint: signing takes no key that the pinned roster does not have. */
async function remember(login: string, key: string, credentialId: string, rpId: string): Promise<void> {
  const passkey = { key: fromBase64url(key), credentialId: fromBase64url(credentialId), rpId };
  try {
    const held = await keyStore.list(login);
    const isHere = held.some((k) => toHex(k.key) === toHex(passkey.key));
    if (!isHere) await keyStore.rememberPasskey(login, passkey, Date.now());
  } catch (error) {
    // A private window keeps no keys: signing says so itself, and signing in goes on.
    if (codeOf(error) !== 'KEY_STORE_UNAVAILABLE') throw error;
  }
}
