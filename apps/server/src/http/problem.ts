import { randomInt } from 'node:crypto';
import {
  type ErrorCode,
  errorEntry,
  explain,
  HufuError,
  type Problem,
  type ProblemView,
} from '@hufu/contract';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** Crockford's letters: none is taken for another when read out over the phone. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Six characters that tie what a person saw to one line of the log. */
export function supportCode(): string {
  return Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join('');
}

/** The three sentences of a code, for storing beside what failed. */
export function problemView(code: ErrorCode, context: Readonly<Record<string, unknown>> = {}): ProblemView {
  return { code, zh: [...explain(code, 'zh', context)], en: [...explain(code, 'en', context)] };
}

/** Whatever was thrown, as a fault with one of our codes. */
export function asFault(thrown: unknown): HufuError {
  if (thrown instanceof HufuError) return thrown;
  const error: Partial<FastifyError> = thrown instanceof Error ? thrown : {};
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return invalid('body', '不是 JSON / no JSON');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return invalid('content-type', '不支持的内容类型 / unsupported content type');
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new HufuError('FILE_TOO_LARGE', { context: { limitMb: 5 } });
    case 'FST_REQ_FILE_TOO_LARGE':
      return new HufuError('FILE_TOO_LARGE', { context: { limitMb: 50 } });
    case 'FST_INVALID_MULTIPART_CONTENT_TYPE':
      return invalid('content-type', '需要 multipart/form-data / multipart/form-data wanted');
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return invalid('request', error.message ?? '');
  return new HufuError('INTERNAL', { cause: thrown });
}

function invalid(field: string, problem: string): HufuError {
  return new HufuError('INPUT_INVALID', { context: { field, problem } });
}

/** Sends a fault as problem+json (RFC 9457) and logs it, once, with its support code. */
export function sendProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const fault = asFault(thrown);
  const support = supportCode();
  const entry = errorEntry(fault.code);
  const context = { ...fault.context, support };
  const where = { code: fault.code, support, method: request.method, route: request.routeOptions.url };
  if (entry.http >= 500) request.log.error({ ...where, err: fault }, 'fault');
  else request.log.info(where, 'refused');
  const zh = [...explain(fault.code, 'zh', context)] satisfies string[];
  const body: Problem = {
    type: `urn:hufu:problem:${fault.code}`,
    title: zh[0] ?? fault.code,
    status: entry.http,
    detail: `${zh[1]} ${zh[2]}`,
    ...problemView(fault.code, context),
    context: entry.http >= 500 ? { support } : context,
    support,
  };
  if (fault.code === 'TOO_MANY_REQUESTS') reply.header('retry-after', String(fault.context.seconds ?? 60));
  reply.code(entry.http).type('application/problem+json').serializer(JSON.stringify).send(body);
}
