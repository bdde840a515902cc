import { randomUUID } from 'node:crypto';
import { fromHex, type Service, toBase64url, toHex, zServiceView } from '@hufu/contract';
import { type FileSigner, signStatementSync } from '@hufu/statement';
import { derivedId } from '@hufu/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Bench, benchPin, openBench, visitor } from '../rig/bench.ts';
import { labelEyes } from '../rig/label-eyes.ts';
import { printout, stampAll } from '../rig/visits.ts';
import { type RunningSim, startSimMachine } from '../sim/start-sim-machine.ts';
import type { AgentConfigInput } from './config.ts';
import { type RunningAgent, startAgent } from './start-agent.ts';

let bench: Bench;
let sim: RunningSim;
let agent: RunningAgent;

async function startMachine(
  change: (config: AgentConfigInput) => AgentConfigInput = (c) => c,
): Promise<void> {
  agent = await startAgent(change(bench.agentConfig(sim.panelUrl)), { eyes: labelEyes(() => sim.panelUrl) });
}
const guest = visitor(
  () => agent.kioskUrl,
  () => sim.panelUrl,
);
const recordsOf = <T extends string>(type: T) =>
  bench.server.records.filter((r): r is Extract<typeof r, { type: T }> => r.type === type);
const arrived = (type: string) => bench.server.until(() => bench.server.records.some((r) => r.type === type));

// Real processes, disks and pictures on a machine that others use too.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

beforeEach(async () => {
  bench = await openBench();
  sim = await startSimMachine(bench.simConfig);
  await startMachine();
});
afterEach(async () => {
  await agent.close();
  await sim.close();
  await bench.close();
});

describe('a stamping', () => {
  it('goes from the notice to the finish, and every record of it verifies', async () => {
    const authorization = await bench.authorization();
    await bench.server.authorize(authorization);
    expect(await stampAll(guest, authorization)).toMatchObject({ name: 'finished', executed: 1, granted: 1 });
    await arrived('finish');
    expect(bench.server.problems).toEqual([]);
    expect(bench.truth()).toHaveLength(1);
    const types = bench.server.records.map((r) => r.type);
    const order = ['authorizationRecord', 'presence', 'intent', 'outcome', 'afterCheck', 'finish'];
    expect(types.filter((t) => order.includes(t))).toEqual(order);
    const [finish] = recordsOf('finish');
    expect(finish?.files.map((f) => f.role).sort()).toEqual(['after', 'before', 'person']);
    // Every file of the manifest arrives whole.
    await bench.server.until(
      () =>
        finish?.files.every((f) => bench.server.uploads.get(toHex(f.digest))?.bytes.length === f.sizeBytes) ??
        false,
    );
  });

  it('makes every copy, and asks for the next sheet only when the stamped one moved', async () => {
    const { committee } = bench.village.seals;
    const authorization = await bench.authorization({
      impressions: [
        { seal: committee, pages: [0], copies: 3, place: { page: 0, xMm: 150, yMm: 240, tolMm: 15 } },
      ],
    });
    await bench.server.authorize(authorization);
    expect(await stampAll(guest, authorization)).toMatchObject({ executed: 3, granted: 3 });
    const sheets = bench.truth().map((c) => c.sheet);
    expect(new Set(sheets).size).toBe(3);
  });

  it('goes on when the network is gone, and sends everything when it is back', async () => {
    const authorization = await bench.authorization();
    await bench.server.authorize(authorization);
    await guest.until((s) => s.jobs.length === 1 && s.freshUntil !== null);
    await bench.server.until(() => bench.server.records.some((r) => r.type === 'authorizationRecord'));
    agent.setNetwork(false);
    await guest.until((s) => !s.link.online);
    expect(await stampAll(guest, authorization)).toMatchObject({ name: 'finished', executed: 1 });
    expect(recordsOf('intent')).toEqual([]);
    agent.setNetwork(true);
    await arrived('finish');
    expect(bench.server.problems).toEqual([]);
  });
});

describe('the ink pad', () => {
  it('is told of when it is low, and whole again when somebody wrote down that he filled it', async () => {
    await agent.close();
    await startMachine((c) => ({ ...c, policy: { ...c.policy, impressionsPerFilling: 1 } }));
    const authorization = await bench.authorization();
    await bench.server.authorize(authorization);
    await stampAll(guest, authorization);
    await guest.command({ do: 'leave' });
    const inkEvents = () => recordsOf('event').filter((e) => e.event.startsWith('ink'));
    await bench.server.until(() => inkEvents().length === 1);
    expect((await guest.state()).ink).toBe(0);
    expect(await guest.command({ do: 'inkRefilled', by: '陈文书' })).toMatchObject({ status: 200 });
    await bench.server.until(() => inkEvents().length === 2);
    expect(inkEvents().map((e) => `${e.event} ${e.detail}`)).toEqual([
      'inkLow 约剩 0%，上次加墨后盖了 1 次',
      'inkRefilled 陈文书；上次加墨后盖了 1 次',
    ]);
    expect((await guest.state()).ink).toBe(1);
    // At the touch screen only with a PIN, and only those who keep the seals or stamp with them and have one.
    const { stamper, secretary } = bench.village;
    const state = await guest.state();
    expect(state.refillers?.map((p) => p.name)).toEqual(['周干事']);
    const tell = (person: string, pin: string) => guest.command({ do: 'refillInk', person, pin });
    expect(await tell(stamper.id, '0000')).toMatchObject({ status: 409, code: 'PIN_WRONG' });
    expect(await tell(secretary.id, benchPin)).toMatchObject({ status: 409, code: 'REFILL_NOT_ALLOWED' });
    expect(await tell(stamper.id, benchPin)).toMatchObject({ status: 200 });
    await bench.server.until(() => inkEvents().length === 3);
    expect(inkEvents().at(-1)?.detail).toBe('周干事（已验 PIN 码）；上次加墨后盖了 0 次');
  });
});

