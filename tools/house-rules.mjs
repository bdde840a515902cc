// Rules of the house that no other tool knows: sizes, names, what must not be in a commit, licences of dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './house.mjs';

const tracked = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  maxBuffer: 1 << 28,
})
  .stdout.toString()
  .split('\0')
  .filter((f) => f && existsSync(join(root, f)));
const problems = [];
const complain = (file, what) => problems.push(`${file}: ${what}`);

const banned = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'misc']);
// Written in pieces so that this file does not accuse itself.
const machinePaths = new RegExp(`(^|[^\\w.-])/(wor${'k'}|far${'m'}|roo${'t'})/`);
const weak = [
  /\bit\.only\(/,
  /\bdescribe\.only\(/,
  /@ts-ignore/,
  /@ts-nocheck/,
  /\bas any\b/,
  /expect\(true\)/,
];

for (const file of tracked) {
  const name = file.split('/').pop() ?? '';
  if (file.split('/').some((part) => banned.has(part.replace(/\.[^.]+$/, ''))))
    complain(file, 'a name that says nothing; name it after what it holds');
  if (!/\.(ts|tsx|mjs|cjs|md|json|css|html|yml|yaml|sh|svg)$/.test(name) || name === 'package-lock.json')
    continue;
  const text = readFileSync(join(root, file), 'utf8');
  if (/\.(ts|tsx|mjs)$/.test(name) && !file.includes('/generated/')) {
    const lines = text.split('\n').length - 1;
    if (lines > 400) complain(file, `${lines} lines; 400 is the end`);
    for (const w of weak)
      if (w.test(text) && file !== 'tools/house-rules.mjs') complain(file, `weak spot ${w}`);
    if (/TODO(?!\(#)|FIXME|XXX/.test(text) && file !== 'tools/house-rules.mjs')
      complain(file, 'unfinished without an issue: TODO(#n) or finish it');
  }
  if (machinePaths.test(text)) complain(file, 'a path of one machine');
}
if (/"resolved": *"https?:/.test(readFileSync(join(root, 'package-lock.json'), 'utf8')))
  complain(
    'package-lock.json',
    'download addresses: set omit-lockfile-registry-resolved=true and lock again',
  );

// No package whose licence would bind Hufu's own: LGPL only as a separate, replaceable file (docs/adr/0001).
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
const lgplAllowed =
  /node_modules\/(heic-to|@img\/sharp-libvips-[\w-]+|@img\/sharp-wasm32|@img\/sharp-win32-[\w-]+)$/;
for (const [path, p] of Object.entries(lock)) {
  if (!path.includes('node_modules/') || p.link) continue;
  const licence = typeof p.license === 'string' ? p.license : '';
  if (/\bA?GPL/.test(licence) && !/\bOR\b/.test(licence) && !lgplAllowed.test(path))
    complain('package-lock.json', `${path} is under ${licence}`);
  if (/LGPL/.test(licence) && !/\bOR\b/.test(licence) && !lgplAllowed.test(path))
    complain('package-lock.json', `${path} is under ${licence}`);
}

for (const p of problems) console.error(p);
if (problems.length) console.error(`${problems.length} broken house rules`);
process.exit(problems.length ? 1 : 0);
