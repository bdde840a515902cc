import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { type Revocation, toBase64url } from '@hufu/contract';
import { describe, expect, it } from 'vitest';
import { parseSigned, signStatement } from '../cose-sign.ts';
import { keyOfP256Point } from '../keys/cose-key.ts';
import { passkeySigner } from '../keys/passkey.ts';
import { generateFileSigner } from '../keys/signer.ts';
import { verifySignature } from './verify-signature.ts';

const id = '0190a000-0000-7000-8000-000000000001';
const revocation: Revocation = {
  type: 'revocation',
  v: 1,
  id,
  village: id,
  at: 1,
  what: { kind: 'authorization', authorization: id },
  reason: '作废',
};
const web = { rpId: 'hufu.example', origins: ['https://hufu.example'] };
const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest();

/** What a software authenticator may be told to do wrong. */
interface Lies {
  rpId?: string;
  flags?: number;
  client?: Record<string, unknown>;
  clientText?: string;
}

/** An authenticator of its own making, on node:crypto: nothing of the code under test signs here. */
function softwareAuthenticator(lies: Lies = {}) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([
    Buffer.of(4),
    Buffer.from(x ?? '', 'base64url'),
    Buffer.from(y ?? '', 'base64url'),
  ]);
  const key = keyOfP256Point(new Uint8Array(point));
  if (!key.ok) throw new Error(key.code);
  return passkeySigner(key.value, async (challenge) => {
    const authenticatorData = Buffer.concat([
      sha256(lies.rpId ?? 'hufu.example'),
      Buffer.of(lies.flags ?? 0x05),
      Buffer.of(0, 0, 0, 0),
    ]);
    const client = {
      type: 'webauthn.get',
      challenge: toBase64url(challenge),
      origin: 'https://hufu.example',
      crossOrigin: false,
      ...lies.client,
    };
    const clientDataJSON = Buffer.from(lies.clientText ?? JSON.stringify(client));
    const signed = Buffer.concat([authenticatorData, sha256(clientDataJSON)]);
    const signature = createSign('sha256').update(signed).sign(privateKey);
    return {
      authenticatorData: new Uint8Array(authenticatorData),
      clientDataJSON: new Uint8Array(clientDataJSON),
      signature: new Uint8Array(signature),
    };
  });
}

async function outcome(lies: Lies, policy: typeof web | undefined = web) {
  const signer = softwareAuthenticator(lies);
  const signed = parseSigned(await signStatement(revocation, [signer]));
  if (!signed.ok) throw new Error(signed.code);
  return verifySignature(signed.value, 0, signer.key, policy);
}

describe('a passkey assertion', () => {
  it('counts as a signature of the statement', async () => {
    // DER integers have changing lengths: twenty keys meet the short ones too.
    for (let i = 0; i < 20; i++) expect(await outcome({})).toMatchObject({ ok: true });
  });

  const lies: [string, Lies][] = [
    ['for another relying party', { rpId: 'evil.example' }],
    ['from another origin', { client: { origin: 'https://evil.example' } }],
    ['of another type', { client: { type: 'webauthn.create' } }],
    ['with another challenge', { client: { challenge: toBase64url(new Uint8Array(32)) } }],
    ['made inside a foreign page', { client: { crossOrigin: true } }],
    ['without user verification', { flags: 0x01 }],
    ['without user presence', { flags: 0x04 }],
    ['with client data that is no JSON', { clientText: '{' }],
    ['with client data that is no object', { clientText: 'null' }],
  ];
  it.each(lies)('is refused %s', async (_, lie) => {
    expect(await outcome(lie)).toMatchObject({ ok: false, code: 'WEBAUTHN_INVALID' });
  });

  it('is refused where no site is pinned', async () => {
    const signer = softwareAuthenticator();
    const signed = parseSigned(await signStatement(revocation, [signer]));
    if (!signed.ok) throw new Error(signed.code);
    expect(verifySignature(signed.value, 0, signer.key)).toMatchObject({ code: 'WEBAUTHN_INVALID' });
  });

  it('does not carry over to another statement', async () => {
    const signer = softwareAuthenticator();
    const one = parseSigned(await signStatement(revocation, [signer]));
    const two = parseSigned(await signStatement({ ...revocation, reason: '别的' }, [signer]));
    if (!one.ok || !two.ok) throw new Error('unreadable');
    const swapped = { ...two.value, signatures: one.value.signatures };
    expect(verifySignature(swapped, 0, signer.key, web)).toMatchObject({ code: 'WEBAUTHN_INVALID' });
  });

  it('with a signature of another key is refused', async () => {
    const signer = softwareAuthenticator();
    const stranger = generateFileSigner('ES256');
    const signed = parseSigned(
      await signStatement(revocation, [
        { ...signer, sign: async (s) => ({ ...(await signer.sign(s)), signature: stranger.signSync(s) }) },
      ]),
    );
    if (!signed.ok) throw new Error(signed.code);
    expect(verifySignature(signed.value, 0, signer.key, web)).toMatchObject({ code: 'SIGNATURE_INVALID' });
  });
});
