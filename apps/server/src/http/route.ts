import { HufuError } from '@hufu/contract';
import { isAction } from '@hufu/domain';
import type { FastifyInstance } from 'fastify';
import { requirePermission } from '../people/permission.ts';
import { findCaller } from '../session/session-cookie.ts';
import type { FileReply, Handler } from './handler.ts';
import type { ServerParts } from './parts.ts';

/** Operations whose body is a form with a file. */
const uploads: ReadonlySet<string> = new Set([
  '/api/files/upload-document',
  '/api/maintenance/publish-release',
]);

/** Puts an operation on its path: method, schema for the document, session, reply. */
export function serveOperation(app: FastifyInstance, parts: ServerParts, handler: Handler): void {
  const { operation } = handler;
  const isUpload = uploads.has(operation.path);
  app.route({
    method: operation.method,
    url: operation.path,
    schema: {
      operationId: operation.name,
      summary: `${operation.summary.zh} / ${operation.summary.en}`,
      tags: [operation.name.split('.')[0] ?? ''],
      ...(operation.method === 'GET'
        ? { querystring: operation.query }
        : isUpload
          ? {}
          : { body: operation.body }),
      response: { 200: operation.reply },
    },
    handler: async (request, reply) => {
      const caller = operation.caller === 'public' ? undefined : await findCaller(parts, request);
      // Whatever the table does not name is nobody's.
      if (caller && !isAction(operation.name))
        throw new HufuError('FORBIDDEN', {
          context: { roles: caller.roles.join('、'), action: operation.name },
        });
      if (caller && isAction(operation.name)) requirePermission(caller, operation.name);
      const { query, body } = request;
      const result = await handler.run({ parts, query, body, request, reply }, caller);
      reply.header('cache-control', 'no-store');
      if (!isFileReply(result)) return result;
      if (result.isImmutable) reply.header('cache-control', 'private, max-age=31536000, immutable');
      if (result.fileName !== undefined)
        reply.header(
          'content-disposition',
          `attachment; filename*=UTF-8''${encodeURIComponent(result.fileName)}`,
        );
      return reply.type(result.mediaType).send(Buffer.from(result.bytes));
    },
  });
}

function isFileReply(value: unknown): value is FileReply {
  return typeof value === 'object' && value !== null && 'bytes' in value && value.bytes instanceof Uint8Array;
}
