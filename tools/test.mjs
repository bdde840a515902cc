// `npm test`: installs what is missing, builds the web pages, runs the fast tests, then the whole-system tests.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePrograms, sayMissing } from './debian.mjs';
import { ensureInstalled, root, run24 } from './house.mjs';

ensureInstalled();
const only = process.argv.slice(2);
const withBrowser = !only.includes('--project') || only.includes('e2e');
const found = ensurePrograms([
  ...(withBrowser ? ['Chromium'] : []),
  'LibreOffice',
  'Mosquitto',
  'ffmpeg',
  'socat',
]);
if (withBrowser && !found.Chromium) {
  sayMissing('Chromium', 'The browser tests need');
  process.exit(1);
}
// Without these a few tests are skipped, and the last line counts them.
for (const name of ['LibreOffice', 'Mosquitto', 'ffmpeg', 'socat'])
  if (!found[name]) sayMissing(name, 'Some tests need');
const out = join(root, '.hufu', 'ci');
mkdirSync(out, { recursive: true });

if (withBrowser && run24(['tools/build-web.mjs']) !== 0) {
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
    { HUFU_CHROMIUM: found.Chromium ?? '' },
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
