import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { root } from './house.mjs';

/** The web apps and where the server (or the machine) serves them. */
export const webApps = {
  'web-mobile': { base: '/m/' },
  'web-desk': { base: '/desk/' },
  // The machine's agent serves it at the root of its own door: relative, so that any path does.
  'web-kiosk': { base: './' },
  'web-verify': { base: '/verify/' },
};

/**
 * The one Vite configuration of all web apps: an app folder holds `index.html`, `src/` and perhaps `public/`.
 * Nothing is loaded from another host and no inline script is written, so that a strict CSP holds.
 * @param {keyof typeof webApps} app
 * @param {{outDir?: string, serverUrl?: string}} [options] serverUrl: where `vite dev` passes /api on to
 * @returns {import('vite').InlineConfig}
 */
export function viteConfig(app, options = {}) {
  const appRoot = join(root, 'apps', app);
  return {
    configFile: false,
    root: appRoot,
    base: webApps[app].base,
    plugins: [react()],
    logLevel: 'warn',
    clearScreen: false,
    envDir: false,
    // Two apps of one checkout build at once: each keeps its own cache.
    cacheDir: join(root, 'node_modules', '.cache', `vite-${app}`),
    resolve: { dedupe: ['react', 'react-dom', 'i18next', 'react-i18next', 'zod', 'cborg'] },
    build: {
      outDir: options.outDir ?? join(appRoot, 'dist'),
      emptyOutDir: true,
      // The WebView of a cadre's five-year-old phone.
      target: ['chrome94', 'safari15.4'],
      cssTarget: ['chrome94', 'safari15.4'],
      // data: URLs of fonts and images are refused by a strict CSP.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      // Charts and lazily loaded converters are big; the first page is what counts.
      chunkSizeWarningLimit: 3000,
    },
    worker: { format: 'es' },
    ...(options.serverUrl
      ? { server: { host: '127.0.0.1', proxy: { '/api': options.serverUrl, '/log': options.serverUrl } } }
      : {}),
  };
}
