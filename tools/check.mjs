// `npm run check`: format and lint, types, arrows, house rules. Under two minutes; exactly what CI runs.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, env24, node24, root } from './house.mjs';

ensureInstalled();
const biome = join(root, 'node_modules', '@biomejs', `cli-${process.platform}-${process.arch}`, 'biome');
const steps = [
  ['format and lint', biome, ['check', '--error-on-warnings', '.']],
  ['types', node24(), ['node_modules/typescript/bin/tsc', '-p', '.']],
  [
    'arrows between the parts',
    node24(),
    [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      'contract',
      'packages',
      'apps',
    ],
  ],
  ['house rules', node24(), ['tools/house-rules.mjs']],
];
const result = { passed: 0, failed: 0 };
for (const [name, command, args] of steps) {
  const started = performance.now();
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: env24() });
  const ok = done.status === 0;
  result[ok ? 'passed' : 'failed'] += 1;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
}
mkdirSync(join(root, '.hufu', 'ci'), { recursive: true });
writeFileSync(join(root, '.hufu', 'ci', 'check.json'), JSON.stringify(result));
process.exit(result.failed ? 1 : 0);
