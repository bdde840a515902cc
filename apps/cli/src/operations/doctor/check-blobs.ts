import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HufuError } from '@hufu/contract';
import { listKeptBlobs, type Tx } from '@hufu/server/inspect';
import { type BlobStore, openFolderBlobStore } from '@hufu/storage';
import { sql } from 'kysely';
import type { ServerData } from '../server-data.ts';
import type { CheckTalk } from './difference.ts';

/** Every file that the database says is kept must be there, and every file that is there must be what its name says. */
export async function checkBlobs(tx: Tx, data: ServerData, talk: CheckTalk): Promise<void> {
  const blobs = await openFolderBlobStore(data.blobsDir, { isUntouched: true });
  await checkKeys(tx, data, talk);
  const named = new Set<string>();
  for await (const digest of listKeptBlobs(tx)) named.add(digest);
  const all = new Set(named);
  if (existsSync(data.blobsDir)) for await (const digest of blobs.list()) all.add(digest);
  let done = 0;
  for (const digest of all) {
    const problem = await problemOf(blobs, digest);
    if (problem === 'missing')
      talk.difference(`blob_ref:${digest}`, '文件不见了 / the file it names is missing');
    if (problem === 'corrupt')
      talk.difference(
        join('blobs', digest.slice(0, 2), digest.slice(2, 4), digest),
        named.has(digest)
          ? '内容与文件名的摘要不符 / its content does not have the digest it is named by'
          : '内容与文件名的摘要不符（没有登记引用它）/ its content is not what its name says (no row names it)',
      );
    talk.progress(++done, all.size);
  }
}

/** A picture that is kept needs its key; a key that was destroyed must be gone. */
async function checkKeys(tx: Tx, data: ServerData, talk: CheckTalk): Promise<void> {
  const { rows } = await sql<{ id: string; destroyed_at: number | null; is_needed: boolean }>`
    select k.id, k.destroyed_at, exists (select 1 from sealed_blob s where s.key = k.id and s.deleted_at is null) as is_needed
    from picture_key k order by k.id`.execute(tx);
  for (const { id, destroyed_at, is_needed } of rows) {
    const file = join('keys', `${id}.key`);
    const isThere = existsSync(join(data.config.dataDir, file));
    if (is_needed && !isThere)
      talk.difference(
        file,
        '钥匙不见了，用它加密的图片打不开 / the key is missing: its pictures cannot be opened',
      );
    if (destroyed_at !== null && isThere)
      talk.difference(file, '登记为已销毁的钥匙还在 / a key that counts as destroyed is still there');
  }
}

async function problemOf(blobs: BlobStore, digest: string): Promise<'missing' | 'corrupt' | undefined> {
  try {
    await blobs.get(digest);
    return undefined;
  } catch (cause) {
    if (cause instanceof HufuError && cause.code === 'BLOB_MISSING') return 'missing';
    if (cause instanceof HufuError && cause.code === 'BLOB_CORRUPT') return 'corrupt';
    throw cause;
  }
}
