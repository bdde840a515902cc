import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { homePage } from './home-page.ts';
import type { ServerParts } from './parts.ts';

/** Where each web app is served. */
const apps = { 'web-mobile': '/m/', 'web-desk': '/desk/', 'web-verify': '/verify/' } as const;

/** Serves the built web apps and the page that leads to them. */
export async function serveWeb(app: FastifyInstance, parts: ServerParts): Promise<void> {
  for (const [name, prefix] of Object.entries(apps)) {
    const root = path.join(parts.config.webDir, name, 'dist');
    if (!existsSync(path.join(root, 'index.html'))) continue;
    await app.register(fastifyStatic, {
      root,
      prefix,
      decorateReply: false,
      schemaHide: true,
      redirect: true,
      // Names under assets/ carry a hash of their content.
      setHeaders: (reply, file) =>
        reply.header(
          'cache-control',
          /[/\\]assets[/\\]/.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    });
  }
  app.get('/', { schema: { hide: true } }, async (request, reply) => {
    const isPhone = /Mobile|Android|iPhone|DingTalk|MicroMessenger/i.test(
      request.headers['user-agent'] ?? '',
    );
    if (isPhone && existsSync(path.join(parts.config.webDir, 'web-mobile/dist/index.html')))
      return reply.redirect('/m/');
    return reply.type('text/html; charset=utf-8').send(homePage(parts.config.isDemo));
  });
}
