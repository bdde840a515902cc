import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningDemo, startDemo } from '../apps/cli/src/demo/start-demo.ts';

/** A township of its own for one test file: fast cameras, quick mechanics, no history. */
export async function openTownship(
  port: number,
  machines = 1,
): Promise<RunningDemo & AsyncDisposable & { dataDir: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hufu-e2e-'));
  chmodSync(dataDir, 0o755); // the database's own account must pass
  const lines: string[] = [];
  const demo = await startDemo({
    dataDir,
    port,
    machines,
    camera: 'fast',
    pace: 'quick',
    history: false,
    say: (line) => lines.push(line),
  });
  const close = async () => {
    await demo.close();
    if (process.env.HUFU_KEEP) console.log(`kept ${dataDir}`, lines);
    else rmSync(dataDir, { recursive: true, force: true });
  };
  return { ...demo, dataDir, close, [Symbol.asyncDispose]: close };
}
