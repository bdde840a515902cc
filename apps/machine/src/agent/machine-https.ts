import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
import { HufuError } from '@hufu/contract';
import type { AgentConfig } from './config.ts';

/** An answer of the server's door for machines. */
export interface HttpsReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/** HTTPS with the machine's client certificate. */
export interface MachineHttps {
  send(options: {
    method: string;
    url: string;
    headers?: Record<string, string>;
    body?: Uint8Array;
  }): Promise<HttpsReply>;
  close(): void;
}

/** No page or evidence file of one paper is larger. */
const maxReplyBytes = 64 * 1024 * 1024;

/** Opens the client; throws LINK_OFFLINE when the server cannot be reached. */
export async function openMachineHttps(server: NonNullable<AgentConfig['server']>): Promise<MachineHttps> {
  const [ca, cert, key] = await Promise.all([
    readFile(server.caFile, 'utf8'),
    readFile(server.certFile, 'utf8'),
    readFile(server.keyFile, 'utf8'),
  ]);
  const agent = new Agent({ ca, cert, key, keepAlive: true, maxSockets: 4, minVersion: 'TLSv1.3' });
  return {
    send: ({ method, url, headers = {}, body }) =>
      new Promise((resolve, reject) => {
        const fail = (cause: unknown) => reject(new HufuError('LINK_OFFLINE', { cause, context: { url } }));
        const length = body ? { 'content-length': `${body.length}` } : {};
        const call = request(new URL(url, server.machineUrl), {
          method,
          agent,
          headers: { ...headers, ...length },
          timeout: 30_000,
        });
        call.on('error', fail);
        call.on('timeout', () => call.destroy(new Error('time-out')));
        call.on('response', (reply) => {
          const pieces: Buffer[] = [];
          let size = 0;
          reply.on('data', (piece: Buffer) => {
            size += piece.length;
            if (size > maxReplyBytes) call.destroy(new Error('reply too large'));
            else pieces.push(piece);
          });
          reply.on('error', fail);
          reply.on('end', () =>
            resolve({
              status: reply.statusCode ?? 0,
              headers: reply.headers,
              body: new Uint8Array(Buffer.concat(pieces)),
            }),
          );
        });
        call.end(body);
      }),
    close: () => agent.destroy(),
  };
}
