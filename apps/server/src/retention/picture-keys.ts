import { randomBytes } from 'node:crypto';
import { chmod, open, unlink } from 'node:fs/promises';
import path from 'node:path';
import { fromHex, HufuError } from '@hufu/contract';
import {
  createFileDurably,
  errnoOf,
  ioFault,
  makeFolderDurably,
  readIfPresent,
  syncFolder,
} from '@hufu/durable';

/** Data keys of pictures: one file for each village, retention class and month, so that a month can be forgotten. */
export interface PictureKeys {
  /** The key of that name, made when there is none. */
  open(id: string): Promise<Uint8Array>;
  /** The key of that name, if it still exists. */
  find(id: string): Promise<Uint8Array | undefined>;
  /** Removes a key for good; on disk when it resolves. */
  destroy(id: string): Promise<void>;
}

/** `pictures/<village>/<class>/<month>`, or the one key of photographs that older versions had. */
const idForm = /^(?:pictures\/[0-9a-f-]{36}\/[a-z]+\/\d{4}-\d{2}|person-photos)$/;

/** Keys in files below a folder, 64 hex digits each. They are no rows: a dump of the database must not hold them. */
export function openPictureKeys(folder: string): PictureKeys {
  const held = new Map<string, Uint8Array>();
  const fileOf = (id: string) => {
    if (!idForm.test(id)) throw new HufuError('SERVER_KEY_INVALID', { context: { file: id } });
    return path.join(folder, `${id}.key`);
  };

  async function find(id: string): Promise<Uint8Array | undefined> {
    const known = held.get(id);
    if (known) return known;
    const file = fileOf(id);
    const bytes = await readIfPresent(file);
    if (!bytes) return undefined;
    const text = Buffer.from(bytes).toString('latin1').trim();
    if (!/^[0-9a-f]{64}$/.test(text)) throw new HufuError('SERVER_KEY_INVALID', { context: { file } });
    const key = fromHex(text);
    held.set(id, key);
    return key;
  }

  return {
    find,
    async open(id) {
      const known = await find(id);
      if (known) return known;
      const file = fileOf(id);
      await makeFolderDurably(path.dirname(file));
      try {
        await createFileDurably(file, Buffer.from(`${randomBytes(32).toString('hex')}\n`), { mode: 0o400 });
      } catch (error) {
        // Another upload of this month was quicker: its key is the key.
        if (!(error instanceof HufuError && error.code === 'DURABLE_FILE_EXISTS')) throw error;
      }
      const made = await find(id);
      if (!made) throw new HufuError('SERVER_KEY_INVALID', { context: { file } });
      return made;
    },
    async destroy(id) {
      held.delete(id);
      const file = fileOf(id);
      try {
        await overwrite(file);
        await unlink(file);
        await syncFolder(path.dirname(file));
      } catch (error) {
        if (errnoOf(error) !== 'ENOENT') throw ioFault(error, file);
      }
    },
  };
}

/** Overwrites the digits in their place. Disks that copy on write may keep the old block: what goes is the name of it. */
async function overwrite(file: string): Promise<void> {
  await chmod(file, 0o600);
  const writer = await open(file, 'r+');
  try {
    await writer.write(Buffer.from(`${'0'.repeat(64)}\n`), 0, 65, 0);
    await writer.sync();
  } finally {
    await writer.close();
  }
}
