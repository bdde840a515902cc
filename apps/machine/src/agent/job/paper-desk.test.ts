import type { Authorization } from '@hufu/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Bench, benchPin, openBench, visitor } from '../../rig/bench.ts';
import { labelEyes } from '../../rig/label-eyes.ts';
import { printout } from '../../rig/visits.ts';
import { type RunningSim, startSimMachine } from '../../sim/start-sim-machine.ts';
import { type RunningAgent, startAgent } from '../start-agent.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let bench: Bench;
let sim: RunningSim;
let agent: RunningAgent;
const guest = visitor(
  () => agent.kioskUrl,
  () => sim.panelUrl,
);
async function startMachine(policy: { autoConfirmMs?: number } = {}): Promise<void> {
  const config = bench.agentConfig(sim.panelUrl);
  agent = await startAgent(
    { ...config, policy: { ...config.policy, ...policy } },
    { eyes: labelEyes(() => sim.panelUrl) },
  );
}
const eventsOf = (id: string) =>
  bench.server.records.flatMap((r) => (r.type === 'event' && r.authorization === id ? [r.event] : []));

/** A new job, up to the question for a paper. */
async function atPaper(changes: Partial<Authorization> = {}) {
  const authorization = await bench.authorization(changes);
  await bench.server.authorize(authorization);
  await guest.comeForward(authorization.payload.id);
  await guest.screen('placePaper');
  return authorization;
}

beforeAll(async () => {
  bench = await openBench();
  sim = await startSimMachine(bench.simConfig);
  await startMachine();
});
afterAll(async () => {
  await agent.close();
  await sim.close();
  await bench.close();
});
afterEach(async () => {
  await guest.hands({ do: 'removePaper' });
  // While it compares nobody can leave, and a camera that shows nothing new may have it try again and again.
  while ((await guest.state()).screen.name !== 'idle') await guest.command({ do: 'leave' });
});

describe('the button before the paper', () => {
  it('says that no paper lies there, and records nothing: nobody tried a wrong paper', async () => {
    const authorization = await atPaper();
    await guest.command({ do: 'paperPlaced' });
    expect((await guest.state()).screen).toMatchObject({ name: 'placePaper', hint: 'NO_PAPER' });
    // A paper that is really refused is recorded, and comes after whatever the button may have caused.
    await guest.hands(printout(authorization, 'digit'));
    await guest.screen('refused');
    await bench.server.until(() => eventsOf(authorization.payload.id).includes('paperRefused'));
    expect(eventsOf(authorization.payload.id)).toEqual(['paperRefused']);
    expect(bench.truth()).toEqual([]);
  });
});

describe('I8 a paper that the machine refused', () => {
  it('is pressed by no exception, not even one that its approver signed for this very frame', async () => {
    const authorization = await atPaper();
    await guest.hands(printout(authorization, 'digit'));
    const refused = await guest.screen('refused');
    const frame = refused.name === 'refused' ? refused.frame : '';
    await bench.server.except(
      bench.exception(authorization.payload, {
        nonce: new Uint8Array(16),
        frames: [new Uint8Array(Buffer.from(frame, 'hex'))],
      }),
    );
    // What comes after it on the link shows that it was read.
    const marker = await bench.authorization();
    await bench.server.authorize(marker);
    await guest.until((s) => s.jobs.some((j) => j.authorization === marker.payload.id));
    expect((await guest.state()).screen.name).toBe('refused');
    expect(await guest.command({ do: 'confirm' })).toMatchObject({ code: 'COMMAND_NOT_POSSIBLE' });
    expect(bench.truth()).toEqual([]);
  });
});

describe('who does not want to be photographed (F48)', () => {
  it('names somebody who vouches, with the same effect; without a name the job does not go on', async () => {
    const authorization = await bench.authorization();
    const { id } = authorization.payload;
    await bench.server.authorize(authorization);
    await guest.hands({ do: 'person', faces: 0 });
    await guest.until((s) => s.jobs.some((j) => j.authorization === id && j.state === 'ready'));
    await guest.command({ do: 'start', authorization: id });
    expect(await guest.command({ do: 'consent', photo: false, vouchedBy: '  ' })).toMatchObject({
      code: 'COMMAND_NOT_POSSIBLE',
    });
    await guest.command({ do: 'consent', photo: false, vouchedBy: ' 祝守田 ' });
    await guest.screen('presence');
    await guest.command({ do: 'enterPin', pin: benchPin });
    await guest.screen('placePaper');
    const find = () => bench.server.records.find((r) => r.type === 'presence' && r.authorization === id);
    await bench.server.until(() => find() !== undefined);
    expect(find()).toMatchObject({ photo: null, alternative: '祝守田', method: 'pin' });
  });
});

