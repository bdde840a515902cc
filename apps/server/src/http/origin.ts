import { HufuError } from '@hufu/contract';
import type { FastifyRequest } from 'fastify';
import type { Site } from './parts.ts';

/**
 * Refuses changes that another web site asks for in a signed-in person's name. The cookie is SameSite=strict already;
 * this also holds where a browser or an embedding app forgets that.
 */
export function refuseForeignOrigin(request: FastifyRequest, site: Site): void {
  if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return;
  const { origin } = request.headers;
  const from = request.headers['sec-fetch-site'];
  const isOurs =
    origin === undefined ? from === undefined || from === 'same-origin' : site.origins.includes(origin);
  if (!isOurs) throw new HufuError('ORIGIN_WRONG', { context: { origin: origin ?? String(from) } });
}
