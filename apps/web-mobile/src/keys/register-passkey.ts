import { fromBase64url, HufuError, toBase64url, valueOrThrow } from '@hufu/contract';
import { keyOfCredential } from '@hufu/statement';
import { client } from '../session/api.ts';
import { keyStore } from '../sign/key-store.ts';

/** Where the credential begins in authenticator data (WebAuthn §6.1): hash 32, flags 1, counter 4, AAGUID 16. */
const credentialAt = 53;

/** The credential's id and COSE_Key out of authenticator data of a registration. */
export function credentialOf(authData: Uint8Array): { id: Uint8Array; publicKey: Uint8Array } {
  const view = new DataView(authData.buffer, authData.byteOffset, authData.byteLength);
  if (authData.length < credentialAt + 2)
    throw new HufuError('WEBAUTHN_INVALID', { context: { problem: 'authenticator data too short' } });
  const length = view.getUint16(credentialAt);
  const keyAt = credentialAt + 2 + length;
  return { id: authData.slice(credentialAt + 2, keyAt), publicKey: authData.slice(keyAt) };
}

/** Makes a passkey on this device and proposes it for the roster. */
export async function registerPasskey(login: string): Promise<void> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  const { options, ticket } = await client.session.passkeyRegistrationOptions();
  type Options = Parameters<typeof startRegistration>[0]['optionsJSON'];
  const optionsJSON = options as unknown as Options;
  let response: Awaited<ReturnType<typeof startRegistration>>;
  try {
    response = await startRegistration({ optionsJSON });
  } catch (cause) {
    const problem = cause instanceof Error ? cause.name : 'unknown';
    throw new HufuError('WEBAUTHN_INVALID', { cause, context: { problem } });
  }
  const authData = response.response.authenticatorData;
  if (!authData) throw new HufuError('WEBAUTHN_INVALID', { context: { problem: 'no authenticator data' } });
  const credential = credentialOf(fromBase64url(authData));
  const key = valueOrThrow(keyOfCredential(credential.publicKey));
  await client.session.proposeKey({
    kind: 'passkey',
    key: toBase64url(key),
    registration: { ...response },
    ticket,
  });
  const rpId = optionsJSON.rp.id ?? location.hostname;
  await keyStore.rememberPasskey(login, { key, credentialId: credential.id, rpId }, Date.now());
}
