#!/usr/bin/env node
// Runs on any Node: where it cannot run TypeScript itself, it starts the Node 24 that npm brought along.
import * as module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const { become, compileCache } = await import(join(here, '../../../tools/house.mjs'));
if (process.features.typescript) {
  // For this process, and for the threads and processes that it starts.
  process.env.NODE_COMPILE_CACHE ??= compileCache;
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  const { main } = await import(join(here, '../src/main.ts'));
  await main(process.argv.slice(2));
} else {
  become([fileURLToPath(import.meta.url), ...process.argv.slice(2)]);
}
