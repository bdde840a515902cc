import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HufuError } from '@hufu/contract';
import { listKeptBlobs, type Tx } from '@hufu/server/inspect';
import { type BlobStore, openFolderBlobStore } from '@hufu/storage';
import type { ServerData } from '../server-data.ts';
import type { CheckTalk } from './difference.ts';

/** Every file that the database says is kept must be there, and every file that is there must be what its name says. */
export async function checkBlobs(tx: Tx, data: ServerData, talk: CheckTalk): Promise<void> {
  const blobs = await openFolderBlobStore(data.blobsDir, { isUntouched: true });
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
