import { chmod, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BlobStore, digestOf } from './blob-store.ts';
import { openFolderBlobStore } from './folder-store.ts';
import { openS3BlobStore } from './s3-store.ts';

let dir = '';
const closing: (() => Promise<unknown> | unknown)[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hufu-blobs-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await rm(dir, { recursive: true, force: true });
});

/** A store, and a way to damage what lies behind its back. */
interface Setup {
  store: BlobStore;
  damage(digest: string): Promise<void>;
}

async function folderSetup(): Promise<Setup> {
  return {
    store: await openFolderBlobStore(dir),
    async damage(digest) {
      const path = join(dir, digest.slice(0, 2), digest.slice(2, 4), digest);
      await chmod(path, 0o644);
      await writeFile(path, 'other');
    },
  };
}

/** What was asked of the S3-shaped server, for the tests of the request's shape. */
const asked: { method: string; path: string; headers: IncomingMessage['headers'] }[] = [];

/** The few verbs of S3 that we use, over real HTTP; a real server is not available where these tests run. */
async function s3Setup(): Promise<Setup> {
  const objects = new Map<string, Buffer>();
  asked.length = 0;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://s3');
    asked.push({ method: request.method ?? '', path: url.pathname, headers: request.headers });
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const known = objects.get(url.pathname);
    const fail = (status: number, code: string) =>
      response.writeHead(status).end(`<Error><Code>${code}</Code></Error>`);
    if (request.method === 'PUT') {
      if (known && request.headers['if-none-match'] === '*') return fail(412, 'PreconditionFailed');
      objects.set(url.pathname, Buffer.concat(pieces));
      return response.writeHead(200).end();
    }
    if (request.method === 'DELETE') {
      objects.delete(url.pathname);
      return response.writeHead(204).end();
    }
    if (url.searchParams.has('list-type')) {
      // One key a page, so that paging is walked.
      const keys = [...objects.keys()].map((key) => key.slice('/evidence/'.length)).sort();
      const at = Number(url.searchParams.get('continuation-token') ?? 0);
      const next =
        at + 1 < keys.length
          ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${at + 1}</NextContinuationToken>`
          : '';
      const contents = keys.slice(at, at + 1).map((key) => `<Contents><Key>${key}</Key></Contents>`);
      return response.writeHead(200).end(`<ListBucketResult>${next}${contents.join('')}</ListBucketResult>`);
    }
    if (!known) return fail(404, 'NoSuchKey');
    return response
      .writeHead(200, { 'content-length': known.length })
      .end(request.method === 'HEAD' ? undefined : known);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const store = await openS3BlobStore({
    bucket: 'evidence',
    prefix: 'blobs/',
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  closing.push(
    () => new Promise((done) => server.close(done)),
    () => store.close(),
  );
  return {
    store,
    damage: async (digest) => {
      objects.set(`/evidence/blobs/${digest.slice(0, 2)}/${digest}`, Buffer.from('other'));
    },
  };
}

const text = (s: string) => new TextEncoder().encode(s);
async function listed(store: BlobStore): Promise<string[]> {
  const digests: string[] = [];
  for await (const digest of store.list()) digests.push(digest);
  return digests.sort();
}

describe.each([
  ['a folder', folderSetup],
  ['S3 (request shape only, against an S3-shaped server of the test)', s3Setup],
])('blobs in %s', (_, setup) => {
  it('come back as they were stored, under the digest of their content', async () => {
    const { store } = await setup();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
        const digest = await store.put(bytes);
        expect(digest).toBe(digestOf(bytes));
        expect(Buffer.compare(await store.get(digest), bytes)).toBe(0);
        expect(await store.stat(digest)).toEqual({ sizeBytes: bytes.length });
      }),
      { numRuns: 20 },
    );
  });

  it('may be stored twice, are listed once, and are gone when removed', async () => {
    const { store } = await setup();
    const digests = [
      await store.put(text('a')),
      await store.put(text('b')),
      await store.put(text('c')),
    ].sort();
    expect(await store.put(text('a'))).toBe(digestOf(text('a')));
    expect(await listed(store)).toEqual(digests);
    await store.remove(digestOf(text('a')));
    await store.remove(digestOf(text('a')));
    expect(await store.has(digestOf(text('a')))).toBe(false);
    expect(await listed(store)).toHaveLength(2);
  });

  it('are stored from a stream, and refused beyond the limit without a trace', async () => {
    const { store } = await setup();
    const pieces = () => Readable.from([text('hello '), text('world')]);
    expect(await store.putStream(pieces(), { limitBytes: 11 })).toEqual({
      ok: true,
      value: { digest: digestOf(text('hello world')), sizeBytes: 11 },
    });
    await store.remove(digestOf(text('hello world')));
    expect(await store.putStream(pieces(), { limitBytes: 10 })).toMatchObject({ code: 'BLOB_TOO_LARGE' });
    expect(await listed(store)).toEqual([]);
  });

  it('are never handed out damaged, nor taken for stored', async () => {
    const { store, damage } = await setup();
    const digest = await store.put(text('evidence'));
    await damage(digest);
    await expect(store.get(digest)).rejects.toMatchObject({ code: 'BLOB_CORRUPT', context: { digest } });
    await expect(store.put(text('evidence'))).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
  });

  it('are missing with a code, and no name leads elsewhere', async () => {
    const { store } = await setup();
    for (const name of ['0'.repeat(64), '../../etc/passwd', '', 'ABC']) {
      await expect(store.get(name)).rejects.toMatchObject({ code: 'BLOB_MISSING' });
      expect(await store.has(name)).toBe(false);
    }
  });
});

describe('the folder store', () => {
  it('I6 writes each blob as an immutable file whose name is its digest', async () => {
    const { store } = await folderSetup();
    const digest = await store.put(text('evidence'));
    const path = join(dir, digest.slice(0, 2), digest.slice(2, 4), digest);
    expect((await stat(path)).mode & 0o777).toBe(0o444);
    expect(await readFile(path, 'utf8')).toBe('evidence');
    expect(await readdir(join(dir, 'incoming'))).toEqual([]);
  });

  it('leaves nothing when a stream breaks off, and sweeps what a crash left a day ago', async () => {
    const { store } = await folderSetup();
    async function* breaking() {
      yield text('half');
      throw new Error('connection reset');
    }
    await expect(store.putStream(breaking(), { limitBytes: 100 })).rejects.toThrow('connection reset');
    expect(await readdir(join(dir, 'incoming'))).toEqual([]);
    for (const name of ['.old.tmp', '.new.tmp']) await writeFile(join(dir, 'incoming', name), 'half');
    await utimes(join(dir, 'incoming/.old.tmp'), 0, 0);
    await openFolderBlobStore(dir);
    expect(await readdir(join(dir, 'incoming'))).toEqual(['.new.tmp']);
  });

  it('lets simultaneous writers of the same content all succeed', async () => {
    const { store } = await folderSetup();
    const digests = await Promise.all(Array.from({ length: 10 }, () => store.put(text('same'))));
    expect(new Set(digests).size).toBe(1);
  });
});

describe('the S3 store', () => {
  it('writes with If-None-Match and the SHA-256 checksum under its prefix', async () => {
    const { store } = await s3Setup();
    const digest = await store.put(text('evidence'));
    expect(asked.at(-1)).toMatchObject({
      method: 'PUT',
      path: `/evidence/blobs/${digest.slice(0, 2)}/${digest}`,
      headers: {
        'if-none-match': '*',
        'x-amz-checksum-sha256': Buffer.from(digest, 'hex').toString('base64'),
      },
    });
  });

  it('says with a code when it cannot be reached', async () => {
    const store = await openS3BlobStore({
      bucket: 'evidence',
      region: 'us-east-1',
      endpoint: 'http://127.0.0.1:9',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    closing.push(() => store.close());
    await expect(store.get('0'.repeat(64))).rejects.toMatchObject({ code: 'BLOB_STORE_UNREACHABLE' });
  });
});
