import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { HufuError } from '@hufu/contract';
import type { BlobStore } from '@hufu/storage';
import type { Db, Tx } from '../db/tables.ts';
import { findSealedPhoto, insertSealedPhoto } from './person-photo.store.ts';

/** First bytes of a sealed photo; then a nonce of 12 bytes, the ciphertext, and a tag of 16. */
const magic = Buffer.from('HUFUPP1\n');

/** Encrypts the photo of a person (AES-256-GCM, bound to its digest) and keeps it; the plain picture is nowhere. */
export async function sealPersonPhoto(
  blobs: BlobStore,
  key: Uint8Array,
  digest: string,
  photo: Uint8Array,
): Promise<(tx: Tx, at: number) => Promise<void>> {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(digest));
  const sealed = Buffer.concat([magic, nonce, cipher.update(photo), cipher.final(), cipher.getAuthTag()]);
  const blob = await blobs.put(sealed);
  return async (tx, at) => await insertSealedPhoto(tx, { digest, blob, at });
}

/** Opens the photo of a person. The caller has asked for a reason and written it down. */
export async function openPersonPhoto(
  db: Db,
  blobs: BlobStore,
  key: Uint8Array,
  digest: string,
): Promise<Uint8Array | undefined> {
  const blob = await findSealedPhoto(db, digest);
  if (blob === undefined) return undefined;
  const sealed = await blobs.get(blob);
  const corrupt = (cause?: unknown) => new HufuError('BLOB_CORRUPT', { cause, context: { digest } });
  if (sealed.length < magic.length + 28 || !magic.equals(sealed.subarray(0, magic.length))) throw corrupt();
  const nonce = sealed.subarray(magic.length, magic.length + 12);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(digest));
  decipher.setAuthTag(sealed.subarray(-16));
  try {
    return new Uint8Array(
      Buffer.concat([decipher.update(sealed.subarray(magic.length + 12, -16)), decipher.final()]),
    );
  } catch (cause) {
    throw corrupt(cause);
  }
}
