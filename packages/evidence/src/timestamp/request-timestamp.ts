import { accept, type Result, refuse, sameBytes } from '@hufu/contract';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { MessageImprint, TimeStampReq, TimeStampReqVersion } from '@peculiar/asn1-tsp';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import type { TimestampCertificate } from './certificate.ts';
import { type DigestName, digest, digestOid } from './digests.ts';
import { type VerifiedTimestamp, verifyTimestamp } from './token.ts';

/** A request of RFC 3161 §2.4.1 with a nonce, for a token that carries its certificate. */
export function formatTimestampRequest(message: Uint8Array, name: DigestName, nonce: Uint8Array): Uint8Array {
  const request = new TimeStampReq({
    version: TimeStampReqVersion.v1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithm: digestOid(name), parameters: null }),
      hashedMessage: new OctetString(digest(name, message)),
    }),
    nonce: new Uint8Array(nonce).buffer,
    certReq: true,
  });
  return new Uint8Array(AsnConvert.serialize(request));
}

/** Asks an authority for a time stamp over HTTP (RFC 3161 §3.4), and believes the answer only if it is of this request. */
export async function requestTimestamp(
  authority: {
    readonly name: string;
    readonly url: string;
    readonly anchors: readonly TimestampCertificate[];
  },
  message: Uint8Array,
  options: { readonly digest?: DigestName; readonly timeoutMs?: number } = {},
): Promise<Result<{ token: Uint8Array; verified: VerifiedTimestamp }>> {
  const failed = (problem: string) =>
    refuse('TIMESTAMP_AUTHORITY_FAILED', { authority: authority.name, problem });
  const nonce = crypto.getRandomValues(new Uint8Array(16));
  // A positive integer without a leading zero byte: DER has one form of it.
  nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40;
  let token: Uint8Array;
  try {
    const reply = await fetch(authority.url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: new Uint8Array(formatTimestampRequest(message, options.digest ?? 'sha256', nonce)),
      signal: AbortSignal.timeout(options.timeoutMs ?? 20_000),
      redirect: 'error',
    });
    if (!reply.ok) return failed(`HTTP ${reply.status}`);
    token = new Uint8Array(await reply.arrayBuffer());
  } catch (cause) {
    return failed(cause instanceof Error ? cause.message : String(cause));
  }
  const verified = verifyTimestamp(token, message, authority.anchors);
  if (!verified.ok) return failed(String(verified.context.problem));
  if (!verified.value.anchor)
    return failed('证书不在名单里 / its certificate is under none of the listed ones');
  if (!verified.value.nonce || !sameBytes(verified.value.nonce, nonce)) return failed('nonce');
  return accept({ token, verified: verified.value });
}
