import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Bench, openBench, visitor } from '../rig/bench.ts';
import { printout } from '../rig/visits.ts';
import { type RunningSim, startSimMachine } from '../sim/start-sim-machine.ts';
import { type RunningAgent, startAgent } from './start-agent.ts';

// The comparison itself, at the resolution of a real machine.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let bench: Bench;
let sim: RunningSim;
let agent: RunningAgent;
const guest = visitor(
  () => agent.kioskUrl,
  () => sim.panelUrl,
);

beforeAll(async () => {
  bench = await openBench({ camera: '8mp' });
  sim = await startSimMachine(bench.simConfig);
  const config = bench.agentConfig(sim.panelUrl);
  agent = await startAgent({ ...config, policy: { ...config.policy, previewMs: 150 } });
});
afterAll(async () => {
  await agent.close();
  await sim.close();
  await bench.close();
});

describe('a machine that looks for itself', () => {
  it('refuses a page with one digit changed, stamps the approved one where it was agreed, and finds the impression', async () => {
    const authorization = await bench.authorization();
    await bench.server.authorize(authorization);
    await guest.comeForward(authorization.payload.id);
    await guest.screen('placePaper');
    await guest.hands(printout(authorization, 'digit'));
    const refused = await guest.screen('refused', 'confirm', 'unsure', 'stopped');
    expect(refused).toMatchObject({ name: 'refused' });
    expect(bench.truth()).toEqual([]);

    await guest.hands(printout(authorization));
    const seen = await guest.screen('confirm', 'unsure', 'stopped', 'result');
    expect(seen).toMatchObject({ name: 'confirm' });
    await guest.command({ do: 'confirm' });
    const result = await guest.screen('result', 'stopped', 'notPressed');
    console.info(JSON.stringify(agent.timings()), JSON.stringify(result));
    expect(result).toMatchObject({ name: 'result', verdict: { verdict: 'match' } });
    const [contact] = bench.truth();
    // The seal came down where the approval says, within what mechanics and calibration are off.
    expect(Math.hypot((contact?.mark?.xMm ?? 0) - 150, (contact?.mark?.yMm ?? 0) - 240)).toBeLessThan(6);
  });
});
