import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { HufuError, machineHttp } from '@hufu/contract';
import { commonNameOf } from '@hufu/messaging';
import { newestRelease, sendArchive } from '../fleet/serve-releases.ts';
import type { ServerParts } from '../http/parts.ts';
import { findMachine, type KnownMachine } from '../link/machine.store.ts';
import type { Pki } from '../link/pki.ts';
import type { LogKeeper } from '../log/log-keeper.ts';
import { findMachinePage } from './machine-page.store.ts';
import { createUploads, refuse, type Uploads } from './serve-uploads.ts';

/** The machines' HTTPS door: pages and releases down, pictures up. */
export interface MachineDoor extends AsyncDisposable {
  readonly machineUrl: string;
  readonly uploads: Uploads;
}

/** A request for a P-256 key has some 400 bytes. */
const maxRequestBytes = 8192;

/** Listens with mutual TLS 1.3; a machine is who its certificate says, and sees its own village's papers only. */
export async function openMachineDoor(parts: ServerParts, pki: Pki, keeper: LogKeeper): Promise<MachineDoor> {
  const uploads = createUploads(parts);
  const { host, httpsPort } = parts.config.machines;
  const server = createServer(
    { ...pki.server, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' },
    (request, response) => {
      answer(request, response).catch((err: unknown) => {
        parts.log.error({ err, method: request.method }, 'machine door');
        if (!response.headersSent) refuse(response, 'INTERNAL', 500);
        else response.destroy();
      });
    },
  );
  server.on('tlsClientError', (err) => parts.log.info({ err: err.message }, 'machine door'));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const dev = commonNameOf(request.socket);
    const machine = dev === undefined ? undefined : await findMachine(parts.db, dev);
    if (!machine) return refuse(response, 'MACHINE_UNKNOWN', 403);
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (path === machineHttp.uploads || path.startsWith(`${machineHttp.uploads}/`))
      return await uploads.handle(machine, request, response);
    if (request.method === 'POST' && path === machineHttp.renew)
      return await renew(machine, request, response);
    const [, digest] = /^\/machine\/pages\/([0-9a-f]{64})$/.exec(path) ?? [];
    if (request.method === 'GET' && digest) return await sendPage(machine, digest, response);
    if (request.method === 'GET' && path === machineHttp.release) {
      const offer = await newestRelease(parts, keeper, machine);
      if (!offer) return void response.writeHead(204).end();
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(offer));
    }
    const [, archive] = /^\/machine\/releases\/([0-9a-f]{64})$/.exec(path) ?? [];
    if (request.method === 'GET' && archive)
      if ((await sendArchive(parts.config.dataDir, archive, request, response)) === 'sent') return;
    refuse(response, 'NOT_FOUND', 404);
  }

  /** The certificate says who talks; who talks already may go on under the same name, with proof of the key he names. */
  async function renew(
    machine: KnownMachine,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of request) {
      size += piece.length;
      if (size > maxRequestBytes) return refuse(response, 'INPUT_INVALID', 413);
      pieces.push(piece);
    }
    let certPem: string;
    try {
      certPem = await pki.ca.certify(Buffer.concat(pieces).toString('latin1'), {
        cn: machine.dev,
        usage: 'client',
      });
    } catch (err) {
      parts.log.info({ err, machine: machine.dev }, 'certificate request');
      return refuse(response, 'CERTIFICATE_REQUEST_INVALID', 400);
    }
    response.writeHead(200, { 'content-type': 'application/x-pem-file' }).end(certPem);
  }

  async function sendPage(machine: KnownMachine, digest: string, response: ServerResponse): Promise<void> {
    const mediaType = await findMachinePage(parts.db, machine.dev, digest);
    if (mediaType === undefined) return refuse(response, 'NOT_FOUND', 404);
    const bytes = await parts.blobs.get(digest);
    response.writeHead(200, { 'content-type': mediaType, 'content-length': bytes.length });
    response.end(bytes);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new HufuError('PORT_TAKEN', { cause, context: { port: httpsPort } })),
    );
    server.listen(httpsPort, host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : httpsPort;
  return {
    machineUrl: `https://${host}:${port}`,
    uploads,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
