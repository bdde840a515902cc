import { fromBase64url, HufuError, type KeyKind, toHex, valueOrThrow } from '@hufu/contract';
import {
  createBrowserKey,
  openBrowserKey,
  openKey,
  passkeySigner,
  type Signer,
  type StoredBrowserKey,
  thumbprint,
} from '@hufu/statement';
import { type DeviceStore, openDeviceStore } from './device-store.ts';
import { assertWithPasskey } from './passkey-prompt.ts';

/** A key on this device, without anything secret. */
export interface HeldKey {
  /** Lower-case hex of the RFC 9679 thumbprint. */
  readonly thumbprint: string;
  readonly kind: Extract<KeyKind, 'browser' | 'file' | 'passkey'>;
  /** The account it belongs to: two people may share a phone. */
  readonly login: string;
  readonly key: Uint8Array;
  readonly addedAt: number;
  /** Whether signing asks for a PIN (a passkey asks by itself). */
  readonly needsPin: boolean;
}

type Row = { thumbprint: string; login: string; key: Uint8Array; addedAt: number } & (
  | { kind: 'browser'; stored: StoredBrowserKey }
  | { kind: 'file'; text: string }
  | { kind: 'passkey'; credentialId: Uint8Array<ArrayBuffer>; rpId: string }
);

/** The keys of one device. Nothing here is ever sent anywhere. */
export interface KeyStore {
  list(login: string): Promise<HeldKey[]>;
  /** Makes a key of this browser under a PIN: the weaker grade. */
  createBrowser(login: string, pin: string, now: number): Promise<HeldKey>;
  /** Takes in an encrypted key file. The PIN is tried, the file stays encrypted as it is. */
  importFile(login: string, text: string, pin: string, now: number): Promise<HeldKey>;
  /** Remembers a passkey that was registered on this device. */
  rememberPasskey(
    login: string,
    passkey: { key: Uint8Array; credentialId: Uint8Array; rpId: string },
    now: number,
  ): Promise<HeldKey>;
  /** A signer; throws KEY_LOCKED when the PIN is wrong, KEY_MISSING when the key is not here. */
  open(thumbprint: string, pin: string): Promise<Signer>;
  remove(thumbprint: string): Promise<void>;
}

/** Opens the keys of this device. */
export function openKeyStore(rows: DeviceStore<Row> = openDeviceStore<Row>('keys')): KeyStore {
  const add = async (row: Row) => {
    await rows.put(row.thumbprint, row);
    return held(row);
  };
  return {
    async list(login) {
      const all = await rows.list();
      return all
        .filter((row) => row.login === login)
        .sort((a, b) => b.addedAt - a.addedAt)
        .map(held);
    },
    async createBrowser(login, pin, now) {
      needCrypto();
      const stored = await createBrowserKey(pin);
      return add({ kind: 'browser', stored, ...common(stored.key, login, now) });
    },
    async importFile(login, text, pin, now) {
      needCrypto();
      const signer = valueOrThrow(await openKey(text, pin));
      return add({ kind: 'file', text, ...common(signer.key, login, now) });
    },
    async rememberPasskey(login, passkey, now) {
      const credentialId = new Uint8Array(passkey.credentialId);
      return add({ kind: 'passkey', credentialId, rpId: passkey.rpId, ...common(passkey.key, login, now) });
    },
    async open(print, pin) {
      needCrypto();
      const row = await rows.get(print);
      if (!row) throw new HufuError('KEY_MISSING');
      switch (row.kind) {
        case 'browser':
          return valueOrThrow(await openBrowserKey(row.stored, pin));
        case 'file':
          return valueOrThrow(await openKey(row.text, pin));
        case 'passkey':
          return passkeySigner(row.key, (challenge) =>
            assertWithPasskey(challenge, row.rpId, row.credentialId),
          );
        default:
          return row satisfies never;
      }
    },
    remove: (print) => rows.remove(print),
  };
}

/** Reads the public key of a key file without its PIN. */
export function publicKeyOfFile(text: string): Uint8Array | undefined {
  try {
    const file: unknown = JSON.parse(text);
    if (
      typeof file === 'object' &&
      file !== null &&
      'publicKey' in file &&
      typeof file.publicKey === 'string'
    )
      return fromBase64url(file.publicKey);
  } catch {
    // Not a key file: the caller says so in words.
  }
  return undefined;
}

function common(key: Uint8Array, login: string, now: number) {
  return { thumbprint: toHex(thumbprint(key)), login, key, addedAt: now };
}

function held(row: Row): HeldKey {
  const { thumbprint: print, kind, login, key, addedAt } = row;
  return { thumbprint: print, kind, login, key, addedAt, needsPin: kind !== 'passkey' };
}

/** WebCrypto is there only on https and on localhost. */
function needCrypto() {
  if (typeof crypto === 'undefined' || !('subtle' in crypto)) throw new HufuError('KEY_STORE_UNAVAILABLE');
}
