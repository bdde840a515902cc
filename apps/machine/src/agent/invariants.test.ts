import type { Authorization } from '@hufu/contract';
import { type FileSigner, generateFileSigner, type SignedStatement } from '@hufu/statement';
import { anAuthorization, derivedId, type TestPerson } from '@hufu/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Bench, openBench, visitor } from '../rig/bench.ts';
import { labelEyes } from '../rig/label-eyes.ts';
import { printout, stampAll } from '../rig/visits.ts';
import { type RunningSim, startSimMachine } from '../sim/start-sim-machine.ts';
import { type RunningAgent, startAgent } from './start-agent.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let bench: Bench;
let sim: RunningSim;
let agent: RunningAgent;
const guest = visitor(
  () => agent.kioskUrl,
  () => sim.panelUrl,
);
const startMachine = async () => {
  agent = await startAgent(bench.agentConfig(sim.panelUrl), { eyes: labelEyes(() => sim.panelUrl) });
};

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

/** What the machine said about an authorization. */
async function answerTo(id: string): Promise<{ accepted: boolean; code: string }> {
  const find = () =>
    bench.server.records.find((r) => r.type === 'authorizationRecord' && r.authorization === id);
  await bench.server.until(() => find() !== undefined);
  const record = find();
  if (record?.type !== 'authorizationRecord') throw new Error('no answer');
  return { accepted: record.accepted, code: record.code };
}

describe('I5: nothing presses without a verified, fresh authorization', () => {
  const forged: [string, string, () => Promise<SignedStatement>, { cosigners?: number }?][] = [
    [
      'is signed by somebody who may not approve',
      'SIGNER_LACKS_ROLE',
      () => unsigned({}, (v) => v.custodian),
    ],
    ['is signed by a stranger', 'SIGNER_UNKNOWN', () => unsigned({}, () => generateFileSigner('EdDSA'))],
    [
      'names its approver as the stamper (I7)',
      'DUTIES_NOT_SEPARATED',
      () => unsigned({ stamper: bench.village.secretary.id }),
    ],
    [
      'is bound to another machine',
      'AUTHORIZATION_WRONG_MACHINE',
      () => unsigned({ machine: bench.village.otherMachine.thumbprint }),
    ],
    [
      'has expired',
      'AUTHORIZATION_EXPIRED',
      () =>
        unsigned({
          at: Date.now() - 8_000_000,
          validFrom: Date.now() - 9_000_000,
          validTo: Date.now() - 1000,
        }),
    ],
    [
      'is valid for longer than the village allows',
      'AUTHORIZATION_TOO_LONG',
      () => unsigned({ validTo: Date.now() + 30 * 86_400_000 }),
    ],
    [
      'was co-signed by one witness only',
      'POLICY_QUORUM_MISSING',
      () => bench.authorization(),
      { cosigners: 1 },
    ],
  ];
  async function unsigned(
    changes: Partial<Authorization>,
    by: (village: Bench['village']) => TestPerson | FileSigner = (v) => v.secretary,
  ): Promise<SignedStatement> {
    const { payload } = await bench.authorization(changes);
    return anAuthorization(bench.village, payload).approvedBy(by(bench.village));
  }

  it.each(forged)('an authorization that %s is refused with %s', async (_what, code, make, options) => {
    const signed = await make();
    const id = signed.payload.type === 'authorization' ? signed.payload.id : '';
    await bench.server.authorize(signed, options);
    expect(await answerTo(id)).toEqual({ accepted: false, code });
    expect((await guest.state()).jobs.map((j) => j.authorization)).not.toContain(id);
    expect(bench.truth()).toEqual([]);
  });

  it('an authorization with the proof of another statement is refused', async () => {
    const honest = await bench.authorization();
    await bench.server.authorize(honest);
    await answerTo(honest.payload.id);
    const other = await bench.authorization();
    const [first] = bench.server.sent.slice(-1);
    if (!first) throw new Error('nothing was sent');
    await bench.server.sendAuthorization({ ...first, cose: other.cose });
    expect(await answerTo(other.payload.id)).toMatchObject({ accepted: false, code: 'MERKLE_PROOF_INVALID' });
  });

  it('an authorization whose bytes were touched is refused', async () => {
    const signed = await bench.authorization();
    const cose = signed.cose.slice();
    // A digit of the purpose or a bit of a digest: whatever it is, no signature holds any more.
    const at = cose.length - 20;
    cose[at] = (cose[at] ?? 0) ^ 1;
    const before = bench.server.records.length;
    await bench.server.authorize({ ...signed, cose });
    const honest = await bench.authorization();
    await bench.server.authorize(honest);
    await answerTo(honest.payload.id);
    expect(bench.server.records.length).toBeGreaterThan(before);
    expect((await guest.state()).jobs.map((j) => j.authorization)).not.toContain(signed.payload.id);
  });

  it('a replay of a finished one changes nothing', async () => {
    const authorization = await bench.authorization();
    await bench.server.authorize(authorization);
    await stampAll(guest, authorization);
    await guest.command({ do: 'leave' });
    expect(bench.truth()).toHaveLength(1);
    const [message] = bench.server.sent.filter((m) => m.cose === authorization.cose);
    if (!message) throw new Error('it was sent');
    await bench.server.sendAuthorization(message);
    await bench.server.sendAuthorization({ ...message, number: '2026-999' });
    const marker = await bench.authorization();
    await bench.server.authorize(marker);
    await answerTo(marker.payload.id);
    const started = await guest.command({ do: 'start', authorization: authorization.payload.id });
    expect(started).toMatchObject({ code: 'JOB_UNKNOWN' });
    expect(bench.truth()).toHaveLength(1);
  });
});

