import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { HufuError, type Instant } from '@hufu/contract';
import { type BlobStore, digestOf } from '@hufu/storage';
import type { Db } from '../db/tables.ts';
import type { PictureKeys } from './picture-keys.ts';
import { classOf, monthOf, type PictureKind } from './retention-class.ts';
import {
  findSealed,
  insertPictureKey,
  insertSealed,
  listSealed,
  replaceSealed,
  type SealedBlob,
} from './sealed-blob.store.ts';

/** Where a picture belongs. */
export interface Shelf {
  readonly village: string;
  readonly kind: PictureKind;
  /** Its time is counted from here. */
  readonly at: Instant;
}

/**
 * Pages and pictures by the digest of their plain bytes, encrypted at rest with a key for each village, retention class
 * and month. Specimens of seals lie in the open: they show no person, and machines prepare with them.
 */
export interface PictureVault {
  /** Durable when it resolves; the same picture again is accepted and its time begins anew. `through`: the import's own way to the database. */
  put(bytes: Uint8Array, shelf: Shelf, through?: Db): Promise<string>;
  /** The plain bytes, checked: throws PICTURE_DELETED when its time was over, BLOB_MISSING, BLOB_CORRUPT. */
  get(digest: string): Promise<Uint8Array>;
  /** Whether the picture is still kept. */
  has(digest: string): Promise<boolean>;
  /** The files as they lie on disk. */
  readonly files: BlobStore;
  readonly keys: PictureKeys;
}

/** First bytes of a sealed picture; then a nonce of 12 bytes, the ciphertext, and a tag of 16. */
const magic = Buffer.from('HUFUPP1\n');
/** How much longer a sealed file is than the picture in it. */
export const sealedOverheadBytes = magic.length + 12 + 16;

/** Opens the vault over a store of files, the keys and the database that knows which file is which picture. */
export function openPictureVault(files: BlobStore, keys: PictureKeys, db: Db): PictureVault {
  async function openSealed(row: Pick<SealedBlob, 'digest' | 'blob' | 'key'>): Promise<Uint8Array> {
    const { digest } = row;
    const key = await keys.find(row.key);
    if (!key) throw new HufuError('PICTURE_KEY_MISSING', { context: { key: row.key, digest } });
    return unseal(key, digest, await files.get(row.blob));
  }

  /** Whether the copy on the shelf is as good as a new one: only then may the caller forget his. */
  async function isSound(row: Pick<SealedBlob, 'digest' | 'blob' | 'key'>): Promise<boolean> {
    try {
      await openSealed(row);
      return true;
    } catch (cause) {
      if (cause instanceof HufuError) return false;
      throw cause;
    }
  }

  /** Keys whose row stands: a row for each picture would be a queue at one row. */
  const noted = new Set<string>();

  return {
    files,
    keys: {
      ...keys,
      async destroy(id) {
        noted.delete(id);
        await keys.destroy(id);
      },
    },
    async put(bytes, { village, kind, at }, through = db) {
      const c = classOf(kind);
      if (!c) return await files.put(bytes);
      const digest = digestOf(bytes);
      const month = monthOf(at);
      const key = `pictures/${village}/${c}/${month.name}`;
      const held = await findSealed(through, { digest, village, class: c });
      const isLive = held !== undefined && held.deleted_at === null;
      if (isLive && held.at >= at && (await isSound(held))) return digest;
      if (isLive && held.key === key && (await isSound(held))) {
        await replaceSealed(through, { ...held, at }, held);
        return digest;
      }
      // 1 key durable  2 its row  3 file durable  4 row of the picture   (crash before 4: a file that nobody names and
      // whose key goes with its month)
      const secret = await keys.open(key);
      if (!noted.has(key))
        await insertPictureKey(through, { id: key, village, class: c, until: month.endsAt });
      noted.add(key);
      const blob = await files.put(seal(secret, digest, bytes));
      const sealed = { digest, village, class: c, blob, key, at: Math.max(at, isLive ? held.at : at) };
      const isOurs = held ? await replaceSealed(through, sealed, held) : await insertSealed(through, sealed);
      // Somebody put the same picture there at the same moment: one copy is enough.
      if (!isOurs) await files.remove(blob);
      else if (held) await files.remove(held.blob);
      return digest;
    },
    async get(digest) {
      const [row] = await listSealed(db, digest);
      if (!row) return await files.get(digest);
      if (row.deleted_at !== null)
        throw new HufuError('PICTURE_DELETED', {
          context: { rule: row.rule ?? '', at: new Date(row.deleted_at).toISOString().slice(0, 10) },
        });
      return await openSealed(row);
    },
    async has(digest) {
      const [row] = await listSealed(db, digest);
      return row ? row.deleted_at === null && (await files.has(row.blob)) : await files.has(digest);
    },
  };
}

/** AES-256-GCM, bound to the digest of what is inside. */
function seal(key: Uint8Array, digest: string, bytes: Uint8Array): Uint8Array {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(digest));
  return Buffer.concat([magic, nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

function unseal(key: Uint8Array, digest: string, sealed: Uint8Array): Uint8Array {
  const corrupt = (cause?: unknown) => new HufuError('BLOB_CORRUPT', { cause, context: { digest } });
  if (sealed.length < sealedOverheadBytes || !magic.equals(sealed.subarray(0, magic.length))) throw corrupt();
  const nonce = sealed.subarray(magic.length, magic.length + 12);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(digest));
  decipher.setAuthTag(sealed.subarray(-16));
  try {
    const { buffer, byteOffset, byteLength } = Buffer.concat([
      decipher.update(sealed.subarray(magic.length + 12, -16)),
      decipher.final(),
    ]);
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (cause) {
    throw corrupt(cause);
  }
}
