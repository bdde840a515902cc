import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { valueOrThrow } from '@hufu/contract';
import { type Log, openLog } from './log.ts';
import { KEY_TYPE, seedSigner } from './note-key.ts';

/** What `hufu bench log` reports. */
export interface LogBench {
  readonly entries: number;
  /** Single entries a second, 1,024 callers at a time, each answered only when durable under a signed head. */
  readonly appendsPerSecond: number;
  /** One caller at a time: milliseconds until its entry is durable. */
  readonly singleAppendMs: { readonly p50: number; readonly p99: number };
  /** Making one `.tlog-proof` of a random entry. */
  readonly proofMs: { readonly p50: number; readonly p99: number };
  /** Entries submitted one by one at a steady rate: milliseconds from each submission until its proof is made. */
  readonly submitToProof: {
    readonly perSecond: number;
    readonly n: number;
    readonly ms: { readonly p50: number; readonly p99: number };
  };
}

/** Measures a log in a temporary folder under `dir` (the system's own when left out) with real fsyncs; removes it after. */
export async function benchLog(options: {
  entries: number;
  dir?: string;
  proofs?: number;
  progress?: (done: number, total: number) => void;
}): Promise<LogBench> {
  const { entries, proofs = 500, progress = () => undefined } = options;
  const dir = await mkdtemp(join(options.dir ?? tmpdir(), 'hufu-bench-log-'));
  try {
    const origin = 'bench.invalid/log';
    await using log = await openLog({
      dir,
      origin,
      signer: seedSigner(origin, KEY_TYPE.ed25519, randomBytes(32)),
    });
    const started = performance.now();
    for (let done = 0; done < entries; ) {
      const count = Math.min(1024, entries - done);
      await Promise.all(Array.from({ length: count }, () => log.append([randomBytes(32)])));
      done += count;
      progress(done, entries);
    }
    const appendsPerSecond = entries / ((performance.now() - started) / 1000);
    const singles = await timed(Math.min(50, entries), async () => {
      await log.append([randomBytes(32)]);
    });
    valueOrThrow(await log.publish(log.checkpoint()));
    const made = await timed(proofs, async (i) => {
      // A fixed stride that is prime to any size visits entries in no order a cache could like.
      valueOrThrow(await log.tlogProof((i * 7_919) % log.size));
    });
    const submitToProof = await steadily(log, 1_000, Math.min(3_000, entries));
    return {
      submitToProof,
      entries,
      appendsPerSecond,
      singleAppendMs: quantiles(singles),
      proofMs: quantiles(made),
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Submits at a rate that does not wait for answers: a slow log is not spared by slow callers. */
async function steadily(log: Log, perSecond: number, n: number): Promise<LogBench['submitToProof']> {
  const times: number[] = [];
  const began = performance.now();
  const pending: Promise<void>[] = [];
  for (let i = 0; i < n; i++) {
    const due = began + (i * 1000) / perSecond;
    const waitMs = due - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    pending.push(
      log.append([randomBytes(32)]).then(async ({ firstIndex }) => {
        valueOrThrow(await log.tlogProof(firstIndex, { signedCheckpoint: log.checkpoint() }));
        times.push(performance.now() - due);
      }),
    );
  }
  await Promise.all(pending);
  return { perSecond, n, ms: quantiles(times) };
}

async function timed(count: number, act: (i: number) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const from = performance.now();
    await act(i);
    times.push(performance.now() - from);
  }
  return times;
}

function quantiles(times: readonly number[]): { p50: number; p99: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
