import { randomUUID } from 'node:crypto';
import { fromBase64url, toBase64url, valueOrThrow } from '@hufu/contract';
import { readTruthOf } from '@hufu/machine';
import { parseSigned, signStatement } from '@hufu/statement';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKiosk } from '../apps/cli/src/actors/kiosk.ts';
import { fileRequest } from '../apps/cli/src/actors/seal-use.ts';
import { stampAtMachine } from '../apps/cli/src/actors/stamping.ts';
import { personSigner } from '../apps/cli/src/demo/rosters.ts';
import { demoStampPin } from '../apps/cli/src/demo/township.ts';
import { type Office, openOffice } from './office.ts';
import { openTownship } from './township.ts';

// What a village brings besides one page with one seal.
describe('papers of several seals and copies', () => {
  let demo: Awaited<ReturnType<typeof openTownship>>;
  let office: Office;
  beforeAll(async () => {
    demo = await openTownship(36_480);
    office = openOffice(demo);
  });
  afterAll(async () => {
    await demo?.close();
  });

  const detailOf = async (id: string) => (await office.session('custodian')).api.sealUse.getRequest({ id });
  const contacts = () => readTruthOf(demo.machines[0]?.simDir ?? '').length;

  /** The last statements reach the witnesses a moment after the job is done. */
  const untilWitnessed = async (id: string) => {
    const all = async () => (await detailOf(id)).statements.every((s) => s.witnessed);
    await expect.poll(all, { timeout: 30_000, interval: 250 }).toBe(true);
  };

  /** Approves and stamps; resolves when every impression of the request is proved. */
  async function stamped(id: string, digests: readonly string[]) {
    await office.approve(id);
    const authorization = (await detailOf(id)).authorization?.id ?? '';
    const kiosk = openKiosk(demo.machines[0]?.kioskUrl ?? '');
    const run = await stampAtMachine(kiosk, { authorization, digests, pin: demoStampPin });
    await expect
      .poll(async () => (await detailOf(id)).phase, { timeout: 60_000, interval: 250 })
      .toBe('finished');
    return run;
  }

  it('F3 F8 presses two seals on each of two copies, each where it was approved and each proved', async () => {
    const paper = await office.file('two-seals', {
      layout: 'lease',
      matter: 'land-transfer-record',
      copies: 2,
      second: { sealKind: 'cooperativeSeal', leftMm: 70 },
    });
    const run = await stamped(
      paper.request.id,
      paper.document.pages.map((p) => p.digest),
    );
    expect(run).toMatchObject({ outcome: 'finished', executed: 4 });
    expect(contacts()).toBe(4);
    const detail = await detailOf(paper.request.id);
    const done = detail.impressionPlan.filter((p) => p.state === 'executed');
    expect(done.map((p) => `${p.seal} copy ${p.copy}`).sort()).toHaveLength(4);
    expect(new Set(done.map((p) => p.seal)).size).toBe(2);
    expect(done.map((p) => p.afterVerdict?.verdict)).toEqual(['match', 'match', 'match', 'match']);
    await untilWitnessed(paper.request.id);
  });

  it('keeps a spoilt paper, marks it void in the log, and stamps a fresh one only after a fresh approval', async () => {
    const paper = await office.file('spoilt');
    const digests = paper.document.pages.map((p) => p.digest);
    await stamped(paper.request.id, digests);
    const before = contacts();
    const custodian = await office.session('custodian');
    const village = demo.machines[0]?.village;
    const signer = personSigner(village?.secrets.people[`${village.village.key}-custodian`]?.secret ?? '');
    const detail = await detailOf(paper.request.id);
    const signed = valueOrThrow(parseSigned(fromBase64url(detail.requestStatement.cose)));
    if (signed.payload.type !== 'request') throw new Error('no request');
    const bad = {
      type: 'void',
      v: 1,
      id: randomUUID(),
      village: signed.payload.village,
      at: Date.now(),
      authorization: detail.authorization?.id ?? '',
      k: 0,
      by: custodian.account.person ?? '',
      reason: '印面重影，原件留存',
      retained: true,
    } as const;
    await custodian.api.sealUse.voidImpression({
      statement: toBase64url(await signStatement(bad, [signer])),
      idempotencyKey: randomUUID(),
    });
    expect((await detailOf(paper.request.id)).phase).toBe('void');

    const fresh = await fileRequest(
      custodian,
      signer,
      {
        matter: 'residence-certificate',
        purpose: '重新盖章',
        applicantName: '村民',
        documents: [],
        sealKind: 'villageCommitteeSeal',
        place: { page: 0, xMm: 150, yMm: 240 },
        replaces: signed.payload,
      },
      Date.now(),
    );
    await stamped(fresh.id, digests);
    expect(contacts()).toBe(before + 1);
    const after = await detailOf(fresh.id);
    expect(after).toMatchObject({ phase: 'finished', replaces: paper.request.id });
    await untilWitnessed(paper.request.id);
    expect((await detailOf(paper.request.id)).statements.map((s) => s.type)).toContain('void');
  });
});
