import { HufuError, toHex } from '@hufu/contract';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Bench, openBench, visitor } from '../rig/bench.ts';
import { labelEyes } from '../rig/label-eyes.ts';
import { printout } from '../rig/visits.ts';
import { type RunningSim, startSimMachine } from '../sim/start-sim-machine.ts';
import type { PaperEyes } from './paper-eyes.ts';
import { type RunningAgent, startAgent } from './start-agent.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let bench: Bench;
let sim: RunningSim;
let agent: RunningAgent;
const guest = visitor(
  () => agent.kioskUrl,
  () => sim.panelUrl,
);
const startMachine = async (change: (eyes: PaperEyes) => PaperEyes = (e) => e) => {
  const eyes = change(labelEyes(() => sim.panelUrl));
  agent = await startAgent(bench.agentConfig(sim.panelUrl), { eyes });
};

beforeAll(async () => {
  bench = await openBench();
  sim = await startSimMachine(bench.simConfig);
});
afterAll(async () => {
  await agent.close();
  await sim.close();
  await bench.close();
});

it('I6 says of a picture taken after a restart that it is late (F56), and sends every record until it is proved', async () => {
  // The agent fails while it looks at the impression: the press is over, its picture is not yet in the records.
  await startMachine((eyes) => ({
    ...eyes,
    after: () => Promise.reject(new HufuError('AGENT_FAULT')),
  }));
  bench.server.tricks.withholdProofs = true;
  const authorization = await bench.authorization();
  await bench.server.authorize(authorization);
  await guest.comeForward(authorization.payload.id);
  await guest.screen('placePaper');
  await guest.hands(printout(authorization));
  await guest.screen('confirm');
  await guest.command({ do: 'confirm' });
  await guest.screen('stopped');
  await bench.server.until(() => bench.server.records.some((r) => r.type === 'outcome'));
  await agent.close();
  const sent = bench.server.coses.map(toHex);

  await startMachine();
  const late = () => bench.server.records.find((r) => r.type === 'afterCheck');
  await bench.server.until(() => late() !== undefined);
  expect(late()).toMatchObject({ authorization: authorization.payload.id, k: 0, late: true });
  expect(bench.truth()).toHaveLength(1);
  // Nothing was acknowledged with a proof, so nothing was let go: the chain goes on where it was.
  expect(bench.server.coses.slice(0, sent.length).map(toHex)).toEqual(sent);
  expect((await guest.state()).link.queued).toBeGreaterThanOrEqual(sent.length);
  await bench.server.until(() => bench.server.records.some((r) => r.type === 'finish'));
  bench.server.tricks.withholdProofs = false;
  // A new connection sends again what was not proved.
  agent.setNetwork(false);
  await guest.until((s) => !s.link.online);
  agent.setNetwork(true);
  await guest.until((s) => s.link.queued === 0);
  expect(bench.server.problems).toEqual([]);
});
