import { fromBase64url, HufuError, kioskHttp, type Release, type Result, zUpdateOffer } from '@hufu/contract';
import type { FastifyInstance } from 'fastify';
import type { ProvedStatement } from './authorization-desk.ts';

/**
 * Where a maintainer brings an update to the machine itself. The archive lies on the machine already: it is named by its
 * path, and counts only if it has the digest that the release quorum signed.
 */
export function serveUpdate(
  app: FastifyInstance,
  offer: ((message: ProvedStatement, archive: string) => Promise<Result<Release>>) | null,
): void {
  app.post(kioskHttp.update, async (request, reply) => {
    if (!offer) return reply.code(404).send({ code: 'NOT_FOUND' });
    const body = zUpdateOffer.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ code: 'STATEMENT_MALFORMED' });
    const { cose, salt, proof, archive } = body.data;
    try {
      const message = { cose: fromBase64url(cose), salt: fromBase64url(salt), proof };
      const taken = await offer(message, archive);
      return taken.ok
        ? { ok: true, version: taken.value.version }
        : reply.code(409).send({ code: taken.code, context: taken.context });
    } catch (error) {
      if (!(error instanceof HufuError)) throw error;
      return reply.code(409).send({ code: error.code, context: error.context });
    }
  });
}