describe('I1 and I2: an attempt has one outcome, and it is the true one', () => {
  async function atConfirm() {
    const authorization = await bench.authorization();
    await bench.server.authorize(authorization);
    await guest.comeForward(authorization.payload.id);
    await guest.screen('placePaper');
    await guest.hands(printout(authorization));
    await guest.screen('confirm');
    return authorization.payload.id;
  }
  const outcomesOf = (id: string) =>
    bench.server.records.flatMap((r) => (r.type === 'outcome' && r.authorization === id ? [r] : []));

  it('a jam above the contact zone is not executed, and a new attempt may follow', async () => {
    const touched = bench.truth().length;
    const id = await atConfirm();
    await guest.hands({ do: 'inject', fault: 'jamAbove' });
    await guest.command({ do: 'confirm' });
    await guest.screen('notPressed');
    expect(bench.truth()).toHaveLength(touched);
    await guest.command({ do: 'retake' });
    await guest.screen('confirm');
    await guest.command({ do: 'confirm' });
    await guest.screen('result');
    await guest.command({ do: 'next' });
    await guest.screen('finished');
    await guest.command({ do: 'leave' });
    await bench.server.until(() => outcomesOf(id).length === 2);
    expect(outcomesOf(id).map((o) => [o.attempt, o.outcome])).toEqual([
      [0, 'notExecuted'],
      [1, 'executed'],
    ]);
    expect(bench.truth()).toHaveLength(touched + 1);
  });

  it('a jam inside the contact zone is unknown: the machine locks itself and nothing follows', async () => {
    const id = await atConfirm();
    await guest.hands({ do: 'inject', fault: 'jamInZone' });
    await guest.command({ do: 'confirm' });
    await guest.until((s) => s.lock === 'quarantined');
    await bench.server.until(() =>
      bench.server.records.some((r) => r.type === 'finish' && r.authorization === id),
    );
    expect(outcomesOf(id).map((o) => o.outcome)).toEqual(['unknown']);
    const finish = bench.server.records.find((r) => r.type === 'finish' && r.authorization === id);
    expect(finish).toMatchObject({ reason: 'unknownOutcome', executed: 0 });
    const other = (await guest.state()).jobs.find((j) => j.state === 'ready');
    await guest.command({ do: 'leave' });
    expect(
      await guest.command({ do: 'start', authorization: other?.authorization ?? derivedId('none') }),
    ).toMatchObject({
      status: 409,
    });
    expect(bench.server.problems).toEqual([]);
  });
});
