import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { configDocs, exampleEnv } from './config-docs.ts';

/** Writes docs/config.md and example.env; run after a change of options.ts. */
const root = path.resolve(import.meta.dirname, '../../../..');
writeFileSync(path.join(root, 'docs/config.md'), configDocs());
writeFileSync(path.join(root, 'example.env'), exampleEnv());
