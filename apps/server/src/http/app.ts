import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyMultipart from '@fastify/multipart';
import fastifyRateLimit from '@fastify/rate-limit';
import { HufuError } from '@hufu/contract';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler } from 'fastify-type-provider-zod';
import { maxUploadBytes } from '../files/upload-limits.ts';
import type { Handler } from './handler.ts';
import { serveLiveEvents } from './live-events.ts';
import { serveMetrics } from './metrics.ts';
import { documentApi, serveApiDocument } from './openapi.ts';
import { refuseForeignOrigin } from './origin.ts';
import type { ServerParts } from './parts.ts';
import { sendProblem } from './problem.ts';
import { serveOperation } from './route.ts';
import { serveWeb } from './static-web.ts';

/** Calls of one address in a minute, of all kinds: a brake for runaway scripts, not for people. */
const callsPerMinute = { demo: 60_000, normal: 3_000 };

/** The people's door: API, live events, health, metrics, and the web apps. */
export async function createApp(
  parts: ServerParts,
  handlers: readonly Handler[],
  witnessUrls: readonly string[] = [],
): Promise<FastifyInstance> {
  const logger: FastifyBaseLogger = parts.log;
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    // A roster of a thousand keys, in base64url.
    bodyLimit: 5 * 1024 * 1024,
    routerOptions: { maxParamLength: 300 },
  });
  app.setValidatorCompiler(() => () => true); // input is parsed once, in the handler, where its type is kept
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      new HufuError('NOT_FOUND', { context: { kind: '网址 / path', id: request.url.split('?')[0] } }),
      request,
      reply,
    ),
  );
  await app.register(fastifyHelmet, securityHeaders(parts.site.url.startsWith('https:'), witnessUrls));
  await app.register(fastifyCookie);
  await app.register(fastifyMultipart, { limits: { fileSize: maxUploadBytes, files: 1, fields: 4 } });
  await app.register(fastifyRateLimit, {
    max: parts.config.isDemo ? callsPerMinute.demo : callsPerMinute.normal,
    timeWindow: 60_000,
    errorResponseBuilder: (_request, { ttl }) =>
      new HufuError('TOO_MANY_REQUESTS', { context: { seconds: Math.ceil(ttl / 1000) } }),
  });
  app.addHook('onRequest', async (request) => refuseForeignOrigin(request, parts.site));
  await documentApi(app);
  serveMetrics(app, parts);
  for (const handler of handlers) serveOperation(app, parts, handler);
  serveLiveEvents(app, parts);
  serveApiDocument(app);
  await serveWeb(app, parts);
  return app;
}

/**
 * No page loads anything from another host; wasm and blob workers are what the phone's photo conversion needs. It may speak
 * to the witnesses: the revocation of a lost key goes to them directly.
 */
function securityHeaders(isHttps: boolean, witnessUrls: readonly string[]) {
  const witnesses = [...new Set(witnessUrls.map((url) => new URL(url).origin))];
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'", 'blob:', 'data:', ...witnesses],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000 } : false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' as const },
  };
}
