// `npm test`: installs what is missing, builds the web pages, runs the fast tests, then the whole-system tests.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, root, run24 } from './house.mjs';

const chromiumPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Debian's Chromium, installed when this may be done; otherwise says exactly what to install. */
function ensureChromium() {
  const given = process.env.HUFU_CHROMIUM;
  const found = [given, ...chromiumPaths].find((p) => p && existsSync(p));
  if (found) return found;
  const apt = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
  if (apt) {
    console.log('Installing Chromium from Debian’s packages …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env,
    });
    const now = chromiumPaths.find((p) => existsSync(p));
    if (now) return now;
  }
  console.error(
    'The browser tests need Chromium, and it is not here.\n' +
      'Why: /usr/bin/chromium does not exist, and this account may not install packages.\n' +
      'What to do: run `sudo apt-get install chromium` (or set HUFU_CHROMIUM to its path), then `npm test` again.',
  );
  process.exit(1);
}

ensureInstalled();
const only = process.argv.slice(2);
const chromium = only.includes('--project') && !only.includes('e2e') ? '' : ensureChromium();
const out = join(root, '.hufu', 'ci');
mkdirSync(out, { recursive: true });

if (chromium && run24(['tools/build-web.mjs']) !== 0) {
  console.error('The web pages could not be built: see the lines above.');
  process.exit(1);
}

const total = { passed: 0, failed: 0, skipped: 0 };
let bad = false;
for (const project of only.length ? [null] : ['unit', 'e2e']) {
  const report = join(out, `vitest-${project ?? 'some'}.json`);
  rmSync(report, { force: true });
  const status = run24(
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      ...(project ? ['--project', project] : only),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { HUFU_CHROMIUM: chromium },
  );
  if (status !== 0) bad = true;
  if (!existsSync(report)) {
    bad = true;
    total.failed += 1;
    continue;
  }
  const r = JSON.parse(readFileSync(report, 'utf8'));
  total.passed += r.numPassedTests;
  total.failed += r.numFailedTests;
  total.skipped += r.numPendingTests + r.numTodoTests;
  // A file that does not load has no failed test of its own; it counts as one.
  for (const f of r.testResults)
    if (f.status === 'failed' && f.assertionResults.length === 0) total.failed += 1;
}
if (bad && total.failed === 0) total.failed = 1;
writeFileSync(join(out, 'test.json'), JSON.stringify(total));
console.log(`tests: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(bad || total.failed > 0 ? 1 : 0);
