import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { type KioskJob, type KioskState, kioskHttp, zKioskState } from '@hufu/contract';

/** An agent that shows whatever state a test gives it; nothing moves. */
export interface BenchAgent {
  readonly url: string;
  readonly pictures: Map<string, Uint8Array>;
  show(state: Partial<KioskState>): void;
  close(): Promise<void>;
}

const id = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const hour = 3_600_000;

/** Hex of SHA-256, by which the screen asks for pictures. */
export const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A job with long but ordinary words: those of a village's busiest day. */
export function aJob(pageDigests: string[], part: Partial<KioskJob> = {}): KioskJob {
  return {
    authorization: id(300),
    number: 'SQ-2026-0042',
    matter: '土地承包经营权流转合同',
    purpose: '流转三亩水田给清溪股份经济合作社种植，期限五年',
    applicantName: '陈大林',
    approverNames: ['王建国', '李秀英'],
    stamper: { id: id(11), name: '沈阿芬' },
    sealNames: ['石桥村村民委员会', '石桥村股份经济合作社'],
    pages: pageDigests.length,
    pageDigests,
    granted: 4,
    executed: 1,
    validTo: Date.now() + 20 * hour,
    state: 'ready',
    ...part,
  };
}

/** The machine while all is well. */
export function aState(part: Partial<KioskState> = {}): KioskState {
  return {
    machine: { id: id(31), name: '石桥村印章机', village: '石桥村', thumbprint: '1f'.repeat(32) },
    demo: false,
    now: Date.now(),
    link: { online: true, since: Date.now() - hour, queued: 0 },
    freshUntil: Date.now() + 20 * hour,
    counters: { A: 5, D: 0, V: 0, U: 0, L: 5, H: 5 },
    lock: 'ready',
    rosterDigest: '2e'.repeat(32),
    jobs: [],
    screen: { name: 'idle' },
    version: 1,
    ...part,
  };
}

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};

/** Serves the screen and its state. */
export async function startBenchAgent(dist: string): Promise<BenchAgent> {
  const pictures = new Map<string, Uint8Array>();
  const streams = new Set<ServerResponse>();
  let state = aState();
  const http = createServer((request, reply) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    if (pathname === kioskHttp.stream) {
      reply.writeHead(200, { 'content-type': 'text/event-stream' });
      reply.write(`data: ${JSON.stringify(state)}\n\n`);
      streams.add(reply);
      reply.on('close', () => streams.delete(reply));
      return;
    }
    const picture = pictures.get(pathname.split('/').at(-1) ?? '');
    if (picture) return void reply.writeHead(200, { 'content-type': 'image/png' }).end(picture);
    const file = join(dist, pathname === '/' ? 'index.html' : pathname);
    if (!existsSync(file)) return void reply.writeHead(404).end();
    reply.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
    reply.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  return {
    url: `http://localhost:${typeof address === 'object' && address ? address.port : 0}/`,
    pictures,
    show(part) {
      state = zKioskState.parse({ ...aState(part), version: state.version + 1 });
      for (const stream of streams) stream.write(`data: ${JSON.stringify(state)}\n\n`);
    },
    close: () =>
      new Promise((resolve) => {
        http.closeAllConnections();
        http.close(() => resolve());
      }),
  };
}
