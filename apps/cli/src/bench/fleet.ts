import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { HufuError, toHex } from '@hufu/contract';
import { foundDrillVillage } from '@hufu/machine/drill';
import { openPki, type VillageImport } from '@hufu/server';
import { generateFileSigner } from '@hufu/statement';
import { signIn } from '../actors/session.ts';
import { startPart } from '../processes/child.ts';
import { openStepProgress } from '../screen/step-progress.ts';
import { type FleetMachine, startFleetMachine } from './fleet/fleet-machine.ts';
import { costOf } from './fleet/process-cost.ts';
import type { BenchOptions } from './options.ts';

const beatMs = 60_000;
const httpPort = 28_580;
const brokerPort = httpPort + 3;
const password = 'fleet of the bench';

/** What was measured, so that nobody takes the figures for something else. */
const measured =
  'one server process, PostgreSQL and a broker on this host; idle machines over TLS 1.3 with certificates of their own, all in one client process; state, question for news and heartbeat, without freshness and records';

/** Many idle machines against one server: whether all stay, what it costs, and how long a storm of reconnects takes. */
export async function benchFleet(options: BenchOptions): Promise<Record<string, unknown>> {
  const machines = wholeNumber('--machines', options.machines ?? '2000');
  const minutes = wholeNumber('--minutes', options.minutes ?? '10');
  const dataDir = mkdtempSync(join(tmpdir(), 'hufu-bench-fleet-'));
  chmodSync(dataDir, 0o755); // the database's own account must pass
  const progress = openStepProgress(options.json);
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  const pkiDir = join(dataDir, 'server', 'pki');
  mkdirSync(join(dataDir, 'server'));
  const { ca } = await openPki(pkiDir);
  let broker = await startBroker(pkiDir);
  stack.defer(() => void broker.kill('SIGKILL'));
  const server = await startPart({
    name: 'server',
    args: ['server'],
    env: {
      HUFU_DATA_DIR: join(dataDir, 'server'),
      HUFU_DEMO: 'yes',
      HUFU_HTTP_PORT: String(httpPort),
      HUFU_MACHINE_PORT: String(httpPort + 2),
      HUFU_MQTT_URL: `mqtts://127.0.0.1:${brokerPort}`,
      HUFU_LOG_LEVEL: 'warn',
    },
    logFile: join(dataDir, 'server.log'),
    readyWithinMs: 120_000,
    takesOrders: true,
  });
  stack.defer(async () => await server.stop());
  const pidOfServer = server.pid();
  if (pidOfServer === undefined)
    throw new HufuError('PART_NOT_READY', { context: { part: 'server', log: '' } });

  const founded = Array.from({ length: machines }, (_, i) => {
    const press = generateFileSigner('EdDSA');
    return foundDrillVillage(press.key, Date.now(), `fleet ${i}`);
  });
  await server.order('village', townshipOf(founded));
  const fleet: FleetMachine[] = [];
  stack.defer(async () => void (await Promise.all(fleet.map((m) => m.stop()))));
  const beganAt = performance.now();
  for (const [i, village] of founded.entries()) {
    const dev = toHex(village.machine);
    const own = await ca.issue({ cn: dev, usage: 'client' });
    const tls = { ca: ca.certPem, cert: own.certPem, key: own.keyPem };
    const firstBeatMs = Math.random() * beatMs;
    const url = `mqtts://127.0.0.1:${brokerPort}`;
    fleet.push(startFleetMachine({ dev, url, tls, beatMs, firstBeatMs }));
    if (i % 50 === 49) progress.update('接入 connect', i + 1, machines);
  }
  const isAll = (isTrue: (m: FleetMachine) => boolean) => fleet.every(isTrue);
  await until(() => isAll((m) => m.isOnline && m.answered > 0), 300_000);
  const connectedS = (performance.now() - beganAt) / 1000;

  const sum = (of: (m: FleetMachine) => number) => fleet.reduce((n, m) => n + of(m), 0);
  const beaten = () => ({ beats: sum((m) => m.beats), beatsFailed: sum((m) => m.beatsFailed) });
  const beatenBefore = beaten();
  const before = costOf(pidOfServer);
  let fewestOnline = machines;
  let peakRssMiB = before.rssMiB;
  const seconds = minutes * 60;
  for (let s = 0; s < seconds; s++) {
    await pause(1000);
    fewestOnline = Math.min(fewestOnline, fleet.filter((m) => m.isOnline).length);
    peakRssMiB = Math.max(peakRssMiB, costOf(pidOfServer).rssMiB);
    progress.update('保持 hold', s + 1, seconds);
  }
  const after = costOf(pidOfServer);
  const beatenAfter = beaten();
  const { api } = await signIn(`http://127.0.0.1:${httpPort}`, 'fleet', password);
  const { items } = await api.supervision.listMachines();
  const seen = items.filter((m) => (m.lastSeenAt ?? 0) > Date.now() - 1.5 * beatMs).length;

  const answered = fleet.map((m) => m.answered);
  broker.kill('SIGKILL');
  await once(broker, 'exit');
  const brokenAt = performance.now();
  broker = await startBroker(pkiDir);
  const sinceS = () => Math.round((performance.now() - brokenAt) / 100) / 10;
  await until(() => isAll((m) => m.isOnline), 600_000);
  const allOnlineS = sinceS();
  await until(() => fleet.every((m, i) => m.answered > (answered[i] ?? 0)), 600_000);
  const drainedS = sinceS();
  progress.stop();
  return {
    machines,
    minutes,
    connectedS: Math.round(connectedS),
    hold: {
      fewestOnline,
      seenBySupervision: seen,
      beats: beatenAfter.beats - beatenBefore.beats,
      beatsFailed: beatenAfter.beatsFailed - beatenBefore.beatsFailed,
      serverCpuPercent: Math.round(((after.cpuS - before.cpuS) / seconds) * 1000) / 10,
      serverRssMiB: { before: before.rssMiB, peak: peakRssMiB, after: after.rssMiB },
    },
    storm: { allOnlineS, drainedS, serverCpuS: Math.round(costOf(pidOfServer).cpuS - after.cpuS) },
    loadavg: loadavg().map((l) => Math.round(l * 10) / 10),
    measured,
  };
}