describe('a paper that is not the approved one', () => {
  it('is refused with its picture, and the right one is stamped after it', async () => {
    const authorization = await bench.authorization();
    await bench.server.authorize(authorization);
    await guest.comeForward(authorization.payload.id);
    await guest.screen('placePaper');
    await guest.hands(printout(authorization, 'digit'));
    const refused = await guest.screen('refused');
    await arrived('event');
    await bench.server.until(() => recordsOf('event').some((e) => e.event === 'paperRefused'));
    const event = recordsOf('event').find((e) => e.event === 'paperRefused');
    expect(refused).toMatchObject({ frame: toHex(event?.frame ?? new Uint8Array()) });
    expect(bench.truth()).toEqual([]);
    expect(await guest.command({ do: 'confirm' })).toMatchObject({ code: 'COMMAND_NOT_POSSIBLE' });
    await guest.hands(printout(authorization));
    await guest.screen('confirm');
    await guest.command({ do: 'confirm' });
    await guest.screen('result');
    expect(bench.truth()).toHaveLength(1);
  });

  it('is not pressed on when it was swapped after the comparison', async () => {
    const authorization = await bench.authorization();
    await bench.server.authorize(authorization);
    await guest.comeForward(authorization.payload.id);
    await guest.screen('placePaper');
    await guest.hands(printout(authorization));
    await guest.screen('confirm');
    await guest.hands(printout(authorization, 'digit'));
    await guest.screen('refused');
    expect(bench.truth()).toEqual([]);
    expect(recordsOf('intent')).toEqual([]);
  });
});

describe('an unsure paper', () => {
  async function unsure() {
    const authorization = await bench.authorization();
    await bench.server.authorize(authorization);
    await guest.comeForward(authorization.payload.id);
    await guest.screen('placePaper');
    await guest.hands({ do: 'placePicture', base64: await bench.strangePicture() });
    await guest.screen('unsure');
    await bench.server.until(() => recordsOf('event').some((e) => e.event === 'paperUnsure'));
    const event = recordsOf('event').find((e) => e.event === 'paperUnsure');
    if (!event?.nonce || !event.frame) throw new Error('an unsure event names nonce and frame');
    return { authorization: authorization.payload, nonce: event.nonce, frame: event.frame };
  }

  it('is stamped with an exception for exactly this frame and nonce', async () => {
    const { authorization, nonce, frame } = await unsure();
    await bench.server.except(bench.exception(authorization, { nonce, frames: [frame] }));
    await guest.screen('confirm');
    await guest.command({ do: 'confirm' });
    await guest.screen('result');
    await arrived('outcome');
    expect(bench.truth()).toHaveLength(1);
    expect(recordsOf('intent')[0]?.exception).not.toBeNull();
  });

  it('loses its exception as soon as the paper is touched', async () => {
    const { authorization, nonce, frame } = await unsure();
    await guest.hands({ do: 'removePaper' });
    await guest.screen('placePaper');
    await guest.hands({ do: 'placePicture', base64: await bench.strangePicture() });
    await guest.screen('unsure');
    await bench.server.except(bench.exception(authorization, { nonce, frames: [frame] }));
    await bench.server.until(() => recordsOf('event').filter((e) => e.event === 'paperUnsure').length === 2);
    expect((await guest.state()).screen.name).toBe('unsure');
    expect(bench.truth()).toEqual([]);
  });
});

describe('an authorization with remote confirmation (F18)', () => {
  it('waits at a matching paper until the approver has confirmed exactly this frame', async () => {
    const authorization = await bench.authorization({ remoteConfirm: true });
    await bench.server.authorize(authorization);
    await guest.comeForward(authorization.payload.id);
    await guest.screen('placePaper');
    await guest.hands(printout(authorization));
    expect(await guest.screen('unsure')).toMatchObject({
      verdict: { verdict: 'match' },
      waitsForException: true,
    });
    expect(await guest.command({ do: 'confirm' })).toMatchObject({ code: 'COMMAND_NOT_POSSIBLE' });
    await bench.server.until(() => recordsOf('event').some((e) => e.event === 'confirmationAsked'));
    const asked = recordsOf('event').find((e) => e.event === 'confirmationAsked');
    if (!asked?.nonce || !asked.frame) throw new Error('the event names nonce and frame');
    await bench.server.except(
      bench.exception(authorization.payload, { nonce: asked.nonce, frames: [asked.frame] }),
    );
    await guest.screen('confirm');
    await guest.command({ do: 'confirm' });
    await guest.screen('result');
    await arrived('outcome');
    expect(bench.truth()).toHaveLength(1);
    expect(recordsOf('intent')[0]?.exception).not.toBeNull();
  });
});

