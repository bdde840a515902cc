// The certificate library asks for this polyfill before it loads.
import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { HufuError } from '@hufu/contract';
import * as x509 from '@peculiar/x509';

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signAlgorithm = { name: 'ECDSA', hash: 'SHA-256' } as const;
const dayMs = 86_400_000;

/** A certificate with its key, as PEM. */
export interface Identity {
  readonly certPem: string;
  readonly keyPem: string;
}

/** What a certificate is for. */
export interface CertificateOrder {
  /** Machines: hex thumbprint of the press controller's key. */
  readonly cn: string;
  readonly usage: 'client' | 'server' | 'both';
  /** Host names and IP addresses a server is reached by. */
  readonly sans?: readonly string[];
  readonly days?: number;
}

/** A small authority for the certificates of one deployment: it proves who talks, never what may be stamped. */
export interface CertificateAuthority {
  readonly certPem: string;
  readonly keyPem: string;
  /** Makes key and certificate at once, for ends that live on this host. */
  issue(order: CertificateOrder): Promise<Identity>;
  /** Certifies a key that was made elsewhere; the order's name wins over the request's. */
  certify(csrPem: string, order: CertificateOrder): Promise<string>;
}

/** Makes a new authority; its key should be stored by the caller with care. */
export async function createCa(options: { name: string; days?: number }): Promise<CertificateAuthority> {
  const keys = await crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const now = Date.now();
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [options.name] }],
    notBefore: new Date(now - dayMs),
    notAfter: new Date(now + (options.days ?? 3650) * dayMs),
    signingAlgorithm: signAlgorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return authority(cert, keys.privateKey, await privatePem(keys.privateKey));
}

/** Opens an authority that was stored before. */
export async function openCa(stored: Identity): Promise<CertificateAuthority> {
  const der = x509.PemConverter.decodeFirst(stored.keyPem);
  const key = await crypto.subtle.importKey('pkcs8', der, keyAlgorithm, true, ['sign']);
  return authority(new x509.X509Certificate(stored.certPem), key, stored.keyPem);
}

/** Makes a key that stays here, or takes the one that is here, and the request that asks an authority to certify it. */
export async function createCertificateRequest(
  cn: string,
  heldKeyPem?: string,
): Promise<{ csrPem: string; keyPem: string }> {
  const keys =
    heldKeyPem === undefined
      ? await crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify'])
      : await keyPair(heldKeyPem);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [cn] }],
    keys,
    signingAlgorithm: signAlgorithm,
  });
  return { csrPem: request.toString('pem'), keyPem: await privatePem(keys.privateKey) };
}

function authority(cert: x509.X509Certificate, key: CryptoKey, keyPem: string): CertificateAuthority {
  async function sign(publicKey: CryptoKey, order: CertificateOrder): Promise<string> {
    const now = Date.now();
    const made = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      subject: [{ CN: [order.cn] }],
      issuer: cert.subject,
      notBefore: new Date(now - dayMs),
      notAfter: new Date(now + (order.days ?? 365) * dayMs),
      signingAlgorithm: signAlgorithm,
      publicKey,
      signingKey: key,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension(usagesOf(order.usage)),
        new x509.SubjectAlternativeNameExtension(namesOf(order)),
        await x509.AuthorityKeyIdentifierExtension.create(cert.publicKey),
      ],
    });
    return made.toString('pem');
  }

  return {
    certPem: cert.toString('pem'),
    keyPem,
    async issue(order) {
      const keys = await crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
      return { certPem: await sign(keys.publicKey, order), keyPem: await privatePem(keys.privateKey) };
    },
    async certify(csrPem, order) {
      const request = new x509.Pkcs10CertificateRequest(csrPem);
      // Proof that whoever asks holds the private key.
      if (!(await request.verify())) throw new HufuError('CERTIFICATE_REQUEST_INVALID');
      return sign(await request.publicKey.export(), order);
    },
  };
}

async function keyPair(pem: string): Promise<CryptoKeyPair> {
  const privateKey = await crypto.subtle.importKey(
    'pkcs8',
    x509.PemConverter.decodeFirst(pem),
    keyAlgorithm,
    true,
    ['sign'],
  );
  const { d: _secret, key_ops: _ops, ...open } = await crypto.subtle.exportKey('jwk', privateKey);
  const publicKey = await crypto.subtle.importKey('jwk', open, keyAlgorithm, true, ['verify']);
  return { privateKey, publicKey };
}

/** What a machine must know of a certificate before it takes it for its own. */
export interface CertificateFacts {
  readonly cn: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** Reads a certificate that is to stand beside a key; undefined when it certifies another key, or is none. */
export async function certificateFor(certPem: string, keyPem: string): Promise<CertificateFacts | undefined> {
  let cert: x509.X509Certificate;
  try {
    cert = new x509.X509Certificate(certPem);
  } catch {
    // Whatever came over the wire: no certificate is no certificate.
    return undefined;
  }
  const { publicKey } = await keyPair(keyPem);
  const own = Buffer.from(await crypto.subtle.exportKey('spki', publicKey));
  if (!own.equals(Buffer.from(cert.publicKey.rawData))) return undefined;
  const [cn = ''] = cert.subjectName.getField('CN');
  return { cn, notBefore: cert.notBefore.getTime(), notAfter: cert.notAfter.getTime() };
}

function usagesOf(usage: CertificateOrder['usage']): x509.ExtendedKeyUsage[] {
  const { clientAuth, serverAuth } = x509.ExtendedKeyUsage;
  return usage === 'both' ? [clientAuth, serverAuth] : [usage === 'client' ? clientAuth : serverAuth];
}

function namesOf(order: CertificateOrder): x509.JsonGeneralNames {
  const names = order.sans && order.sans.length > 0 ? order.sans : [order.cn];
  return names.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? 'ip' : 'dns', value }));
}

/** Positive, 16 bytes, not guessable (CA/B baseline wants 64 random bits). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

async function privatePem(key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}
