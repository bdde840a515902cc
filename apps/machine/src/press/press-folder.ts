import { join } from 'node:path';

/** Where the press controller of a simulated machine keeps its keys, its memory and its line. */
export function pressFolder(dir: string): string {
  return join(dir, 'press');
}
