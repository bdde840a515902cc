import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningSim, startSimMachine } from '../sim/start-sim-machine.ts';
import { type Bench, openBench, visitor } from '../testing/bench.ts';
import { labelEyes } from '../testing/label-eyes.ts';
import { type RunningAgent, startAgent } from './start-agent.ts';

let bench: Bench;
let sim: RunningSim;
let agent: RunningAgent;
const troubles: unknown[] = [];

beforeEach(async () => {
  bench = await openBench();
  sim = await startSimMachine(bench.simConfig);
  troubles.length = 0;
  agent = await startAgent(bench.agentConfig(sim.panelUrl), {
    eyes: labelEyes(() => sim.panelUrl),
    onTrouble: (error) => troubles.push(error),
  });
});
afterEach(async () => {
  await agent.close();
  await sim.close();
  await bench.close();
});

const guest = () =>
  visitor(
    () => agent.kioskUrl,
    () => sim.panelUrl,
  );

describe('a stamping', () => {
  it('goes from the notice to the finish, and the server can verify every record of it', async () => {
    const authorization = await bench.authorization();
    await bench.server.authorize(authorization);
    const { comeForward, command, hands, screen } = guest();
    const { id, pages } = authorization.payload;
    await comeForward(id);
    await screen('placePaper');
    const [page] = pages;
    if (!page) throw new Error('no page');
    await hands({
      do: 'placePrinted',
      digest: Buffer.from(page.digest).toString('hex'),
      alter: 'none',
      turnDeg: 0,
      copy: 0,
    });
    await screen('confirm');
    await command({ do: 'confirm' });
    await screen('result');
    await command({ do: 'next' });
    await screen('finished');
    await command({ do: 'leave' });
    await bench.server.until(() => bench.server.records.some((r) => r.type === 'finish'));
    expect(bench.server.problems).toEqual([]);
    expect(bench.truth()).toHaveLength(1);
    const types = bench.server.records.map((r) => r.type);
    expect(types).toEqual(
      expect.arrayContaining([
        'authorizationRecord',
        'presence',
        'intent',
        'outcome',
        'afterCheck',
        'finish',
      ]),
    );
    expect(types.indexOf('intent')).toBeLessThan(types.indexOf('outcome'));
  });
});
