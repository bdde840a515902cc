import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { HufuError } from '@hufu/contract';
import { conditionsNow, keepResult } from '../bench/results.ts';
import { runSimulation } from '../bench/simulation.ts';
import { startDemo } from '../demo/start-demo.ts';
import { openProgress } from '../screen/progress.ts';

export interface SimulateOptions {
  readonly stampings: string;
  readonly seed: string;
  readonly json?: boolean;
  readonly camera: string;
  /** An empty folder in which log, packs, trust list and server stay for whoever wants to look at them. */
  readonly keep?: string;
}

/** `hufu simulate`: N honest stampings through server, broker, log and simulated machine, each verified as an outsider would. */
export async function simulate(options: SimulateOptions): Promise<void> {
  const stampings = Number(options.stampings);
  if (!Number.isInteger(stampings) || stampings < 1 || stampings > 10_000)
    throw new HufuError('OPTION_INVALID', { context: { option: '--stampings', value: options.stampings } });
  if (options.camera !== '8mp' && options.camera !== 'fast')
    throw new HufuError('OPTION_INVALID', { context: { option: '--camera', value: options.camera } });
  // A folder says where on this computer: nobody's business.
  const { keep, ...asked } = options;
  const conditions = conditionsNow(asked);
  const dataDir = keep === undefined ? mkdtempSync(join(tmpdir(), 'hufu-simulate-')) : emptyFolder(keep);
  chmodSync(dataDir, 0o755); // the database's own account must pass
  const packs = keep === undefined ? undefined : join(dataDir, 'packs');
  if (packs) mkdirSync(packs);
  const demo = await startDemo({
    dataDir,
    port: 27_480,
    machines: 1,
    camera: options.camera,
    pace: 'real',
    history: false,
    say: (line) => options.json || console.error(`  ${line}`),
  });
  const close = async () => {
    await demo.close();
    if (packs === undefined) rmSync(dataDir, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void close().finally(() => process.exit(130)));
  const progress = openProgress('用印 stampings', options.json);
  try {
    const result = await runSimulation(demo, {
      stampings,
      seed: options.seed,
      onProgress: (n) => progress.update(n, stampings),
      onPack: (n, pack) => packs && writeFileSync(join(packs, `${n}.zip`), pack),
    });
    if (packs) {
      const reply = await fetch(`${demo.httpUrl}/api/evidence/get-policy`);
      const { policy }: { policy: string } = await reply.json();
      writeFileSync(join(dataDir, 'policy.txt'), policy);
    }
    progress.stop();
    const file = keepResult('simulate', conditions, result);
    if (options.json) console.log(JSON.stringify(result, null, 2));
    else {
      console.log(JSON.stringify(result, null, 2));
      console.error(`→ ${file}`);
    }
    const { pressed, logged, verified } = result;
    if (pressed !== stampings || logged !== stampings || verified !== stampings) process.exitCode = 1;
  } finally {
    await close();
  }
}

/** What is there already is nobody's to overwrite. */
function emptyFolder(folder: string): string {
  const path = resolve(folder);
  if (existsSync(path) && readdirSync(path).length > 0)
    throw new HufuError('OPTION_INVALID', { context: { option: '--keep', value: folder } });
  mkdirSync(path, { recursive: true });
  return path;
}
