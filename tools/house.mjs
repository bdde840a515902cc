// Plain JavaScript that an old Node runs: what start, test and check need before Node 24 is there.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** What Node made of our TypeScript, kept: each process then starts in half the time. Ours alone, never a shared /tmp. */
const compileCache = join(root, '.hufu', 'compile-cache');
const stampFile = join(root, 'node_modules', '.hufu-installed');

function lockDigest() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** Installs the npm packages when they are missing or belong to another lock file. */
export function ensureInstalled() {
  const wanted = lockDigest();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;
  if (existsSync(join(root, 'node_modules', '.package-lock.json')) && installedMatchesLock()) {
    writeFileSync(stampFile, wanted);
    return;
  }
  console.log('Installing npm packages (once) / 正在安装依赖 …');
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    // onnxruntime's own script fetches GPU libraries that we do not use; it works without them.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  });
  if (done.status !== 0) {
    console.error('npm ci failed: see the lines above, then run the same command again.');
    process.exit(done.status ?? 1);
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, wanted);
}

/** True when every package of the lock file that applies here is in node_modules at the version wanted. */
function installedMatchesLock() {
  const want = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const have = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8')).packages;
  return Object.entries(want).every(
    ([path, p]) =>
      !path.includes('node_modules/') || p.optional || p.link || have[path]?.version === p.version,
  );
}

/** Path of a Node that runs TypeScript directly: the one running us, or the one npm brought along. */
export function node24() {
  if (process.features.typescript) return process.execPath;
  const brought = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(brought)) return brought;
  console.error(
    `Hufu needs Node 24 and none could be brought along for ${process.platform}-${process.arch}.\n` +
      'Install Node 24 or newer from nodejs.org, then run the same command again.',
  );
  process.exit(1);
}

/** Environment in which `node` and `npx` are Node 24. */
export function env24() {
  return {
    ...process.env,
    PATH: `${dirname(node24())}:${join(root, 'node_modules', '.bin')}:${process.env.PATH}`,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? compileCache,
    // Threads that compare pictures hold a quarter less memory when they share glibc's arenas, and when what is large is
    // given back to the system at once instead of leaving holes; it costs next to no time.
    MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? '2',
    MALLOC_MMAP_THRESHOLD_: process.env.MALLOC_MMAP_THRESHOLD_ ?? '1000000',
    MALLOC_TRIM_THRESHOLD_: process.env.MALLOC_TRIM_THRESHOLD_ ?? '4000000',
  };
}

/** Runs Node 24 with the arguments given, as if it were us: output, signals and exit code pass through. */
export function become(args) {
  const child = spawn(node24(), args, { cwd: process.cwd(), stdio: 'inherit', env: env24() });
  for (const s of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(s, () => child.kill(s));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

/** Runs Node 24 and waits; returns the exit code. */
export function run24(args, extraEnv = {}) {
  return (
    spawnSync(node24(), args, { cwd: root, stdio: 'inherit', env: { ...env24(), ...extraEnv } }).status ?? 1
  );
}
