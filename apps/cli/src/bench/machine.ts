import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HufuError, valueOrThrow } from '@hufu/contract';
import { type Random, seeded } from '@hufu/paper-world';
import { type PressClient, preHashOf } from '@hufu/press';
import { openProgress } from '../screen/progress.ts';
import type { BenchOptions } from './options.ts';
import { type Noise, noisyLine, quiet } from './press/noisy-line.ts';
import { openPressHost, type PressHost } from './press/press-host.ts';
import { foundPressVillage, type PressVillage } from './press/press-village.ts';
import { type Attempt, tallyOf } from './press/tally.ts';

const hour = 3_600_000;
/** Time of the bench, whatever the clock of this host says: authorizations expire as the runs go by. */
const bornAt = Date.UTC(2026, 0, 5, 8);
const attemptsEach = 3;

/** What a run goes through while an attempt is under way. */
interface Fault {
  readonly kind: 'none' | 'powerCut' | 'agentRestart' | 'both';
  readonly afterMs: number;
  readonly noise: Noise;
}

/**
 * Authorizations pressed by the real press controller in a process of its own, over its serial line, while it is killed,
 * the agent is killed, and frames are lost, doubled and spoilt. What was signed is held against the mechanism's own counter.
 * The seed fixes which faults are planned; where exactly a kill falls is up to this host.
 */
