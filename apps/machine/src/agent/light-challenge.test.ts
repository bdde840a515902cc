import { answersLight, toHex } from '@hufu/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Bench, openBench, visitor } from '../rig/bench.ts';
import { labelEyes } from '../rig/label-eyes.ts';
import { printout, stampAll } from '../rig/visits.ts';
import { type RunningSim, startSimMachine } from '../sim/start-sim-machine.ts';
import { drawPattern } from './light-challenge.ts';
import { type RunningAgent, startAgent } from './start-agent.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

describe('N6 the pattern of the lamp', () => {
  it('has four dim and four bright steps in every order alike', () => {
    const drawn = new Set<string>();
    for (let i = 0; i < 3000; i++) {
      const levels = drawPattern();
      expect([...levels].sort()).toEqual([1000, 1000, 1000, 1000, 600, 600, 600, 600]);
      drawn.add(levels.join(' '));
    }
    // 8 over 4.
    expect(drawn.size).toBe(70);
  });

  it('is answered by frames that follow it, and by no others', () => {
    const pattern = fc.shuffledSubarray([1000, 1000, 1000, 600, 600, 600], { minLength: 6, maxLength: 6 });
    const brightness = fc.integer({ min: 3000, max: 22_000 });
    fc.assert(
      fc.property(pattern, pattern, brightness, (levels, shown, level) => {
        const seen = shown.map((l) => Math.round(level * (l === 1000 ? 1 : 0.82)));
        expect(answersLight({ levels, seen })).toBe(levels.join() === shown.join());
        // Neither a picture that stands still, nor one that is only a little brighter.
        expect(answersLight({ levels, seen: levels.map(() => level) })).toBe(false);
        const faint = levels.map((l) => Math.round(level * (l === 1000 ? 1.04 : 1)));
        expect(answersLight({ levels, seen: faint })).toBe(false);
        expect(answersLight({ levels, seen: seen.slice(1) })).toBe(false);
      }),
    );
    expect(answersLight({ levels: [1000, 1000], seen: [9000, 9000] })).toBe(false);
  });
});

describe('N6 a camera under a lamp that is switched by chance', () => {
  let bench: Bench;
  let sim: RunningSim;
  let agent: RunningAgent;
  const guest = visitor(
    () => agent.kioskUrl,
    () => sim.panelUrl,
  );
  const recordsOf = <T extends string>(type: T) =>
    bench.server.records.filter((r): r is Extract<typeof r, { type: T }> => r.type === type);

  beforeAll(async () => {
    bench = await openBench();
    sim = await startSimMachine(bench.simConfig);
    agent = await startAgent(
      { ...bench.agentConfig(sim.panelUrl), lamp: { driver: 'sim' } },
      { eyes: labelEyes(() => sim.panelUrl) },
    );
  });
  afterAll(async () => {
    await agent.close();
    await sim.close();
    await bench.close();
  });

  it('binds what it shows to this second: the signed intent says how it followed, and keeps every frame', async () => {
    const authorization = await bench.authorization();
    await bench.server.authorize(authorization);
    expect(await stampAll(guest, authorization)).toMatchObject({ executed: 1 });
    await bench.server.until(() => recordsOf('finish').length === 1);
    const [light] = recordsOf('intent').map((i) => i.light);
    expect(light && answersLight(light)).toBe(true);
    const named = recordsOf('finish').flatMap((f) => f.files.map((file) => toHex(file.digest)));
    expect(light?.frames.map(toHex).filter((frame) => !named.includes(frame))).toEqual([]);
    await guest.command({ do: 'leave' });
  });

  it('T6 is not believed when somebody plays back an old picture over a paper that he changed', async () => {
    const authorization = await bench.authorization();
    await bench.server.authorize(authorization);
    await guest.comeForward(authorization.payload.id);
    await guest.hands(printout(authorization));
    await guest.screen('confirm');
    const before = bench.truth().length;
    const intents = recordsOf('intent').length;
    // From now on the camera shows the good sheet, whatever is laid down under it.
    await guest.hands({ do: 'inject', fault: 'cameraReplay' });
    await guest.command({ do: 'retake' });
    await guest.until((s) => s.screen.name === 'placePaper' && s.screen.hint === 'CAMERA_NOT_LIVE');
    await bench.server.until(() => recordsOf('event').some((e) => e.event === 'lightIgnored'));
    expect(recordsOf('intent')).toHaveLength(intents);
    expect(bench.truth()).toHaveLength(before);
  });
});
