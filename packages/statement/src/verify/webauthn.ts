import { accept, type Result, refuse, sameBytes, toBase64url } from '@hufu/contract';
import { sha256 } from '@noble/hashes/sha2.js';
import { z } from 'zod';
import type { WebAuthnData } from '../keys/signer.ts';

/** Where passkeys of the village live; pinned in the roster. */
export interface WebPolicy {
  readonly rpId: string;
  readonly origins: readonly string[];
}

/** Fields of clientDataJSON (WebAuthn §5.8.1); browsers may add more, so unknown ones are let pass. */
const zClientData = z.looseObject({
  type: z.literal('webauthn.get'),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
});

const userPresent = 0x01;
const userVerified = 0x04;

/**
 * Checks the parts of a passkey's assertion that are ours to check (WebAuthn §7.2) and returns the bytes it signed.
 * The challenge is SHA-256 of the Sig_structure: so the passkey signs the statement and nothing else.
 */
export function assertionMessage(
  data: WebAuthnData,
  sigStructure: Uint8Array,
  web: WebPolicy,
): Result<Uint8Array> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data.clientData));
  } catch {
    return invalid('客户端数据不是 JSON / client data is no JSON');
  }
  const client = zClientData.safeParse(json);
  if (!client.success)
    return invalid('客户端数据缺项或类型不是 webauthn.get / client data lacks fields or its type');
  const { challenge, origin, crossOrigin } = client.data;
  if (challenge !== toBase64url(sha256(sigStructure)))
    return invalid('签的不是这份内容 / the challenge is not this statement');
  if (!web.origins.includes(origin)) return invalid('来源网址未登记 / the origin is not registered');
  if (crossOrigin === true) return invalid('嵌在别的网页里 / made inside a foreign page');
  const { authData } = data;
  if (authData.length < 37) return invalid('认证器数据太短 / authenticator data too short');
  if (!sameBytes(authData.subarray(0, 32), sha256(new TextEncoder().encode(web.rpId))))
    return invalid('网站标识不符 / the relying party differs');
  const flags = authData[32] ?? 0;
  if ((flags & userPresent) === 0) return invalid('本人没有在场确认 / user presence is missing');
  if ((flags & userVerified) === 0) return invalid('没有验证本人身份 / user verification is missing');
  const message = new Uint8Array(authData.length + 32);
  message.set(authData, 0);
  message.set(sha256(data.clientData), authData.length);
  return accept(message);
}

function invalid(problem: string) {
  return refuse('WEBAUTHN_INVALID', { problem });
}
