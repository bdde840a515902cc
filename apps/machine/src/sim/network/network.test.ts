import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '@hufu/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RunningAgent, startAgent } from '../../agent/start-agent.ts';
import { type Bench, openBench, visitor } from '../../rig/bench.ts';
import { freePort } from '../../rig/killable.ts';
import { labelEyes } from '../../rig/label-eyes.ts';
import { stampAll } from '../../rig/visits.ts';
import { type RunningSim, startSimMachine } from '../start-sim-machine.ts';

// The agent talks to its server through the simulated line, and to nobody else.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

let bench: Bench;
let sim: RunningSim;
let agent: RunningAgent;
const guest = visitor(
  () => agent.kioskUrl,
  () => sim.panelUrl,
);

beforeEach(async () => {
  bench = await openBench();
  const { server, files } = bench;
  const shown = await server.ca.issue({ cn: 'hufu-server', usage: 'both', sans: ['localhost', '127.0.0.1'] });
  const [certFile, keyFile] = [join(bench.dir, 'wire.pem'), join(bench.dir, 'wire.key')];
  await writeFile(certFile, shown.certPem);
  await writeFile(keyFile, shown.keyPem);
  const [mqtt, machines] = [await freePort(), await freePort()];
  sim = await startSimMachine({
    ...bench.simConfig,
    network: {
      mqtt: { port: mqtt, to: server.mqttUrl },
      machines: { port: machines, to: server.machineUrl },
      keys: {
        caFile: files.tlsCaFile,
        certFile,
        keyFile,
        machineCertFile: files.tlsCertFile,
        machineKeyFile: files.tlsKeyFile,
      },
    },
  });
  const config = bench.agentConfig(sim.panelUrl);
  if (!config.server) throw new Error('a server is configured');
  agent = await startAgent(
    {
      ...config,
      server: {
        ...config.server,
        mqttUrl: `mqtts://localhost:${mqtt}`,
        machineUrl: `https://127.0.0.1:${machines}`,
      },
    },
    { eyes: labelEyes(() => sim.panelUrl) },
  );
});
afterEach(async () => {
  await agent.close();
  await sim.close();
  await bench.close();
});

const order = ['authorizationRecord', 'presence', 'intent', 'outcome', 'afterCheck', 'finish'];
const told = () => bench.server.records.map((r) => r.type).filter((t) => order.includes(t));
const hasFinish = () => bench.server.until(() => told().includes('finish'));

describe('a stamping over a bad line', () => {
  it('is what it is when every message comes twice and half of them late', async () => {
    await guest.hands({ do: 'network', up: true, double: 1, reorder: 0.5 });
    const authorization = await bench.authorization();
    await bench.server.authorize(authorization);
    expect(await stampAll(guest, authorization)).toMatchObject({ name: 'finished', executed: 1 });
    await hasFinish();
    expect(told()).toEqual(order);
    expect(bench.server.problems).toEqual([]);
    expect(bench.truth()).toHaveLength(1);
    expect(agent.memory.authorizations.size).toBe(1);
  });

  it('goes on at 2 kB/s with every tenth segment lost, from a line of the script, and waits out a connection that is none', async () => {
    const authorization = await bench.authorization();
    await bench.server.authorize(authorization);
    await guest.until((s) => s.jobs.some((j) => j.state === 'ready') && s.freshUntil !== null);
    await guest.hands({
      do: 'script',
      lines: [
        'at press.descend inject network slow {"bytesPerSecond":2000}',
        'at press.descend inject network lossy {"part":0.1}',
        'at press.contact inject network halfOpen',
      ],
    });
    expect(await stampAll(guest, authorization)).toMatchObject({ name: 'finished', executed: 1 });
    // The machine did its work; nothing of it has arrived, and it still thinks that it is connected.
    expect(told()).not.toContain('outcome');
    expect((await guest.state()).link).toMatchObject({ online: true });
    await guest.hands({ do: 'network', up: true, halfOpen: false });
    await hasFinish();
    expect(sim.plant.network).toMatchObject({ bytesPerSecond: 2000, loss: 0.1, isHalfOpen: false });
    await guest.hands({ do: 'network', up: true });
    const [finish] = bench.server.records.flatMap((r) => (r.type === 'finish' ? [r] : []));
    await bench.server.until(() =>
      (finish?.files ?? []).every(
        (f) => bench.server.uploads.get(toHex(f.digest))?.bytes.length === f.sizeBytes,
      ),
    );
    expect(bench.server.problems).toEqual([]);
    expect(bench.truth()).toHaveLength(1);
  });
});
