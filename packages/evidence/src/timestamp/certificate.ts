import { sameBytes } from '@hufu/contract';
import { p256, p384 } from '@noble/curves/nist.js';
import { RSAPublicKey } from '@peculiar/asn1-rsa';
import { AsnConvert } from '@peculiar/asn1-schema';
import { BasicConstraints, Certificate, ExtendedKeyUsage } from '@peculiar/asn1-x509';
import { type DigestName, digest } from './digests.ts';
import { rsaBits, verifyRsa } from './rsa.ts';

/** What time stamps need of an X.509 certificate (RFC 5280). */
export interface TimestampCertificate {
  readonly der: Uint8Array;
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
  readonly serial: Uint8Array;
  /** Common name, or the organisation, for people to read. */
  readonly name: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly isCa: boolean;
  /** RFC 3161 §2.3: extended key usage, critical, time stamping and nothing else. */
  readonly isForTimestamps: boolean;
  readonly keyKind: KeyKindOfAuthority | undefined;
  readonly parsed: Certificate;
}

/** Strength of an authority's key, as ages are counted. */
export type KeyKindOfAuthority = 'rsa2048' | 'rsa3072' | 'rsa4096' | 'p256' | 'p384';

const oid = {
  rsa: '1.2.840.113549.1.1.1',
  ec: '1.2.840.10045.2.1',
  p256: '1.2.840.10045.3.1.7',
  p384: '1.3.132.0.34',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  commonName: '2.5.4.3',
  organisation: '2.5.4.10',
} as const;

/** Signature algorithms and the digest in them; plain RSA (as CMS writes it) takes the digest named beside it. */
const signatureDigests = new Map<string, DigestName>([
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
]);

/** Reads a certificate in DER; undefined for whatever is none. */
export function readCertificate(der: Uint8Array): TimestampCertificate | undefined {
  try {
    return taken(der, AsnConvert.parse(der, Certificate));
  } catch {
    // The reader throws on whatever somebody else wrote: it is no certificate.
    return undefined;
  }
}

function taken(der: Uint8Array, parsed: Certificate): TimestampCertificate {
  const { tbsCertificate: tbs } = parsed;
  const extension = (id: string) => tbs.extensions?.find((e) => e.extnID === id);
  const basic = extension(oid.basicConstraints);
  const usage = extension(oid.extendedKeyUsage);
  const purposes = usage ? [...AsnConvert.parse(usage.extnValue, ExtendedKeyUsage)] : [];
  return {
    der: new Uint8Array(der),
    subject: new Uint8Array(AsnConvert.serialize(tbs.subject)),
    issuer: new Uint8Array(AsnConvert.serialize(tbs.issuer)),
    serial: new Uint8Array(tbs.serialNumber),
    name: nameIn(parsed),
    notBefore: tbs.validity.notBefore.getTime().getTime(),
    notAfter: tbs.validity.notAfter.getTime().getTime(),
    isCa: basic ? AsnConvert.parse(basic.extnValue, BasicConstraints).cA : false,
    isForTimestamps: usage?.critical === true && purposes.length === 1 && purposes[0] === oid.timeStamping,
    keyKind: keyKindOf(parsed),
    parsed,
  };
}

function nameIn({ tbsCertificate }: Certificate): string {
  const parts = [...tbsCertificate.subject].flatMap((relative) => [...relative]);
  const found =
    parts.find((p) => p.type === oid.commonName) ?? parts.find((p) => p.type === oid.organisation);
  return found?.value.toString() ?? '';
}

function keyKindOf({
  tbsCertificate: { subjectPublicKeyInfo: key },
}: Certificate): KeyKindOfAuthority | undefined {
  if (key.algorithm.algorithm === oid.rsa) {
    const bits = rsaBits(new Uint8Array(AsnConvert.parse(key.subjectPublicKey, RSAPublicKey).modulus));
    return bits >= 4096 ? 'rsa4096' : bits >= 3072 ? 'rsa3072' : bits >= 2048 ? 'rsa2048' : undefined;
  }
  const curve = curveOf(key.algorithm.parameters);
  return key.algorithm.algorithm === oid.ec ? curve : undefined;
}

function curveOf(parameters: ArrayBuffer | null | undefined): 'p256' | 'p384' | undefined {
  if (!parameters) return undefined;
  const given = new Uint8Array(parameters);
  const named = { p256: [6, 8, 42, 134, 72, 206, 61, 3, 1, 7], p384: [6, 5, 43, 129, 4, 0, 34] } as const;
  if (sameBytes(given, Uint8Array.from(named.p256))) return 'p256';
  return sameBytes(given, Uint8Array.from(named.p384)) ? 'p384' : undefined;
}

/** Whether this certificate's key made the signature; false for algorithms that are not known or too weak. */
export function verifyWith(
  { keyKind, parsed }: TimestampCertificate,
  algorithm: string,
  digestBeside: DigestName | undefined,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const name = signatureDigests.get(algorithm) ?? (algorithm === oid.rsa ? digestBeside : undefined);
  if (!keyKind || !name) return false;
  const key = parsed.tbsCertificate.subjectPublicKeyInfo.subjectPublicKey;
  try {
    if (keyKind.startsWith('rsa')) {
      const { modulus, publicExponent } = AsnConvert.parse(key, RSAPublicKey);
      const rsa = { modulus: new Uint8Array(modulus), exponent: new Uint8Array(publicExponent) };
      return verifyRsa(rsa, name, message, signature);
    }
    const curve = keyKind === 'p256' ? p256 : p384;
    const options = { prehash: false, lowS: false, format: 'der' } as const;
    return curve.verify(signature, digest(name, message), new Uint8Array(key), options);
  } catch {
    // Points and numbers that are none: no signature of this key either.
    return false;
  }
}

/** Whether the certificate is signed with the key of this issuer, which is a CA and valid at that time. */
export function isIssuedBy(one: TimestampCertificate, issuer: TimestampCertificate, atMs: number): boolean {
  const { parsed } = one;
  const tbs = parsed.tbsCertificateRaw;
  if (!tbs || !issuer.isCa || !sameBytes(one.issuer, issuer.subject)) return false;
  if (atMs < issuer.notBefore || atMs > issuer.notAfter) return false;
  const signature = new Uint8Array(parsed.signatureValue);
  return verifyWith(issuer, parsed.signatureAlgorithm.algorithm, undefined, new Uint8Array(tbs), signature);
}
