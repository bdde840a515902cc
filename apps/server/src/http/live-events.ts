import type { LiveEvent } from '@hufu/contract';
import type { FastifyInstance } from 'fastify';
import { canSeeVillage } from '../people/unit.store.ts';
import { findCaller } from '../session/session-cookie.ts';
import type { DomainEvent } from './event-bus.ts';
import type { ServerParts } from './parts.ts';

const heartbeatMs = 20_000;

/** GET /api/events: hints to fetch again, for what the person may see. */
export function serveLiveEvents(app: FastifyInstance, parts: ServerParts): void {
  const open = new Set<() => void>();
  app.addHook('preClose', async () => {
    for (const end of open) end();
  });
  app.get('/api/events', { schema: { hide: true } }, async (request, reply) => {
    const caller = await findCaller(parts, request);
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    raw.write(': 已连接 / connected\n\n');
    const unsubscribe = parts.events.subscribe((event) => {
      const live = liveEventOf(event);
      if (!live || ('account' in event && event.account !== caller.account)) return;
      void canSeeVillage(parts.db, caller.unit.id, event.village).then(
        (isSeen) => isSeen && raw.write(`data: ${JSON.stringify(live)}\n\n`),
        (err: unknown) => request.log.warn({ err }, 'live event was not sent'),
      );
    });
    const heartbeat = setInterval(() => raw.write(': \n\n'), heartbeatMs);
    const end = () => {
      clearInterval(heartbeat);
      unsubscribe();
      open.delete(end);
      raw.end();
    };
    open.add(end);
    raw.on('close', end);
  });
}

/** The hint for browsers, or undefined for what is not theirs to know. */
function liveEventOf(event: DomainEvent): LiveEvent | undefined {
  const { at } = event;
  switch (event.kind) {
    case 'requestChanged':
      return { kind: 'request', id: event.request, phase: event.phase, at };
    case 'documentChanged':
      return { kind: 'document', id: event.document, state: event.state, at };
    case 'noticeGiven':
      return { kind: 'notice', id: event.notice, title: { ...event.title }, request: event.request, at };
    case 'machineChanged':
      return { kind: 'machine', id: event.machine, state: event.state, at };
    case 'alarmRaised':
      return { kind: 'alarm', id: event.alarm, at };
    case 'statementQueued':
    case 'authorizationComplete':
    case 'authorizationRevoked':
    case 'keyRevoked':
    case 'exceptionGranted':
    case 'serviceOrdered':
    case 'rosterPublished':
      return undefined;
    default:
      return event satisfies never;
  }
}
