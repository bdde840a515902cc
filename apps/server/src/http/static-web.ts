import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { homePage } from './home-page.ts';
import type { ServerParts } from './parts.ts';
import { webApps, webRoot } from './web-files.ts';

/** Serves the built web apps and the page that leads to them. */
export async function serveWeb(app: FastifyInstance, parts: ServerParts): Promise<void> {
  for (const [name, prefix] of Object.entries(webApps)) {
    const root = webRoot(parts.config.webDir, name);
    if (root === undefined) continue;
    await app.register(fastifyStatic, {
      root,
      prefix,
      decorateReply: false,
      schemaHide: true,
      redirect: true,
      // What is not in the signed list of files is not given either.
      dotfiles: 'ignore',
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
    if (isPhone && webRoot(parts.config.webDir, 'web-mobile') !== undefined) return reply.redirect('/m/');
    return reply.type('text/html; charset=utf-8').send(homePage(parts.config.isDemo));
  });
}
