import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type KioskState, toHex } from '@hufu/contract';
import { seeded } from '@hufu/paper-world';
import { parseSigned, type SignedStatement, signStatementSync, verifyReceipt } from '@hufu/statement';
import { derivedId } from '@hufu/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Bench, benchPin, openBench, visitor } from '../rig/bench.ts';
import { freePort, killable } from '../rig/killable.ts';
import { printout } from '../rig/visits.ts';

// Real processes on a real pseudo-terminal and a real disk, killed with SIGKILL wherever they happen to be.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 120_000 });
const stampings = Number(process.env.HUFU_KILL_STAMPINGS ?? 4);
const seed = process.env.HUFU_SEED ?? '1';

let bench: Bench;
let sim: ReturnType<typeof killable>;
let agent: ReturnType<typeof killable>;
let guest: ReturnType<typeof visitor>;
const source = (name: string) => new URL(name, import.meta.url).pathname;

beforeAll(async () => {
  bench = await openBench();
  const [panelPort, kioskPort] = [await freePort(), await freePort()];
  const panelUrl = `http://127.0.0.1:${panelPort}`;
  const simConfig = join(bench.dir, 'sim.json');
  const agentConfig = join(bench.dir, 'agent.json');
  await writeFile(simConfig, JSON.stringify({ ...bench.simConfig, panelPort }));
  const config = bench.agentConfig(panelUrl);
  await writeFile(agentConfig, JSON.stringify({ ...config, kiosk: { port: kioskPort, staticDir: null } }));
  sim = killable(source('../sim-main.ts'), simConfig);
  agent = killable(source('../rig/label-agent-main.ts'), agentConfig);
  guest = visitor(
    () => `http://127.0.0.1:${kioskPort}`,
    () => panelUrl,
  );
  await sim.start();
  await agent.start();
});
afterAll(async () => {
  await agent.kill();
  await sim.kill();
  await bench.close();
});

let laid = -1;

/** Does the next sensible thing at the screen; whoever is dead at the moment is asked again later. */
async function act(authorization: SignedStatement): Promise<void> {
  const { payload } = authorization;
  if (payload.type !== 'authorization') return;
  const state = await guest.state();
  if (state.lock === 'quarantined') return releaseQuarantine();
  const { screen } = state;
  switch (screen.name) {
    case 'idle': {
      const job = state.jobs.find((j) => j.authorization === payload.id);
      if (!job || job.state === 'preparing' || state.freshUntil === null) return;
      await guest.hands({ do: 'person', faces: 1 });
      await guest.command({ do: 'start', authorization: payload.id });
      return;
    }
    case 'notice':
    case 'person':
      await guest.command({ do: 'consent', photo: true, vouchedBy: '' });
      return;
    case 'presence':
      await guest.command({ do: 'enterPin', pin: benchPin });
      return;
    case 'placePaper':
      // One sheet for each impression and each return to this screen; the machine sees by itself when it lies still.
      if (laid === state.version) return;
      await guest.hands(printout(authorization, 'none', screen.copy));
      laid = state.version;
      return;
    case 'confirm':
      await guest.command({ do: 'confirm' });
      return;
    case 'result':
      await guest.command({ do: 'next' });
      return;
    case 'notPressed':
    case 'stopped':
    case 'refused':
    case 'unsure':
      await guest.command({ do: 'retake' });
      return;
    case 'finished':
      await guest.command({ do: 'leave' });
      return;
    default:
      return;
  }
}

/** Two service people look at the machine and let it go on. */
async function releaseQuarantine(): Promise<void> {
  const nonces = bench.server.records.flatMap((r) =>
    r.type === 'event' ? [/serviceNonce=([0-9a-f]+)/.exec(r.detail)?.[1] ?? ''] : [],
  );
  const nonce = nonces.findLast((n) => n !== '');
  if (nonce === undefined) return;
  const service = {
    type: 'service' as const,
    v: 1 as const,
    id: derivedId(`service-${nonce}`),
    village: bench.village.id,
    at: Date.now(),
    machine: bench.village.machine.thumbprint,
    act: 'releaseQuarantine' as const,
    nonce: new Uint8Array(Buffer.from(nonce, 'hex')),
    reason: '现场核查：断电所致',
  };
  const [first, second] = bench.village.service;
  await bench.server.command('service', signStatementSync(service, [first, second]));
}

async function isDone(state: () => Promise<KioskState>, id: string): Promise<boolean> {
  const finished = bench.server.records.some((r) => r.type === 'finish' && r.authorization === id);
  return finished && (await state()).screen.name === 'idle';
}

/** What the machine says of a paper in the end: on a host short of time a picture comes late, and it asks for the paper again. */
async function verdictOn(lay: () => Promise<unknown>): Promise<KioskState> {
  for (;;) {
    const state = await guest.until((s) =>
      ['refused', 'confirm', 'unsure', 'stopped', 'notPressed'].includes(s.screen.name),
    );
    if (state.screen.name === 'refused' || state.screen.name === 'confirm') return state;
    await guest.command({ do: 'retake' });
    await lay();
  }
}