describe('a withdrawn authorization', () => {
  it('ends the job before the press, whoever is at the screen', async () => {
    const authorization = await bench.authorization();
    await bench.server.authorize(authorization);
    await guest.comeForward(authorization.payload.id);
    await guest.screen('placePaper');
    await guest.hands(printout(authorization));
    await guest.screen('confirm');
    const cose = signStatementSync(
      {
        type: 'revocation',
        v: 1,
        id: derivedId('revocation'),
        village: bench.village.id,
        at: Date.now(),
        what: { kind: 'authorization', authorization: authorization.payload.id },
        reason: '材料有误',
      },
      bench.village.secretary.signer,
    );
    await bench.server.command('revocation', cose);
    await guest.screen('finished');
    await arrived('finish');
    expect(recordsOf('finish')[0]).toMatchObject({ reason: 'withdrawn', executed: 0 });
    expect(bench.truth()).toEqual([]);
  });
});

describe('a lock-down', () => {
  it('by any member of the roster stops the machine at once', async () => {
    const authorization = await bench.authorization();
    await bench.server.authorize(authorization);
    await guest.until((s) => s.jobs[0]?.state === 'ready' && s.freshUntil !== null);
    const service = {
      type: 'service' as const,
      v: 1 as const,
      id: derivedId('lock-down'),
      village: bench.village.id,
      at: Date.now(),
      machine: bench.village.machine.thumbprint,
      act: 'lockDown' as const,
      nonce: new Uint8Array(16),
      reason: '发现异常',
    };
    await bench.server.command('service', signStatementSync(service, bench.village.custodian.signer));
    await guest.until((s) => s.lock === 'lockedDown');
    const started = await guest.command({ do: 'start', authorization: authorization.payload.id });
    expect(started).toMatchObject({ code: 'MACHINE_LOCKED' });
  });

  it('ends by an order of two service people over the nonce of this moment, brought to the machine itself', async () => {
    const at = `${agent.kioskUrl}/service`;
    const look = async () => zServiceView.parse(await (await fetch(at)).json());
    const order = (act: Service['act'], nonce: string, ...signers: FileSigner[]) =>
      signStatementSync(
        {
          type: 'service',
          v: 1,
          id: randomUUID(),
          village: bench.village.id,
          at: Date.now(),
          machine: bench.village.machine.thumbprint,
          act,
          nonce: fromHex(nonce),
          reason: '已到场核查',
        },
        signers as [FileSigner],
      );
    const bring = async (cose: Uint8Array) => {
      const reply = await fetch(at, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ statement: toBase64url(cose) }),
      });
      return (await reply.json()) as { code?: string; lock?: string };
    };
    const [first, second] = bench.village.service;
    // The bench's broker keeps nothing for a machine that never came; the server says it again to who comes.
    await guest.until((s) => s.lock === 'ready' && s.link.online);
    // Twice: the nonce of the first time is used up, and the second time has another.
    for (let round = 0; round < 2; round++) {
      await bench.server.command(
        'service',
        order('lockDown', '00'.repeat(16), bench.village.custodian.signer),
      );
      await guest.until((s) => s.lock === 'lockedDown');
      const { nonce, lock } = await look();
      expect(lock).toBe('lockedDown');
      expect(await bring(order('unlock', nonce, first))).toMatchObject({ code: 'QUORUM_MISSING' });
      expect(await bring(order('unlock', '00'.repeat(16), first, second))).toMatchObject({
        code: 'NONCE_WRONG',
      });
      expect(await bring(order('unlock', nonce, first, second))).toMatchObject({ lock: 'ready' });
      expect(await bring(order('unlock', nonce, first, second))).toMatchObject({ code: 'NONCE_WRONG' });
      expect((await look()).nonce).not.toBe(nonce);
    }
    expect(await bring(new Uint8Array(40))).toMatchObject({ code: 'STATEMENT_MALFORMED' });
  });
});

describe('a machine whose records stay unproved', () => {
  it('starts no new job', async () => {
    await agent.close();
    bench.server.tricks.withholdProofs = true;
    await startMachine((c) => ({ ...c, policy: { ...c.policy, maxUnprovedMs: 0 } }));
    const authorization = await bench.authorization();
    await bench.server.authorize(authorization);
    await guest.until((s) => s.jobs[0]?.state === 'ready' && s.freshUntil !== null);
    const started = await guest.command({ do: 'start', authorization: authorization.payload.id });
    expect(started).toMatchObject({ code: 'MACHINE_RECORDS_UNPROVED' });
  });
});
