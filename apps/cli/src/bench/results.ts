import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

/** Under which conditions a figure was measured: without them it is worth nothing. */
export interface Conditions {
  readonly at: string;
  readonly commit: string;
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryMiB: number;
  readonly loadBefore: number;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Looks at this machine now. */
export function conditionsNow(args: Readonly<Record<string, unknown>>): Conditions {
  return {
    at: new Date().toISOString(),
    commit: commitNow(),
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    arguments: args,
  };
}

function commitNow(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    // A copy without its history: the figure says so.
    return 'unknown';
  }
}

/** Keeps a result with its conditions under bench/results; returns the file. */
export function keepResult(what: string, conditions: Conditions, result: unknown): string {
  const folder = join(process.cwd(), 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${what}-${conditions.at.replace(/[:.]/g, '-')}.json`);
  writeFileSync(file, `${JSON.stringify({ what, conditions, result }, null, 2)}\n`);
  return file;
}
