#!/usr/bin/env node
// Runs on any Node: where it cannot run TypeScript itself, it starts the Node 24 that npm brought along.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
if (process.features.typescript) {
  const { main } = await import(join(here, '../src/main.ts'));
  await main(process.argv.slice(2));
} else {
  const { become } = await import(join(here, '../../../tools/house.mjs'));
  become([fileURLToPath(import.meta.url), ...process.argv.slice(2)]);
}
