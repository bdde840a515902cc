import type { S3Client } from '@aws-sdk/client-s3';
import { accept, HufuError } from '@hufu/contract';
import {
  assertDigest,
  type BlobDigest,
  type BlobStore,
  checkedBlob,
  collect,
  digestOf,
  isBlobDigest,
} from './blob-store.ts';

/** Where the objects lie and who we are there. */
export interface S3Options {
  readonly bucket: string;
  /** Put before every key, with its own slash at the end; may be empty. */
  readonly prefix?: string;
  readonly region: string;
  /** Address of an S3-compatible server; AWS itself when left out. */
  readonly endpoint?: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A blob store in an S3 bucket that also can be stopped. */
export interface S3BlobStore extends BlobStore {
  close(): void;
}

/** Blobs as objects `<prefix>ab/<digest>`, written with `If-None-Match: *` so that nothing is ever replaced. */
export async function openS3BlobStore(options: S3Options): Promise<S3BlobStore> {
  // Loaded only here: a folder deployment never pays for the client's start-up.
  const s3 = await import('@aws-sdk/client-s3');
  const { bucket, prefix = '', region, endpoint, credentials } = options;
  const client: S3Client = new s3.S3Client({
    region,
    credentials: { ...credentials },
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
  });
  const keyOf = (digest: BlobDigest) => `${prefix}${digest.slice(0, 2)}/${digest}`;
  const objectOf = (digest: BlobDigest) => ({ Bucket: bucket, Key: keyOf(digest) });

  async function get(digest: BlobDigest): Promise<Uint8Array> {
    assertDigest(digest);
    try {
      const { Body } = await client.send(new s3.GetObjectCommand(objectOf(digest)));
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array(0);
      return checkedBlob(digest, bytes);
    } catch (error) {
      if (statusOf(error) === 404) throw new HufuError('BLOB_MISSING', { cause: error, context: { digest } });
      throw unreachable(error);
    }
  }

  async function put(bytes: Uint8Array): Promise<BlobDigest> {
    const digest = digestOf(bytes);
    try {
      await client.send(
        new s3.PutObjectCommand({
          ...objectOf(digest),
          Body: bytes,
          ContentLength: bytes.length,
          IfNoneMatch: '*',
          ChecksumSHA256: Buffer.from(digest, 'hex').toString('base64'),
        }),
      );
    } catch (error) {
      // 412: already there; but only a copy that still reads whole lets the caller forget his.
      if (statusOf(error) !== 412) throw unreachable(error);
      await get(digest);
    }
    return digest;
  }

  async function stat(digest: BlobDigest) {
    if (!isBlobDigest(digest)) return undefined;
    try {
      const { ContentLength } = await client.send(new s3.HeadObjectCommand(objectOf(digest)));
      return { sizeBytes: ContentLength ?? 0 };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw unreachable(error);
    }
  }

  async function* list(): AsyncIterable<BlobDigest> {
    let token: string | undefined;
    do {
      const page = await client
        .send(new s3.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }))
        .catch((error: unknown) => {
          throw unreachable(error);
        });
      for (const { Key = '' } of page.Contents ?? []) {
        const digest = Key.slice(Key.lastIndexOf('/') + 1);
        if (isBlobDigest(digest) && Key === keyOf(digest)) yield digest;
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  return {
    put,
    async putStream(source, { limitBytes }) {
      // The digest is the key, so it must be known before the upload begins: held in memory, up to the limit.
      const bytes = await collect(source, limitBytes);
      if (!bytes.ok) return bytes;
      return accept({ digest: await put(bytes.value), sizeBytes: bytes.value.length });
    },
    get,
    has: async (digest) => (await stat(digest)) !== undefined,
    stat,
    list,
    async remove(digest) {
      assertDigest(digest);
      try {
        await client.send(new s3.DeleteObjectCommand(objectOf(digest)));
      } catch (error) {
        throw unreachable(error);
      }
    },
    close: () => client.destroy(),
  };
}

/** The HTTP status inside an SDK error. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const { $metadata: metadata } = error;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

function unreachable(error: unknown): unknown {
  if (error instanceof HufuError) return error;
  const problem = error instanceof Error ? `${error.name} ${statusOf(error) ?? ''}`.trim() : String(error);
  return new HufuError('BLOB_STORE_UNREACHABLE', { cause: error, context: { problem } });
}
