import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HufuError } from '@hufu/contract';
import { type CheckResult, certifyPress, portJig, spawnedJig } from '@hufu/machine/certify';

/** What `hufu machine certify` was asked. */
export interface CertifyOptions {
  readonly port?: string;
  readonly pairKey?: string;
  readonly cycle?: string;
  readonly contacts?: string;
  readonly zoneMs?: string;
  readonly spawn?: string;
  readonly json?: boolean;
}

const marks = { passed: '✓', violated: '✗', skipped: '–', failed: '!' } as const;

/** Holds a blank press controller to every invariant; exit 0 only when all checks were made and passed. */
export async function certify(options: CertifyOptions): Promise<void> {
  const tell = ({ name, result, broken, problem }: CheckResult) => {
    if (options.json) return;
    console.log(`${marks[result]} ${name}${problem ? ` · ${problem}` : ''}`);
    for (const { invariant, detail } of broken) console.log(`    ${invariant}: ${detail}`);
  };
  const certificate = await withJig(options, (jig) => certifyPress(jig, { onCheck: tell }));
  if (options.json) console.log(JSON.stringify(certificate, null, 2));
  else {
    const { certified, violated, controller } = certificate;
    console.log(
      certified
        ? `合格 certified: ${controller}`
        : `不合格 not certified: ${controller}${violated.length > 0 ? ` · ${violated.join(' ')}` : ''}`,
    );
    if (!certificate.countedOutside)
      console.log(
        '接触次数只由控制器自己报告；加 --contacts 由外部计数 · contacts are the controller’s own word',
      );
  }
  if (!certificate.certified) process.exitCode = 1;
}

async function withJig<T>(
  { spawn, port, pairKey, cycle, contacts, zoneMs: zone }: CertifyOptions,
  work: (jig: ReturnType<typeof portJig>) => Promise<T>,
): Promise<T> {
  const zoneMs = zone === undefined ? undefined : Number(zone);
  if (zoneMs !== undefined && !(zoneMs > 0))
    throw new HufuError('OPTION_INVALID', { context: { option: '--zone-ms', value: zone } });
  if (spawn !== undefined) {
    await using jig = await spawnedJig(spawn, zoneMs);
    return await work(jig);
  }
  if (port === undefined) throw new HufuError('OPTION_INVALID', { context: { option: '--port', value: '' } });
  const key = new Uint8Array(await readFile(pairKey ?? join(dirname(port), 'pair.key')));
  return work(portJig({ port, pairKey: key, cycle, contacts, zoneMs }));
}
