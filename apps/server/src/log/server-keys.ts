import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { fromHex, HufuError } from '@hufu/contract';
import { createFileDurably, makeFolderDurably, readIfPresent } from '@hufu/durable';
import { type FileSigner, importSigner } from '@hufu/statement';
import type { ServerConfig } from '../config/config.ts';
import { openPictureKeys, type PictureKeys } from '../retention/picture-keys.ts';

/** Secrets of the server itself. None of them can lead to an impression: the log's key only promises an order. */
export interface ServerKeys {
  /** Ed25519 seed that signs checkpoints. */
  readonly logSeed: Uint8Array;
  /** SM2 secret that signs a second line of checkpoints. */
  readonly logSm2: FileSigner;
  /** Signs `alarm` statements. */
  readonly service: FileSigner;
  /** Data keys of pages and pictures. */
  readonly pictures: PictureKeys;
  /** Makes the secrets of receipts: one for each request, the same at every reprint. */
  readonly receipts: Uint8Array;
  /** Key of the hashes in the index of papers: without it the index says nothing of what was printed. */
  readonly lookup: Uint8Array;
}

/** Reads the server's keys, or makes those that are absent at the first start. */
export async function openServerKeys(config: Pick<ServerConfig, 'dataDir' | 'log'>): Promise<ServerKeys> {
  const folder = path.join(config.dataDir, 'keys');
  await makeFolderDurably(folder);
  return {
    logSeed: await openSecret(config.log.keyFile),
    logSm2: importSigner('SM2', await openSecret(path.join(folder, 'log-sm2.secret'))),
    service: importSigner('EdDSA', await openSecret(path.join(folder, 'service.secret'))),
    pictures: openPictureKeys(folder),
    receipts: await openSecret(path.join(folder, 'receipts.key')),
    lookup: await openSecret(path.join(folder, 'lookup.key')),
  };
}

/** A secret of 32 bytes, as 64 hex digits in a file that only its owner reads. */
async function openSecret(file: string): Promise<Uint8Array> {
  const held = await readIfPresent(file);
  if (held) {
    const text = Buffer.from(held).toString('latin1').trim();
    if (!/^[0-9a-f]{64}$/.test(text)) throw new HufuError('SERVER_KEY_INVALID', { context: { file } });
    return fromHex(text);
  }
  const secret = randomBytes(32);
  await makeFolderDurably(path.dirname(file));
  await createFileDurably(file, Buffer.from(`${secret.toString('hex')}\n`), { mode: 0o400 });
  return new Uint8Array(secret);
}
