import { HufuError } from '@hufu/contract';
import type { Assertion } from '@hufu/statement';

/** Asks the device for an assertion over a challenge, with user verification (fingerprint, face or screen lock). */
export async function assertWithPasskey(
  challenge: Uint8Array,
  rpId: string,
  credentialId: Uint8Array<ArrayBuffer>,
): Promise<Assertion> {
  let credential: Credential | null;
  try {
    credential = await navigator.credentials.get({
      publicKey: {
        challenge: new Uint8Array(challenge),
        rpId,
        allowCredentials: [{ type: 'public-key', id: credentialId }],
        userVerification: 'required',
        timeout: 120_000,
      },
    });
  } catch (cause) {
    throw new HufuError('WEBAUTHN_INVALID', { cause, context: { problem: problemOf(cause) } });
  }
  if (
    !(credential instanceof PublicKeyCredential) ||
    !(credential.response instanceof AuthenticatorAssertionResponse)
  )
    throw new HufuError('WEBAUTHN_INVALID', { context: { problem: 'no assertion' } });
  const { authenticatorData, clientDataJSON, signature } = credential.response;
  return {
    authenticatorData: new Uint8Array(authenticatorData),
    clientDataJSON: new Uint8Array(clientDataJSON),
    signature: new Uint8Array(signature),
  };
}

/** Whether this browser can make and use passkeys that verify the person. */
export async function canUsePasskeys(): Promise<boolean> {
  return (
    typeof PublicKeyCredential !== 'undefined' &&
    (await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false))
  );
}

function problemOf(cause: unknown): string {
  return cause instanceof DOMException ? cause.name : 'unknown';
}