describe('a machine that is killed wherever it happens to be', () => {
  it('N6 compares anew, before anything touches, what lies there after a power cut between comparison and contact', async () => {
    const authorization = await bench.authorization();
    const { id } = authorization.payload;
    await bench.server.authorize(authorization);
    await guest.comeForward(id);
    await guest.screen('placePaper');
    const layApproved = () => guest.hands(printout(authorization));
    await layApproved();
    const { screen: compared } = await verdictOn(layApproved);
    // Power off: host and body. In the dark the paper is exchanged for one with another digit.
    await agent.kill();
    await sim.kill();
    await sim.start();
    const layOther = () => guest.hands(printout(authorization, 'digit'));
    await layOther();
    await agent.start();
    const refused = await verdictOn(layOther);
    expect(refused.screen).toMatchObject({ name: 'refused', authorization: id });
    expect(await guest.command({ do: 'confirm' })).toMatchObject({ code: 'COMMAND_NOT_POSSIBLE' });
    expect(bench.truth()).toEqual([]);
    // The approved sheet is compared anew too: its press rests on a picture from after the power cut.
    while (!(await isDone(guest.state, id))) {
      await act(authorization);
      await pause(60);
    }
    await settle();
    const intents = bench.server.records.filter((r) => r.type === 'intent');
    expect(intents.length).toBeGreaterThan(0);
    if (compared.name !== 'confirm') throw new Error(compared.name);
    for (const { before } of intents) expect(before.map(toHex)).not.toContain(compared.frame);
    expect(bench.truth()).toHaveLength(1);
  });

  it(`I1 I2 I3 I4: loses nothing and doubles nothing in ${stampings} stampings (seed ${seed})`, async () => {
    const random = seeded(`kill/${seed}`);
    let kills = 0;
    for (let i = 0; i < stampings; i++) {
      const authorization = await bench.authorization({
        impressions: [{ seal: bench.village.seals.committee, pages: [0], copies: 1 + (i % 2), place: null }],
      });
      const { id } = authorization.payload;
      await bench.server.authorize(authorization);
      let isOver = false;
      const killer = (async () => {
        const victim = random.chance(0.5) ? agent : sim;
        // Half of the kills wait for the press itself, the others strike anywhere.
        const waitsForPress = random.chance(0.6);
        const delayMs = waitsForPress ? random.int(0, 120) : random.int(0, 2500);
        while (waitsForPress && !isOver) {
          const name = await guest.state().then(
            (s) => s.screen.name,
            () => 'dead',
          );
          if (name === 'pressing') break;
          await pause(8);
        }
        await pause(delayMs);
        if (isOver) return;
        await victim.kill();
        kills++;
        await pause(random.int(0, 300));
        await victim.start();
      })();
      let failure: unknown;
      killer.catch((error: unknown) => {
        failure = error;
      });
      while (!(await isDone(guest.state, id).catch(() => false))) {
        if (failure) throw failure;
        await act(authorization).catch(() => undefined);
        await pause(60);
      }
      isOver = true;
      await killer;
    }
    await settle();
    console.info(`${kills} kills, ${bench.truth().length} contacts, ${bench.server.records.length} records`);
    checkTruth();
  });
});

/** Until the last record arrived. */
async function settle(): Promise<void> {
  for (;;) {
    const queued = await guest.state().then(
      (s) => s.link.queued,
      () => -1,
    );
    if (queued === 0) return;
    await pause(100);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Holds what was reported against what really touched. */
function checkTruth(): void {
  const { records, problems } = bench.server;
  expect(problems).toEqual([]);
  const name = (r: { authorization: string; k: number; attempt: number }) =>
    `${r.authorization}/${r.k}/${r.attempt}`;
  const intents = records.filter((r) => r.type === 'intent');
  const outcomes = records.filter((r) => r.type === 'outcome');
  // I4, I1: every intent has exactly one outcome.
  expect(outcomes.map(name).sort()).toEqual(intents.map(name).sort());
  expect(new Set(outcomes.map(name)).size).toBe(outcomes.length);

  const explained = new Set<number>();
  const executed = new Map<string, number>();
  for (const o of outcomes) {
    const at = `${o.authorization}/${o.k}`;
    if (o.outcome === 'executed') executed.set(at, (executed.get(at) ?? 0) + 1);
    if (o.receipt === null) {
      // I2: nothing is 'executed' without the receipt of the press controller.
      expect(o.outcome).not.toBe('executed');
      continue;
    }
    const signed = parseSigned(o.receipt);
    const receipt = signed.ok ? verifyReceipt(signed.value, bench.village.machine.press.key) : signed;
    if (!receipt.ok) throw new Error(receipt.code);
    const { H0, H1, outcome, counters } = receipt.value;
    expect(outcome).toBe(o.outcome);
    // I2: 'not executed' is never said after a contact, 'executed' means exactly one.
    if (outcome === 'notExecuted') expect(H1).toBe(H0);
    if (outcome === 'executed') expect(H1).toBe(H0 + 1);
    for (let H = H0 + 1; H <= H1; H++) {
      expect(explained.has(H)).toBe(false);
      explained.add(H);
    }
    expect(counters.A + counters.D + counters.V + counters.U).toBe(counters.L);
  }
  // I1: at most one impression for each (authorization, k); every real contact is explained by exactly one attempt.
  expect([...executed.values()].filter((n) => n > 1)).toEqual([]);
  expect([...explained].sort((a, b) => a - b)).toEqual(bench.truth().map((c) => c.H));

  // Every finished job that knows its outcome made all that it was granted.
  for (const finish of records.filter((r) => r.type === 'finish')) {
    const of = outcomes.filter((o) => o.authorization === finish.authorization);
    expect(finish.executed).toBe(of.filter((o) => o.outcome === 'executed').length);
    if (finish.reason === 'complete') expect(finish.executed).toBe(finish.granted);
    else expect(finish.reason).toBe('unknownOutcome');
  }
  // I3: the intent stands in the chain before its outcome, and every evidence file it names is kept.
  for (const intent of intents) {
    const outcome = outcomes.find((o) => name(o) === name(intent));
    expect(intent.n).toBeLessThan(outcome?.n ?? -1);
    expect(intent.before.map(toHex)).toHaveLength(1);
  }
}
