import { HufuError } from '@hufu/contract';
import type { FastifyInstance } from 'fastify';
import type { LogKeeper } from './log-keeper.ts';

/** GET /log/<origin>/checkpoint and tiles (c2sp.org/tlog-tiles): commitments only, readable by anybody (I9). */
export function serveLog(app: FastifyInstance, keeper: LogKeeper): void {
  const prefix = `/log/${keeper.origin}/`;
  app.get('/log/*', { schema: { hide: true } }, async (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const file = path.startsWith(prefix) ? await keeper.serve(path.slice(prefix.length)) : undefined;
    if (!file) throw new HufuError('NOT_FOUND', { context: { kind: '日志文件 / log file', id: path } });
    reply.header('cache-control', file.cacheControl).header('access-control-allow-origin', '*');
    return reply.type(file.contentType).send(Buffer.from(file.bytes));
  });
}
