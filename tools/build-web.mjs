// Builds the web apps into apps/<app>/dist. An app whose sources did not change is left alone.
// node tools/build-web.mjs [web-mobile ...] [--force]
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './house.mjs';
import { viteConfig, webApps } from './vite-config.mjs';

const stampName = '.hufu-sources';

/**
 * Builds every web app whose sources changed since its last build.
 * @param {{apps?: string[], force?: boolean, onProgress?: (p: {app: string, state: 'unchanged'|'building'|'built'|'absent', done: number, total: number, ms?: number}) => void}} [options]
 * @returns {Promise<{app: string, state: 'unchanged'|'built'|'absent', dist: string, ms: number}[]>}
 */
export async function buildWeb(options = {}) {
  const apps = options.apps ?? Object.keys(webApps);
  const total = apps.length;
  let done = 0;
  const report = (app, state, ms) => options.onProgress?.({ app, state, done, total, ms });
  // A test runner's NODE_ENV would put React's development build into what people get.
  const { NODE_ENV: before } = process.env;
  process.env.NODE_ENV = 'production';
  // Rolldown uses every core by itself; building the apps side by side keeps its threads busy.
  const results = await Promise.allSettled(
    apps.map(async (app) => {
      const started = performance.now();
      const state = await buildOne(app, options.force === true, () => report(app, 'building'));
      const ms = Math.round(performance.now() - started);
      done++;
      report(app, state, ms);
      return { app, state, dist: join(root, 'apps', app, 'dist'), ms };
    }),
  );
  if (before === undefined) delete process.env.NODE_ENV;
  else process.env.NODE_ENV = before;
  const failed = results.flatMap((r, i) =>
    r.status === 'rejected' ? [{ app: apps[i], cause: r.reason }] : [],
  );
  if (failed.length > 0)
    throw new AggregateError(
      failed.map((f) => f.cause),
      failed.map((f) => `${f.app} did not build: ${f.cause?.message ?? f.cause}`).join('\n'),
    );
  return results.map((r) => r.value);
}

async function buildOne(app, force, onStart) {
  const appRoot = join(root, 'apps', app);
  if (!existsSync(join(appRoot, 'index.html'))) return 'absent';
  const dist = join(appRoot, 'dist');
  const wanted = sourceDigest(app);
  const stamp = join(dist, stampName);
  if (!force && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return 'unchanged';
  onStart();
  // Vite is loaded only when something is to be built: an unchanged start stays fast.
  const { build } = await import('vite');
  // Built beside and swapped in, so that a server never serves half an app.
  const fresh = join(appRoot, `.dist-${process.pid}`);
  try {
    await build(viteConfig(app, { outDir: fresh }));
    writeFileSync(join(fresh, stampName), wanted);
    const old = join(appRoot, `.dist-${process.pid}-old`);
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(fresh, dist);
    rmSync(old, { recursive: true, force: true });
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return 'built';
}

/** SHA-256 over everything that goes into an app: its folder, the house packages it uses, the lock file, these tools. */
function sourceDigest(app) {
  const hash = createHash('sha256');
  const files = [
    join(root, 'package-lock.json'),
    join(root, 'tools/vite-config.mjs'),
    join(root, 'tools/build-web.mjs'),
    ...housePackages(app).flatMap((folder) => filesOf(folder)),
  ];
  for (const file of files) {
    const bytes = readFileSync(file);
    hash.update(`${relative(root, file)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/** The folders of the app and of every workspace it depends on, directly or not. */
function housePackages(app) {
  const folders = new Map();
  const visit = (folder) => {
    const { name, dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (folders.has(name)) return;
    folders.set(name, folder);
    for (const dependency of Object.keys(dependencies))
      if (dependency.startsWith('@hufu/'))
        visit(
          dependency === '@hufu/contract'
            ? join(root, 'contract')
            : join(root, 'packages', dependency.slice('@hufu/'.length)),
        );
  };
  visit(join(root, 'apps', app));
  return [...folders.values()].sort();
}

function filesOf(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((e) => e.name !== 'node_modules' && e.name !== 'dist' && !e.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((e) => {
      const path = join(folder, e.name);
      if (e.isDirectory()) return filesOf(path);
      return /\.test\.tsx?$/.test(e.name) ? [] : [path];
    });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const names = process.argv.slice(2).filter((a) => !a.startsWith('--'));
  const unknown = names.filter((n) => !(n in webApps));
  if (unknown.length > 0 || process.argv.includes('--help')) {
    console.log(
      `Usage: node tools/build-web.mjs [app ...] [--force]\nApps: ${Object.keys(webApps).join(', ')}`,
    );
    process.exit(unknown.length > 0 ? 2 : 0);
  }
  await buildWeb({
    ...(names.length > 0 ? { apps: names } : {}),
    force: process.argv.includes('--force'),
    onProgress: (p) =>
      p.state !== 'building' &&
      console.log(`[${p.done}/${p.total}] ${p.app} ${p.state}${p.state === 'built' ? ` in ${p.ms} ms` : ''}`),
  });
}
