import { accept, type Result, refuse, sameBytes } from '@hufu/contract';
import { sha1 } from '@noble/hashes/legacy.js';
import { ContentInfo, id_signedData, SignedData, type SignerInfo } from '@peculiar/asn1-cms';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { TimeStampResp, TSTInfo } from '@peculiar/asn1-tsp';
import { OctetString as BerOctets, Set as BerSet, fromBER, Sequence } from 'asn1js';
import { isIssuedBy, readCertificate, type TimestampCertificate, verifyWith } from './certificate.ts';
import { type DigestName, digest, digestOf } from './digests.ts';

/** A time stamp of which signature and imprint hold. */
export interface VerifiedTimestamp {
  /** Milliseconds since 1970, by the authority's clock. */
  readonly at: number;
  readonly digest: DigestName;
  readonly signer: TimestampCertificate;
  /** The anchor of the verifier's own that vouches for the signer; undefined when none does. */
  readonly anchor: TimestampCertificate | undefined;
  readonly nonce: Uint8Array | undefined;
}

const tstInfo = '1.2.840.113549.1.9.16.1.4';
const attribute = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;
const deepestChain = 6;
const bad = (problem: string) => refuse('TIMESTAMP_INVALID', { problem });

/**
 * Verifies a time-stamp response (RFC 3161 §2.4.2) over a message: granted, its imprint that of the message, signed by a
 * certificate for time stamping that the token itself carries and binds (RFC 5816); then looks for an anchor above it.
 */
export function verifyTimestamp(
  response: Uint8Array,
  message: Uint8Array,
  anchors: readonly TimestampCertificate[],
): Result<VerifiedTimestamp> {
  if (response.length > 200_000) return bad('太大 / too large');
  try {
    return read(response, message, anchors);
  } catch (cause) {
    // The reader throws on whatever somebody else wrote.
    return bad(`读不了 / cannot be read (${cause instanceof Error ? cause.message.slice(0, 120) : ''})`);
  }
}

function read(
  response: Uint8Array,
  message: Uint8Array,
  anchors: readonly TimestampCertificate[],
): Result<VerifiedTimestamp> {
  const { status, timeStampToken } = AsnConvert.parse(response, TimeStampResp);
  if (Number(status.status) > 1 || !timeStampToken) return bad('没有签发 / not granted');
  const outer = AsnConvert.parse(AsnConvert.serialize(timeStampToken), ContentInfo);
  if (outer.contentType !== id_signedData) return bad('不是 SignedData / no SignedData');
  const signed = AsnConvert.parse(outer.content, SignedData);
  const content = signed.encapContentInfo.eContent?.single;
  if (signed.encapContentInfo.eContentType !== tstInfo || !content) return bad('不是时间戳 / no TSTInfo');
  const bytes = new Uint8Array(content.buffer);
  const info = AsnConvert.parse(bytes, TSTInfo);

  const imprint = digestOf(info.messageImprint.hashAlgorithm.algorithm);
  if (!imprint) return bad('摘要算法不认 / digest algorithm not accepted');
  if (!sameBytes(imprint.hash(message), new Uint8Array(info.messageImprint.hashedMessage.buffer)))
    return bad('不是这些内容的时间戳 / it is of another content');

  const certificates = [...(signed.certificates ?? [])].flatMap(({ certificate }) => {
    const one = certificate && readCertificate(new Uint8Array(AsnConvert.serialize(certificate)));
    return one ? [one] : [];
  });
  const [signer, ...others] = signed.signerInfos;
  if (!signer || others.length > 0) return bad('应只有一个签名 / one signature wanted');
  const own = certificates.find((c) => isNamed(c, signer));
  if (!own) return bad('不带签发者的证书 / without the signer’s certificate');
  const problem = problemOfSignature(signer, own, bytes, signedAttributes(outer.content));
  if (problem) return bad(problem);
  const at = info.genTime.getTime();
  if (at < own.notBefore || at > own.notAfter)
    return bad('签发时证书不在有效期 / certificate not valid then');
  return accept({
    at,
    digest: imprint.name,
    signer: own,
    anchor: anchorOf(own, certificates, anchors, at),
    nonce: info.nonce && new Uint8Array(info.nonce),
  });
}

function isNamed({ issuer, serial }: TimestampCertificate, { sid }: SignerInfo): boolean {
  const by = sid.issuerAndSerialNumber;
  if (!by) return false;
  const name = new Uint8Array(AsnConvert.serialize(by.issuer));
  return sameBytes(name, issuer) && sameBytes(new Uint8Array(by.serialNumber), serial);
}

