import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const here = dirname(fileURLToPath(import.meta.url));

/** All modules reached from a door by relative imports, with what they import from elsewhere. */
function reached(door: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const waiting = [door];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    const imports = [...readFileSync(join(here, name), 'utf8').matchAll(/from '([^']+)'/g)].map(
      (m) => m[1] ?? '',
    );
    found.set(
      name,
      imports.filter((i) => !i.startsWith('./')),
    );
    waiting.push(...imports.filter((i) => i.startsWith('./')).map((i) => join(dirname(name), i)));
  }
  return found;
}

it('keeps the browser door free of Node and of the disk', () => {
  const outside = new Set([...reached('index.ts').values()].flat());
  expect([...outside].sort()).toEqual([
    '@hufu/contract',
    '@hufu/statement/ed25519',
    '@noble/curves/ed25519.js',
    '@noble/hashes/sha2.js',
  ]);
});

it('reaches no Node by the suite of statements it verifies with', () => {
  const outside = new Set([...reached('../../statement/src/suites/ed25519.ts').values()].flat());
  expect([...outside].filter((name) => name.startsWith('node:'))).toEqual([]);
});
