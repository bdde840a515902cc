import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HufuError } from '@hufu/contract';
import { approveRequest, fileRequest } from '../actors/seal-use.ts';
import { signIn, uploadDocument } from '../actors/session.ts';
import { personSigner } from '../demo/rosters.ts';
import { type RunningDemo, startDemo } from '../demo/start-demo.ts';
import { demoPassword } from '../demo/township.ts';
import { openStepProgress } from '../screen/step-progress.ts';
import type { BenchOptions } from './options.ts';
import { percentile } from './percentile.ts';
import { tellStampings } from './server/stories.ts';
import { type CallTimes, timedSession } from './server/timed-session.ts';

/** What was measured, so that nobody takes the figures for something else. */
const measured = {
  apiMs: 'one client on loopback, calls one after another, real signatures; a demo machine runs beside it',
  stampingsPerSecond:
    'import of histories: every signature, rows, 3 pictures each, alarm rules, log, 2 witnesses; one synchronous commit at the end',
};

/** So many that the waiting for witnesses at the end is no great part. */
const stampingsPerRound = 5;

/** A real server with database, log and witnesses: how quickly it answers people, and takes in stampings. */
export async function benchServer(options: BenchOptions): Promise<Record<string, unknown>> {
  const rounds = Number(options.runs ?? 40);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new HufuError('OPTION_INVALID', { context: { option: '--runs', value: options.runs ?? '' } });
  const dataDir = mkdtempSync(join(tmpdir(), 'hufu-bench-server-'));
  chmodSync(dataDir, 0o755); // the database's own account must pass
  const progress = openStepProgress(options.json);
  const demo = await startDemo({
    dataDir,
    port: 28_480,
    machines: 1,
    camera: 'fast',
    pace: 'quick',
    history: false,
    say: (line) => options.json || console.error(`  ${line}`),
  });
  try {
    const times: CallTimes = new Map();
    await callLikePeople(demo, rounds, times, (done) => progress.update('接口 API', done, rounds));
    const ingested = await takeIn(demo, rounds * stampingsPerRound);
    progress.stop();
    const all = [...times.values()].flat();
    return {
      ...ingested,
      apiMs: { ...quantiles(all), calls: all.length },
      byCall: Object.fromEntries(
        [...times].map(([path, ms]) => [path.replace('/api/', ''), { n: ms.length, ...quantiles(ms) }]),
      ),
      measured,
    };
  } finally {
    progress.stop();
    await demo.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function quantiles(ms: readonly number[]) {
  const round = (v: number | null) => (v === null ? null : Math.round(v * 10) / 10);
  return { p50: round(percentile(ms, 0.5)), p99: round(percentile(ms, 0.99)) };
}

/** The working day of a village hall: what its people and the inspector open, file and approve. */
async function callLikePeople(
  demo: RunningDemo,
  rounds: number,
  times: CallTimes,
  progress: (done: number) => void,
): Promise<void> {
  const [machine] = demo.machines;
  if (!machine) throw new RangeError('a machine wanted');
  const { key } = machine.village.village;
  const keyOf = (duty: string) =>
    personSigner(machine.village.secrets.people[`${key}-${duty}`]?.secret ?? '');
  const session = async (login: string) => await signIn(demo.httpUrl, login, demoPassword);
  const clerk = await session(`${key}-custodian`);
  const custodian = timedSession(clerk, times);
  const secretary = timedSession(await session(`${key}-secretary`), times);
  const inspector = timedSession(await session('inspector'), times);
  const paper = await demo.world.villagePaper({
    layout: 'residence',
    seed: 'bench',
    village: machine.village.place,
  });
  // A document belongs to one request; rendering it is work of the background and is not timed.
  for (let i = 0; i < rounds; i++) {
    const document = await uploadDocument(clerk, paper.pdf, `${paper.title}-${i}.pdf`, 'application/pdf');
    const filed = await fileRequest(
      custodian,
      keyOf('custodian'),
      {
        matter: 'residence-certificate',
        purpose: paper.title,
        applicantName: '村民',
        documents: [document],
        sealKind: 'villageCommitteeSeal',
        place: null,
      },
      Date.now(),
    );
    await approveRequest(secretary, keyOf('secretary'), filed.id, Date.now());
    await custodian.api.sealUse.listRequests();
    await secretary.api.sealUse.getRequest({ id: filed.id });
    await inspector.api.supervision.listRegister();
    await inspector.api.supervision.getStatistics();
    await inspector.api.supervision.listAlarms();
    progress(i + 1);
  }
}

async function takeIn(demo: RunningDemo, stampings: number) {
  // A village whose machine of the past still is its machine.
  const village = demo.villages.find((v) => !demo.machines.some((m) => m.village === v));
  if (!village) throw new RangeError('a village without a simulated machine wanted');
  const history = await tellStampings(village, demo.world, stampings, demo.secrets.bornAt);
  const started = performance.now();
  await demo.server.order('history', history);
  const seconds = (performance.now() - started) / 1000;
  return {
    stampingsPerSecond: Math.round((stampings / seconds) * 10) / 10,
    recordsPerSecond: Math.round(history.items.length / seconds),
    stampings,
  };
}