export async function benchMachine(options: BenchOptions): Promise<Record<string, unknown>> {
  if (options.runner) return (await import('./machine-runner.ts')).benchRunner(options);
  if (options.frames) return (await import('./press/spoilt-frames.ts')).benchSpoiltFrames(options);
  const runs = Number(options.runs ?? 200);
  if (!Number.isInteger(runs) || runs < 1)
    throw new HufuError('OPTION_INVALID', { context: { option: '--runs', value: options.runs ?? '' } });
  const dir = mkdtempSync(join(tmpdir(), 'hufu-bench-press-'));
  const progress = openProgress('印章机 machine', options.json);
  const random = seeded(`bench machine ${options.seed}`);
  const counts = {
    powerCuts: 0,
    agentRestarts: 0,
    noisyRuns: 0,
    quarantines: 0,
    refusedAgain: 0,
  };
  const attempts: Attempt[] = [];
  let noise = quiet;
  try {
    const village = await foundPressVillage(dir, bornAt);
    writeFileSync(join(dir, 'press.key'), village.pressSecret, { mode: 0o400 });
    await using host = openPressHost(dir, village.pressThumbprint, (port) =>
      noisyLine(port, random.fork('line'), () => noise),
    );
    let attributed = 0;
    for (let run = 0; run < runs; run++) {
      const at = bornAt + (run + 1) * 2 * hour;
      const copies = random.int(1, 3);
      const authorization = village.authorization(at, copies);
      const isNoisy = random.chance(0.4);
      if (isNoisy) counts.noisyRuns += 1;
      for (let k = 0; k < copies; k++)
        for (let a = 0; a < attemptsEach; a++) {
          const fault = drawFault(random, isNoisy);
          const job = { village, authorization, at, k, a };
          noise = fault.noise;
          const outcome = await attemptOnce(host, job, fault, counts);
          noise = quiet;
          const client = await readyClient(host, job, counts);
          const contacts = host.contacts() - attributed;
          attributed += contacts;
          attempts.push({ authorization: authorization.id, k, a, outcome, contacts });
          if (outcome === 'notExecuted') continue;
          // Whoever asks again for what was executed or is unknown must be refused; a press would show as doubled.
          const again = await client.pressToEnd({ ...orderOf(job), a: a + 1 });
          if (again.ok) {
            const more = host.contacts() - attributed;
            attributed += more;
            attempts.push({
              authorization: authorization.id,
              k,
              a: a + 1,
              outcome: again.value.outcome,
              contacts: more,
            });
          } else counts.refusedAgain += 1;
          break;
        }
      progress.update(run + 1, runs);
    }
    await host.powerCut();
    const tally = tallyOf(attempts, host.contacts() - attributed);
    progress.stop();
    return { runs, ...tally, ...counts };
  } finally {
    progress.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

function drawFault(random: Random, isNoisy: boolean): Fault {
  const kind = random.pick(['none', 'none', 'none', 'powerCut', 'powerCut', 'agentRestart', 'both'] as const);
  const noise = isNoisy
    ? { lose: random.between(0, 0.12), double: random.between(0, 0.12), corrupt: random.between(0, 0.12) }
    : quiet;
  return { kind, afterMs: random.between(0, 150), noise };
}

interface Job {
  readonly village: PressVillage;
  readonly authorization: { readonly id: string; readonly cose: Uint8Array };
  readonly at: number;
  readonly k: number;
  readonly a: number;
}

type Counts = { powerCuts: number; agentRestarts: number; quarantines: number };

const orderOf = ({ authorization, k, a }: Job) => ({
  authorization: authorization.id,
  k,
  a,
  preHash: preHashOf([new Uint8Array(32).fill(k + 1)]),
});

/** One attempt with its fault; then, as the agent does after every doubt, the controller is asked how it ended. */
async function attemptOnce(
  host: PressHost,
  job: Job,
  fault: Fault,
  counts: Counts,
): Promise<Attempt['outcome']> {
  const client = await readyClient(host, job, counts);
  const order = orderOf(job);
  const struck = strike(host, fault, counts);
  const told = await orUndefined(client.pressToEnd(order));
  await struck;
  if (told?.ok) return told.value.outcome;
  // Silence, a dead line or a refusal: MACHINE.md knows one way out of doubt, and it never presses.
  for (let tries = 0; tries < 20; tries++) {
    const again = await orUndefined(host.connected().then(({ client: c }) => c.resolve(order)));
    if (again?.ok) return again.value.outcome;
    if (again) return undefined;
    await host.dropAgent();
  }
  return undefined;
}

async function strike(host: PressHost, fault: Fault, counts: Counts): Promise<void> {
  if (fault.kind === 'none') return;
  await new Promise((resolve) => setTimeout(resolve, fault.afterMs));
  if (fault.kind !== 'powerCut') {
    counts.agentRestarts += 1;
    await host.dropAgent();
  }
  if (fault.kind !== 'agentRestart') {
    counts.powerCuts += 1;
    await host.powerCut();
  }
}

/** A controller that is on, greeted, fresh, out of quarantine, and holds this authorization. */
async function readyClient(host: PressHost, job: Job, counts: Counts): Promise<PressClient> {
  for (let tries = 0; ; tries++)
    try {
      const { client } = await host.connected();
      await prepare(client, job, counts);
      return client;
    } catch (fault) {
      // The noise ate a greeting: begin again, as an agent does. Anything else is a fault of the bench.
      if (!isLinkFault(fault) || tries === 20) throw fault;
      await host.dropAgent();
    }
}

async function prepare(
  client: PressClient,
  { village, authorization, at }: Job,
  counts: Counts,
): Promise<void> {
  let status = valueOrThrow(await client.status());
  // The head may still be on its way up: an outcome is told when it is known, not when the motor rests.
  while (status.motion !== 'idle') status = valueOrThrow(await client.status());
  if (status.rosterVersion === null) valueOrThrow(await client.loadRoster(village.roster));
  const held = await client.ledger({ what: 'authorization', authorization: authorization.id });
  if (status.freshMs === 0 || !held.ok) {
    const nonce = valueOrThrow(await client.nonce('freshness'));
    valueOrThrow(await client.loadFreshness(village.freshness(nonce, at)));
  }
  if (status.quarantine !== null) {
    counts.quarantines += 1;
    const nonce = valueOrThrow(await client.nonce('service'));
    valueOrThrow(await client.service(village.release(nonce, at)));
  }
  valueOrThrow(await client.authorize(authorization.cose));
}

/** The link's own faults become undefined: nothing is known then. */
async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (fault) {
    if (isLinkFault(fault)) return undefined;
    throw fault;
  }
}

function isLinkFault(fault: unknown): boolean {
  return fault instanceof HufuError && fault.code.startsWith('PRESS_LINK_');
}
