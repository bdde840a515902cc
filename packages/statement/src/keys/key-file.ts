import { accept, fromBase64url, HufuError, type Result, refuse, toBase64url } from '@hufu/contract';
import { z } from 'zod';
import { encodeCbor } from '../cbor.ts';
import type { AlgorithmName } from '../suites/suite.ts';
import { type FileSigner, importSigner } from './signer.ts';

/** OWASP's floor for PBKDF2 with SHA-256; a file that asks for less was made to be guessed. */
const minIterations = 600_000;
/** More than this is a file made to keep the reader busy. */
const maxIterations = 10_000_000;

/** An encrypted key as its file holds it; every browser can open it with WebCrypto. */
const zKeyFile = z.strictObject({
  format: z.literal('hufu-key/1'),
  algorithm: z.enum(['EdDSA', 'ES256', 'SM2']),
  /** COSE_Key, in base64url: shown and compared without the passphrase. */
  publicKey: z.string(),
  kdf: z.strictObject({
    name: z.literal('PBKDF2-SHA256'),
    iterations: z.number().int().min(minIterations).max(maxIterations),
    salt: z.string(),
  }),
  cipher: z.strictObject({ name: z.literal('AES-256-GCM'), iv: z.string() }),
  secret: z.string(),
});

/** Encrypts a key under a passphrase: the text of a key file. */
export async function sealKey(signer: FileSigner, passphrase: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await passphraseKey(passphrase, salt, minIterations, ['encrypt']);
  const secret = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: aad(signer.algorithm, signer.key) },
    key,
    new Uint8Array(signer.secret),
  );
  const file: z.infer<typeof zKeyFile> = {
    format: 'hufu-key/1',
    algorithm: signer.algorithm,
    publicKey: toBase64url(signer.key),
    kdf: { name: 'PBKDF2-SHA256', iterations: minIterations, salt: toBase64url(salt) },
    cipher: { name: 'AES-256-GCM', iv: toBase64url(iv) },
    secret: toBase64url(new Uint8Array(secret)),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Opens the text of a key file. A wrong passphrase and a damaged file look the same, as they must. */
export async function openKey(text: string, passphrase: string): Promise<Result<FileSigner>> {
  try {
    const file = zKeyFile.parse(JSON.parse(text));
    const salt = new Uint8Array(fromBase64url(file.kdf.salt));
    const iv = new Uint8Array(fromBase64url(file.cipher.iv));
    const publicKey = fromBase64url(file.publicKey);
    const key = await passphraseKey(passphrase, salt, file.kdf.iterations, ['decrypt']);
    const secret = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv, additionalData: aad(file.algorithm, publicKey) },
      key,
      new Uint8Array(fromBase64url(file.secret)),
    );
    const signer = importSigner(file.algorithm, new Uint8Array(secret));
    if (toBase64url(signer.key) !== file.publicKey) throw new HufuError('KEY_LOCKED');
    return accept(signer);
  } catch {
    // JSON, schema, base64 and cipher all fail for one reason that people can act on.
    return refuse('KEY_LOCKED');
  }
}

/** A key of 256 bits out of a passphrase; NFKC, so that two keyboards type the same. */
export async function passphraseKey(
  passphrase: string,
  salt: Uint8Array<ArrayBuffer>,
  iterations: number,
  usages: KeyUsage[],
): Promise<CryptoKey> {
  const raw = new TextEncoder().encode(passphrase.normalize('NFKC'));
  const base = await crypto.subtle.importKey('raw', raw, 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    usages,
  );
}

/** The clear parts of the file are bound to the secret: nobody can relabel a key. */
function aad(algorithm: AlgorithmName, publicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encodeCbor(['hufu-key/1', algorithm, publicKey]));
}
