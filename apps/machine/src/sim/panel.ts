import { HufuError, zSimAction } from '@hufu/contract';
import Fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { panelPage } from './panel-page.ts';
import type { Plant } from './plant.ts';
import type { Recorder } from './recorder.ts';

const zLamp = z.object({ level: z.number().min(0).max(1) });
const zHead = z.object({ xMm: z.number(), yMm: z.number(), angleDeg: z.number() });

/** The door of the simulated world, on loopback only: cameras and head for the agent, hands for people and tests. */
export async function openPanel(
  plant: Plant,
  port: number,
  recorder: Recorder,
): Promise<{ url: string; close(): Promise<void> }> {
  const app: FastifyInstance = Fastify({ bodyLimit: 96 * 1024 * 1024, logger: false });
  app.get('/', async (_request, reply) => reply.type('text/html; charset=utf-8').send(panelPage));
  app.get('/sim/recording', async () => recorder.all);
  app.get('/sim/state', async () => plant.state());
  app.get('/sim/truth', async () => ({
    contacts: plant.truth.map(({ H, at, slot, sheet, mark }) => ({
      H,
      at,
      slot,
      sheet,
      mark: mark && { xMm: mark.xMm, yMm: mark.yMm, angleDeg: mark.angleDeg },
    })),
  }));
  app.post('/sim/do', async (request, reply) => {
    const action = zSimAction.safeParse(request.body);
    if (!action.success)
      return reply.code(400).send({ code: 'STATEMENT_MALFORMED', problem: z.prettifyError(action.error) });
    // Written down first: a power cut that is asked for takes this process with it.
    const takeBack = recorder.record(action.data);
    try {
      await plant.act(action.data);
    } catch (error) {
      takeBack();
      if (error instanceof HufuError)
        return reply.code(409).send({ code: error.code, context: error.context });
      throw error;
    }
    return plant.state();
  });
  app.get<{ Querystring: { size?: string } }>('/camera/overhead.jpg', async (request, reply) => {
    const jpeg = await plant.overhead(request.query.size === 'preview' ? 'preview' : 'full');
    return reply.type('image/jpeg').send(Buffer.from(jpeg));
  });
  app.get('/camera/person.jpg', async (_request, reply) =>
    reply.type('image/jpeg').send(Buffer.from(await plant.person())),
  );
  app.get('/camera/calibration', async () => plant.calibration());
  app.post('/head', async (request, reply) => {
    const head = zHead.safeParse(request.body);
    if (!head.success) return reply.code(400).send({ code: 'STATEMENT_MALFORMED' });
    plant.position(head.data);
    return { ok: true };
  });
  app.post('/lamp', async (request, reply) => {
    const lamp = zLamp.safeParse(request.body);
    if (!lamp.success) return reply.code(400).send({ code: 'STATEMENT_MALFORMED' });
    plant.light(lamp.data.level);
    return { ok: true };
  });
  const url = await app.listen({ host: '127.0.0.1', port });
  return { url, close: () => app.close() };
}