async function startBroker(pkiDir: string): Promise<ChildProcess> {
  const script = new URL('./fleet/broker-child.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, pkiDir, String(brokerPort)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith('ready ')) return child;
  throw new HufuError('PART_NOT_READY', { context: { part: 'broker', log: '' } });
}

/** A district with so many villages, and somebody who may look at their machines. */
function townshipOf(villages: readonly { id: string; genesis: Uint8Array }[]): VillageImport {
  const district = { id: randomUUID(), parent: null, level: 'district' as const, name: '测试区' };
  const town = { id: randomUUID(), parent: district.id, level: 'town' as const, name: '测试镇' };
  return {
    units: [
      district,
      town,
      ...villages.map((v, i) => ({
        id: v.id,
        parent: town.id,
        level: 'village' as const,
        name: `${i + 1}号村`,
      })),
    ],
    accounts: [
      {
        id: randomUUID(),
        person: null,
        login: 'fleet',
        password,
        name: '运维',
        unit: district.id,
        roles: ['maintainer'],
        isDemo: false,
      },
    ],
    rosters: villages.map((v) => v.genesis),
  };
}

async function until(isTrue: () => boolean, withinMs: number): Promise<void> {
  const end = performance.now() + withinMs;
  while (!isTrue()) {
    if (performance.now() > end)
      throw new HufuError('PART_NOT_READY', { context: { part: 'fleet', log: '' } });
    await pause(100);
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function wholeNumber(option: string, value: string): number {
  const n = Number(value);
  if (!Number.isInteger(n) || n < 1) throw new HufuError('OPTION_INVALID', { context: { option, value } });
  return n;
}