describe('a machine that confirms by itself', () => {
  it('presses so long after the match without a hand at the button', async () => {
    const before = bench.truth().length;
    await agent.close();
    await startMachine({ autoConfirmMs: 300 });
    const authorization = await atPaper();
    await guest.hands(printout(authorization, 'digit'));
    await guest.screen('refused');
    expect(bench.truth()).toHaveLength(before);
    await guest.hands(printout(authorization));
    await guest.screen('result');
    expect(bench.truth()).toHaveLength(before + 1);
    await guest.command({ do: 'next' });
    await guest.screen('finished');
  });
});

describe('F65 the pages of one document, shown in turn', () => {
  it('are told apart by the screen: which one lies there, and that one is missing before it or comes again', async () => {
    const pages = [await bench.approvePage('first'), await bench.approvePage('second')];
    const seal = bench.village.seals.committee;
    const authorization = await atPaper({
      pages,
      impressions: [{ seal, pages: [0, 1], copies: 1, place: null }],
    });
    await guest.hands(printout(authorization, 'none', 0, 1));
    expect(await guest.screen('refused')).toMatchObject({
      page: 0,
      laid: 1,
      verdict: { reasons: ['MISSING_PAGE'] },
    });
    // This machine confirms by itself.
    await guest.hands(printout(authorization));
    await guest.screen('result');
    await guest.command({ do: 'next' });
    await guest.screen('placePaper');
    await guest.hands(printout(authorization, 'none', 1, 0));
    expect(await guest.screen('refused')).toMatchObject({
      page: 1,
      laid: 0,
      verdict: { reasons: ['REPEATED_PAGE'] },
    });
    // Only the page that was wanted got its seal.
    const { id } = authorization.payload;
    await bench.server.until(() => eventsOf(id).filter((e) => e === 'paperRefused').length === 2);
    expect(bench.server.records.filter((r) => r.type === 'intent' && r.authorization === id)).toHaveLength(1);
  });
});

describe('F5 a seal across the seam', () => {
  it('comes after every sheet was shown, over the whole fan only, and is one impression with a record of its own', async () => {
    const before = bench.truth().length;
    const pages = [await bench.approvePage('first'), await bench.approvePage('second')];
    const seal = bench.village.seals.committee;
    const authorization = await atPaper({
      pages,
      impressions: [{ seal, pages: [0, 1], copies: 1, place: null, kind: 'seam' }],
    });
    const { id } = authorization.payload;
    expect((await guest.state()).screen).toMatchObject({ page: 0, shown: { n: 1, of: 2 } });
    // The pages are shown in turn; the second one does not come first.
    await guest.hands(printout(authorization, 'none', 0, 1));
    expect(await guest.screen('refused')).toMatchObject({ laid: 1, verdict: { reasons: ['MISSING_PAGE'] } });
    await guest.hands(printout(authorization));
    await guest.until((s) => s.screen.name === 'placePaper' && s.screen.page === 1);
    await guest.hands(printout(authorization, 'none', 0, 1));
    await guest.until((s) => s.screen.name === 'placePaper' && s.screen.seam?.length === 2);
    expect(bench.server.records.some((r) => r.type === 'intent' && r.authorization === id)).toBe(false);
    const digests = pages.map((p) => Buffer.from(p.digest).toString('hex'));
    await guest.hands({ do: 'placeFan', digests: digests.slice(0, 1) });
    expect(await guest.screen('refused')).toMatchObject({ verdict: { verdict: 'mismatch' }, seam: [0, 1] });
    await guest.hands({ do: 'placeFan', digests });
    // This machine confirms by itself.
    expect(await guest.screen('result')).toMatchObject({ seam: [0, 1], left: 0 });
    await guest.command({ do: 'next' });
    await guest.screen('finished');
    expect(bench.truth()).toHaveLength(before + 1);
    await bench.server.until(() =>
      bench.server.records.some((r) => r.type === 'finish' && r.authorization === id),
    );
    const shown = bench.server.records.flatMap((r) =>
      r.type === 'event' && r.authorization === id && r.event === 'pageShown' ? [r.shown?.page] : [],
    );
    expect(shown).toEqual([0, 1]);
    const intents = bench.server.records.filter((r) => r.type === 'intent' && r.authorization === id);
    expect(intents).toHaveLength(1);
  });
});

describe('I8 a camera that shows nothing new', () => {
  it('stops the job before anything is intended, and says so', async () => {
    const before = bench.truth().length;
    const authorization = await atPaper();
    // The world keeps this fault: nothing comes after it.
    await guest.hands({ do: 'inject', fault: 'cameraFrozen' });
    await guest.hands(printout(authorization));
    await guest.until((s) => s.screen.name === 'placePaper' && s.screen.hint === 'CAMERA_FROZEN');
    await guest.command({ do: 'paperPlaced' });
    await bench.server.until(() => eventsOf(authorization.payload.id).includes('cameraFault'));
    expect((await guest.state()).screen.name).toBe('placePaper');
    const { id } = authorization.payload;
    expect(bench.server.records.filter((r) => r.type === 'intent' && r.authorization === id)).toEqual([]);
    expect(bench.truth()).toHaveLength(before);
  });
});
