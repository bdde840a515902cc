import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { countOpenWork, pingDatabase } from '../db/health.store.ts';
import type { ServerParts } from './parts.ts';

/** GET /healthz and GET /metrics (Prometheus). */
export function serveMetrics(app: FastifyInstance, parts: ServerParts): void {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const calls = new Histogram({
    name: 'hufu_http_seconds',
    help: 'Time of HTTP calls',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5],
    registers: [register],
  });
  new Gauge({
    name: 'hufu_open',
    help: 'What waits: statements not yet in the log, documents being rendered, alarms without a disposal',
    labelNames: ['what'],
    registers: [register],
    async collect() {
      for (const [what, n] of Object.entries(await countOpenWork(parts.db))) this.set({ what }, n);
    },
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    calls.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  app.get('/healthz', { schema: { hide: true } }, async () => {
    await pingDatabase(parts.db);
    return { ok: true, demo: parts.config.isDemo };
  });
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply.type(register.contentType).send(await register.metrics()),
  );
}
