import { accept, HufuError, type Result, refuse } from '@hufu/contract';
import { keyOfP256Point, thumbprint } from './cose-key.ts';
import { passphraseKey } from './key-file.ts';
import type { Signer } from './signer.ts';

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' };
const iterations = 600_000;

/**
 * A key of this browser, as it is put into IndexedDB (it holds a CryptoKey, which only structured clone can carry).
 * The private key lies inside two wrappings: a key from the PIN, and a device key that no script can read out.
 * A copy of the stored bytes alone is worthless; a script in the page still has to know the PIN.
 * This is the weaker grade beside a passkey and is shown as such.
 */
export interface StoredBrowserKey {
  readonly format: 'hufu-browser-key/1';
  /** COSE_Key. */
  readonly key: Uint8Array;
  readonly deviceKey: CryptoKey;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly iterations: number;
  readonly pinIv: Uint8Array<ArrayBuffer>;
  readonly deviceIv: Uint8Array<ArrayBuffer>;
  readonly wrapped: Uint8Array<ArrayBuffer>;
}

/** Makes a P-256 key and wraps it; the private key is never in the memory of the script. */
export async function createBrowserKey(pin: string): Promise<StoredBrowserKey> {
  const { subtle } = crypto;
  const pair = await subtle.generateKey(ecdsa, true, ['sign', 'verify']);
  const key = keyOfP256Point(new Uint8Array(await subtle.exportKey('raw', pair.publicKey)));
  if (!key.ok) throw new HufuError(key.code, { context: key.context });
  const deviceKey = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const pinIv = crypto.getRandomValues(new Uint8Array(12));
  const deviceIv = crypto.getRandomValues(new Uint8Array(12));
  const pinKey = await passphraseKey(pin, salt, iterations, ['wrapKey']);
  const inner = await subtle.wrapKey('pkcs8', pair.privateKey, pinKey, { name: 'AES-GCM', iv: pinIv });
  const outer = await subtle.encrypt({ name: 'AES-GCM', iv: deviceIv }, deviceKey, inner);
  return {
    format: 'hufu-browser-key/1',
    key: key.value,
    deviceKey,
    salt,
    iterations,
    pinIv,
    deviceIv,
    wrapped: new Uint8Array(outer),
  };
}

/** Opens a stored key with its PIN, for signing only: the key comes out non-extractable. */
export async function openBrowserKey(stored: StoredBrowserKey, pin: string): Promise<Result<Signer>> {
  const { subtle } = crypto;
  let privateKey: CryptoKey;
  try {
    const inner = await subtle.decrypt(
      { name: 'AES-GCM', iv: stored.deviceIv },
      stored.deviceKey,
      stored.wrapped,
    );
    const pinKey = await passphraseKey(pin, stored.salt, stored.iterations, ['unwrapKey']);
    privateKey = await subtle.unwrapKey(
      'pkcs8',
      inner,
      pinKey,
      { name: 'AES-GCM', iv: stored.pinIv },
      ecdsa,
      false,
      ['sign'],
    );
  } catch {
    // A wrong PIN and damaged bytes both end in a failed tag.
    return refuse('KEY_LOCKED');
  }
  return accept({
    key: stored.key,
    thumbprint: thumbprint(stored.key),
    async sign(sigStructure) {
      const bytes = new Uint8Array(sigStructure);
      const signature = await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, bytes);
      return { signature: new Uint8Array(signature) };
    },
  });
}
