import { AsyncLocalStorage } from 'node:async_hooks';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { HufuError, machineHttp } from '@hufu/contract';
import { FileStore } from '@tus/file-store';
import { Metadata, Server } from '@tus/server';
import type { ServerParts } from '../http/parts.ts';
import { asFault } from '../http/problem.ts';
import { listNamed } from '../link/evidence-file.store.ts';
import type { KnownMachine } from '../link/machine.store.ts';
import { keepPicture } from './keep-picture.ts';

/** No picture is larger; a machine that sends more is broken. */
const maxBytes = 32 * 1024 * 1024;

/** Resumable uploads (tus 1.0), keyed by digest: only what the machine's own records name, and each once. */
export interface Uploads {
  handle(machine: KnownMachine, request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Uploads in a folder until they are whole; then the blob store has them. */
export function createUploads(parts: ServerParts): Uploads {
  const directory = path.join(parts.config.dataDir, 'uploads');
  const store = new FileStore({ directory, expirationPeriodInMilliseconds: 7 * 86_400_000 });
  // Who uploads comes from his certificate, never from anything in the request.
  const uploader = new AsyncLocalStorage<KnownMachine>();

  const tus = new Server({
    path: machineHttp.uploads,
    datastore: store,
    maxSize: maxBytes,
    relativeLocation: true,
    respectForwardedHeaders: false,
    namingFunction: (_request, metadata) => uploadId(uploader.getStore()?.dev ?? '', metadata?.sha256 ?? ''),
    onUploadFinish: async (_request, upload) => {
      const machine = uploader.getStore();
      const digest = upload.id.slice(-64);
      try {
        if (!machine) throw new HufuError('MACHINE_UNKNOWN', { context: { machine: '' } });
        const bytes = new Uint8Array(await readFile(path.join(directory, upload.id)));
        await keepPicture(parts, machine, digest, bytes);
      } catch (thrown) {
        const fault = asFault(thrown);
        parts.log.warn({ err: fault, digest }, 'an upload was not kept');
        throw { status_code: fault.code === 'INTERNAL' ? 500 : 422, body: `${fault.code}\n` };
      } finally {
        // Whole or wrong: in both cases this copy is done with.
        await store.remove(upload.id);
      }
      return {};
    },
  });

  async function handle(
    machine: KnownMachine,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const id = (request.url ?? '').split('?')[0]?.slice(machineHttp.uploads.length + 1) ?? '';
    const digest = request.method === 'POST' ? digestIn(request) : id.slice(-64);
    const isOwn = request.method === 'POST' || id === uploadId(machine.dev, digest);
    const named =
      isOwn && /^[0-9a-f]{64}$/.test(digest) ? await listNamed(parts.db, machine.dev, digest) : [];
    const [first] = named;
    if (!first) return refuse(response, 'UPLOAD_NOT_ANNOUNCED', 409);
    if (named.every((n) => n.uploadedAt !== null) && ['POST', 'HEAD'].includes(request.method ?? ''))
      return answerKept(request, response, uploadId(machine.dev, digest), first.sizeBytes);
    const isBegun =
      ['POST', 'HEAD'].includes(request.method ?? '') && (await resume(uploadId(machine.dev, digest)));
    // Asked to begin again, a client goes on where the break left it.
    if (isBegun && request.method === 'POST') return answerBegun(response, uploadId(machine.dev, digest));
    await uploader.run(machine, async () => await tus.handle(request, response));
  }

  /** Whether an upload was begun and can go on; one that is whole but was not kept (a crash) begins anew. */
  async function resume(id: string): Promise<boolean> {
    const begun = await store.getUpload(id).catch(() => undefined);
    if (!begun) return false;
    if (begun.offset < (begun.size ?? 0)) return true;
    await store.remove(id);
    return false;
  }

  return { handle };
}

/** A picture that is here already costs nothing a second time. */
function answerKept(request: IncomingMessage, response: ServerResponse, id: string, sizeBytes: number): void {
  response.writeHead(request.method === 'POST' ? 201 : 200, {
    'tus-resumable': '1.0.0',
    location: `${machineHttp.uploads}/${id}`,
    'upload-offset': String(sizeBytes),
    'upload-length': String(sizeBytes),
    'cache-control': 'no-store',
  });
  response.end();
}

function answerBegun(response: ServerResponse, id: string): void {
  response.writeHead(201, { 'tus-resumable': '1.0.0', location: `${machineHttp.uploads}/${id}` });
  response.end();
}

/** Names an upload: two machines never share one. */
function uploadId(dev: string, digest: string): string {
  return `${dev.slice(0, 16)}-${digest}`;
}

function digestIn(request: IncomingMessage): string {
  const header = request.headers['upload-metadata'];
  try {
    return Metadata.parse(typeof header === 'string' ? header : '').sha256 ?? '';
  } catch {
    // Unreadable metadata name nothing; the caller says so.
    return '';
  }
}

/** Answers in the way tus clients read: a status and the code as text. */
export function refuse(response: ServerResponse, code: string, status: number): void {
  response.writeHead(status, { 'content-type': 'text/plain', 'tus-resumable': '1.0.0' });
  response.end(`${code}\n`);
}