/** What is wrong with the CMS signature (RFC 5652 §5.4) of a token, if anything. */
function problemOfSignature(
  signer: SignerInfo,
  certificate: TimestampCertificate,
  content: Uint8Array,
  raw: Uint8Array | undefined,
): string | undefined {
  if (!certificate.isForTimestamps)
    return '证书不是专用于时间戳的 / the certificate is not for time stamps alone';
  if (!certificate.keyKind) return '钥匙太弱或不认 / the key is too weak or unknown';
  const beside = digestOf(signer.digestAlgorithm.algorithm);
  if (!beside || !raw) return '缺签名属性 / signed attributes are missing';
  const attributeOf = (type: string) => signer.signedAttrs?.find((a) => a.attrType === type)?.attrValues[0];
  const said = attributeOf(attribute.messageDigest);
  const held = said && new Uint8Array(AsnConvert.parse(said, OctetString).buffer);
  if (!held || !sameBytes(held, beside.hash(content)))
    return '内容摘要不符 / the digest of its content differs';
  if (!bindsCertificate(attributeOf, certificate))
    return '没有绑定签发证书 / the signer’s certificate is not bound';
  // Signed as a SET OF, though written with an implicit tag.
  const attributes = Uint8Array.from(raw);
  attributes[0] = 0x31;
  const signature = new Uint8Array(signer.signature.buffer);
  return verifyWith(certificate, signer.signatureAlgorithm.algorithm, beside.name, attributes, signature)
    ? undefined
    : '签名不对 / the signature does not verify';
}

/** The signed attributes of the only SignerInfo as they were written: what the signature is over, but for its tag. */
function signedAttributes(signedData: ArrayBuffer): Uint8Array | undefined {
  const { result } = fromBER(signedData);
  const infos = result instanceof Sequence ? result.valueBlock.value.at(-1) : undefined;
  const info = infos instanceof BerSet ? infos.valueBlock.value[0] : undefined;
  const parts = info instanceof Sequence ? info.valueBlock.value : [];
  const found = parts.find((part) => part.idBlock.tagClass === 3 && part.idBlock.tagNumber === 0);
  return found && new Uint8Array(found.valueBeforeDecodeView);
}

/** ESSCertID (RFC 2634) or ESSCertIDv2 (RFC 5816): the signature names its certificate, so that none can be put in its place. */
function bindsCertificate(
  attributeOf: (type: string) => ArrayBuffer | undefined,
  { der }: TimestampCertificate,
): boolean {
  const [v2, v1] = [attributeOf(attribute.signingCertificateV2), attributeOf(attribute.signingCertificate)];
  const value = v2 ?? v1;
  const first = value && firstCertId(value);
  if (!first) return false;
  const hash = first.find((part) => part instanceof BerOctets);
  if (!hash) return false;
  const [algorithm] = first;
  const oid = algorithm instanceof Sequence ? String(algorithm.valueBlock.value[0]?.valueBlock) : '';
  const named = /\d+(\.\d+){3,}/.exec(oid)?.[0];
  const own = v2 ? (named ? digestOf(named)?.hash(der) : digest('sha256', der)) : sha1(der);
  return own !== undefined && sameBytes(own, new Uint8Array(hash.valueBlock.valueHexView));
}

/** The parts of the first ESSCertID: [algorithm,] hash [, issuer and serial]. */
function firstCertId(value: ArrayBuffer) {
  const { result } = fromBER(value);
  const list = result instanceof Sequence ? result.valueBlock.value[0] : undefined;
  const id = list instanceof Sequence ? list.valueBlock.value[0] : undefined;
  return id instanceof Sequence ? id.valueBlock.value : undefined;
}

/** Climbs from the signer to a certificate that the verifier trusts. */
function anchorOf(
  signer: TimestampCertificate,
  carried: readonly TimestampCertificate[],
  anchors: readonly TimestampCertificate[],
  atMs: number,
): TimestampCertificate | undefined {
  let one = signer;
  for (let depth = 0; depth < deepestChain; depth++) {
    const { der } = one;
    const itself = anchors.find((a) => sameBytes(a.der, der));
    if (itself) return itself;
    const above =
      anchors.find((a) => isIssuedBy(one, a, atMs)) ??
      carried.find((c) => !sameBytes(c.der, der) && isIssuedBy(one, c, atMs));
    if (!above) return undefined;
    one = above;
  }
  return undefined;
}
