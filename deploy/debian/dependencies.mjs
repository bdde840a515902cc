// Which folders of node_modules one workspace needs at run time, by the lock file alone: no network, no guessing.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {string} root the repository
 * @param {string} workspace such as apps/machine
 * @param {readonly string[]} without what is left out with everything that only it needs, such as packages/paper-world
 * @returns {{ modules: string[], workspaces: string[] }} paths below the root, each once
 */
export function dependenciesOf(root, workspace, without = []) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const modules = new Set();
  const workspaces = new Set();
  const waiting = [workspace];
  const seen = new Set();
  while (waiting.length > 0) {
    const at = waiting.pop();
    if (at === undefined || seen.has(at)) continue;
    seen.add(at);
    const entry = packages[at];
    if (!entry) throw new Error(`${at} is not in package-lock.json`);
    if (at.startsWith('node_modules/') || at.includes('/node_modules/')) modules.add(at);
    else workspaces.add(at);
    for (const [kind, isWanted] of [
      ['dependencies', true],
      ['optionalDependencies', false],
    ])
      for (const name of Object.keys(entry[kind] ?? {})) {
        const found = resolve(packages, at, name);
        const target = found && (packages[found].link ? packages[found].resolved : found);
        // An optional package of another platform is in the lock file and not on the disk.
        if (target && without.includes(target)) continue;
        if (target && existsSync(join(root, target))) waiting.push(target);
        else if (isWanted) throw new Error(`${at} needs ${name}: run npm install`);
      }
  }
  return { modules: [...modules].sort(), workspaces: [...workspaces].sort() };
}

/** As Node looks: beside the package, then further and further up. */
function resolve(packages, from, name) {
  for (let at = from; ; at = at.replace(/(^|\/)(node_modules\/)?[^/]*(\/[^/]+)?$/, '')) {
    const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (packages[path]) return path;
    if (at === '') return undefined;
  }
}
