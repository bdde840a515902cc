import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = new URL('../../../../', import.meta.url).pathname;
const dir = mkdtempSync(join(tmpdir(), 'hufu-package-'));
afterAll(() => rmSync(dir, { recursive: true }));

describe('the Debian package', () => {
  it('is built without the network, and has every source that its program imports, but no test, no key and no simulator', {
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
    const missing: string[] = [];
    const seen = new Set<string>();
    const waiting = ['agent-main.ts', 'claim-main.ts', 'update/launch-main.ts'].map((name) =>
      join(program, 'apps/machine/src', name),
    );
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      if (!existsSync(at)) {
        missing.push(at);
        continue;
      }
      for (const [, to = ''] of readFileSync(at, 'utf8').matchAll(
        /^(?:import|export|\})[^'\n]*'([^'\n]+)'/gm,
      )) {
        if (to.startsWith('.')) waiting.push(join(dirname(at), to));
        // Other workspaces lie beside it under their names; the modules of others are left out of the small form.
        else if (
          to.startsWith('@hufu/') &&
          !existsSync(join(program, 'node_modules', to.split('/').slice(0, 2).join('/')))
        )
          missing.push(`${at}: ${to}`);
      }
    }
    expect(missing).toEqual([]);
    expect(seen.size).toBeGreaterThan(60);
  });
});
