import { join } from 'node:path';
import { become, ensureInstalled, root } from './house.mjs';

ensureInstalled();
become([join(root, 'apps/cli/bin/hufu.mjs'), 'demo', ...process.argv.slice(2)]);
