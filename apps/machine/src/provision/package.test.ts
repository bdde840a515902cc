import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = new URL('../../../../', import.meta.url).pathname;
const dir = mkdtempSync(join(tmpdir(), 'hufu-package-'));
afterAll(() => rmSync(dir, { recursive: true }));

describe('the Debian package', () => {
  it('is built without the network, and has every source that its program imports but no test and no key', {
    timeout: 120_000,
  }, () => {
    const said = execFileSync(
      process.execPath,
      [join(root, 'deploy/debian/build.mjs'), '--skeleton', '--check', '--out', dir],
      { encoding: 'utf8' },
    );
    // Tests, rigs and keys are looked for by the script itself; without systemd it says that the units were not verified.
    expect(said).toContain('✓ dpkg-deb');
    expect(said).toMatch(/✓ systemd-analyze verify|– systemd-analyze: not installed/);
    const [deb = ''] = readdirSync(dir).filter((name) => name.endsWith('.deb'));
    const tree = join(dir, 'tree');
    execFileSync('dpkg-deb', ['--extract', join(dir, deb), tree]);
    const program = join(tree, 'usr/lib/hufu/program');
    const sources = readdirSync(program, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\/src\/.*\.ts$/.test(name) && !name.startsWith('node_modules'))
      .map((name) => join(program, name));
    expect(sources.some((name) => name.endsWith('apps/machine/src/agent-main.ts'))).toBe(true);
    const missing = sources.flatMap((name) =>
      [...readFileSync(name, 'utf8').matchAll(/(?:from|import) '(\.[^']+)'/g)]
        .map(([, to = '']) => join(dirname(name), to))
        .filter((to) => !existsSync(to)),
    );
    expect(missing).toEqual([]);
  });
});
