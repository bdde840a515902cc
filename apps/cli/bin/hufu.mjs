#!/usr/bin/env node
// Runs on any Node: where it cannot run TypeScript itself, it starts the Node 24 that npm brought along.
import * as module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const { become, env24 } = await import(join(here, '../../../tools/house.mjs'));
if (process.features.typescript) {
  // For the threads and processes that this one starts; of itself only the cache can still be set.
  Object.assign(process.env, env24());
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  const { main } = await import(join(here, '../src/main.ts'));
  await main(process.argv.slice(2));
} else {
  become([fileURLToPath(import.meta.url), ...process.argv.slice(2)]);
}
