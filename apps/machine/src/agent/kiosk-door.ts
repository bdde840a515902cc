import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import { type KioskState, kioskHttp, type Release, type Result, zKioskCommandEnvelope } from '@hufu/contract';
import Fastify from 'fastify';
import type { ProvedStatement } from './authorization-desk.ts';
import type { JobContext } from './job/job-context.ts';
import type { JobSession } from './job/session.ts';
import { openPreviewHub } from './preview-hub.ts';
import { type ServiceOrders, serveService } from './service-door.ts';
import { serveUpdate } from './update-door.ts';

/** The door of the touch screen, on loopback only. */
export interface KioskDoor {
  readonly url: string;
  close(): Promise<void>;
}

/** What the door shows. */
export interface KioskDoorOptions {
  readonly context: JobContext;
  readonly session: JobSession;
  readonly state: () => KioskState;
  readonly timings: () => readonly unknown[];
  readonly onNetwork: (up: boolean) => void;
  /** For service people who stand at the machine, with or without a network. */
  readonly service: ServiceOrders;
  /** Takes a release, where this machine updates itself. */
  readonly update: ((message: ProvedStatement, archive: string) => Promise<Result<Release>>) | null;
}

/** Opens the door. */
export async function openKioskDoor(options: KioskDoorOptions): Promise<KioskDoor> {
  const { context, session, state } = options;
  const { config } = context;
  const app = Fastify({ bodyLimit: 96 * 1024 * 1024, logger: false, forceCloseConnections: true });

  // Another site open in the same browser must not reach the machine: no CORS, and only our own name as host.
  app.addHook('onRequest', async (request, reply) => {
    const host = request.headers.host?.replace(/:\d+$/, '');
    if (host !== '127.0.0.1' && host !== 'localhost') return reply.code(421).send();
    const site = request.headers['sec-fetch-site'];
    if (request.method !== 'GET' && site !== undefined && site !== 'same-origin' && site !== 'none')
      return reply.code(403).send();
    return undefined;
  });

  // What is no JSON is refused by a code like everything else that is no command.
  app.setErrorHandler((error, _request, reply) => {
    const status = isClientError(error) ? 400 : 500;
    if (status === 500) context.onTrouble(error);
    return reply.code(status).send({ code: status === 400 ? 'STATEMENT_MALFORMED' : 'AGENT_FAULT' });
  });

  app.get(kioskHttp.state, async () => state());
  app.get('/healthz', async () => ({ ok: true, lock: state().lock }));
  app.get('/timings', async () => options.timings());

  app.get(kioskHttp.stream, (request, reply) => {
    reply.hijack();
    const out = reply.raw;
    out.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    let isDirty = false;
    const send = () => {
      isDirty = false;
      out.write(`data: ${JSON.stringify(state())}\n\n`);
    };
    // Several changes of one turn are one picture.
    const stop = session.holder.onChange(() => {
      if (isDirty) return;
      isDirty = true;
      setTimeout(send, 20);
    });
    const tick = setInterval(send, 5000);
    request.raw.on('close', () => {
      clearInterval(tick);
      stop();
    });
    send();
  });

  app.post(kioskHttp.command, async (request, reply) => {
    const envelope = zKioskCommandEnvelope.safeParse(request.body);
    if (!envelope.success) return reply.code(400).send({ code: 'STATEMENT_MALFORMED' });
    const { version, command } = envelope.data;
    const obeyed = await session.command(version, command);
    if (!obeyed.ok)
      return reply.code(409).send({ code: obeyed.code, context: obeyed.context, state: state() });
    return { ok: true, state: state() };
  });

  serveService(app, context, options.service);
  serveUpdate(app, options.update);

  const picture = (bytes: Uint8Array): string => (bytes[0] === 0x89 ? 'image/png' : 'image/jpeg');
  const byDigest = (path: string, read: (hex: string) => Promise<Uint8Array | undefined>) => {
    app.get<{ Params: { digest: string } }>(path, async (request, reply) => {
      const { digest } = request.params;
      const bytes = /^[0-9a-f]{64}$/.test(digest) ? await read(digest) : undefined;
      if (!bytes) return reply.code(404).send();
      return reply
        .type(picture(bytes))
        .header('cache-control', 'private, max-age=3600, immutable')
        .header('x-content-type-options', 'nosniff')
        .send(Buffer.from(bytes));
    });
  };
  byDigest(kioskHttp.frame(':digest'), (hex) => context.evidence.read(hex));
  byDigest(kioskHttp.reference(':digest'), (hex) => context.pages.read(hex));
  byDigest('/specimen/:digest', (hex) => context.pages.read(hex));

  const personHub = openPreviewHub(context.person, config.policy.previewMs);
  app.get<{ Querystring: { of?: string } }>(kioskHttp.live, (request, reply) => {
    const hub = request.query.of === 'person' ? personHub : context.hub;
    reply.hijack();
    const out = reply.raw;
    out.writeHead(200, {
      'content-type': 'multipart/x-mixed-replace; boundary=frame',
      'cache-control': 'no-store',
    });
    const stop = hub.watch((frame) => {
      // A slow screen gets fewer frames, never a growing queue.
      if (out.writableNeedDrain) return;
      out.write(`--frame\r\ncontent-type: image/jpeg\r\ncontent-length: ${frame.jpeg.length}\r\n\r\n`);
      out.write(frame.jpeg);
      out.write('\r\n');
    });
    request.raw.on('close', stop);
  });

  if (config.demo && config.plantUrl !== null) {
    const { plantUrl } = config;
    const pass = async (path: string, body?: unknown) => {
      const reply = await fetch(`${plantUrl}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: reply.status, text: await reply.text() };
    };
    app.get('/sim/state', async (_request, reply) => {
      const { status, text } = await pass('/sim/state');
      return reply.code(status).type('application/json').send(text);
    });
    app.post('/sim/do', async (request, reply) => {
      const { body } = request;
      if (typeof body === 'object' && body && 'do' in body && body.do === 'network' && 'up' in body)
        options.onNetwork(body.up === true);
      const { status, text } = await pass('/sim/do', body);
      return reply.code(status).type('application/json').send(text);
    });
  }

  const { staticDir } = config.kiosk;
  if (staticDir !== null && existsSync(staticDir)) await app.register(fastifyStatic, { root: staticDir });
  const url = await app.listen({ host: '127.0.0.1', port: config.kiosk.port });
  return {
    url,
    async close() {
      await app.close();
      await personHub.close();
    },
  };
}

function isClientError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return false;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
}
