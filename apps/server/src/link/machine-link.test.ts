import {
  toHex,
  valueOrThrow,
  zAckMessage,
  zCommandMessage,
  zFreshMessage,
  zPolicyMessage,
} from '@hufu/contract';
import { commitment, parsePolicy, verifyProof } from '@hufu/log';
import { decodeMessage } from '@hufu/messaging';
import { parseSigned, signStatementSync, verifyAuthorization } from '@hufu/statement';
import { askingMachine, derivedBytes, derivedId, parsedOrThrow, testNow } from '@hufu/testkit';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  agreed,
  type BenchAgent,
  BenchChain,
  type BenchPictures,
  receivedAuthorizations,
  sha256,
  uploadPicture,
} from '../../rig/bench-machine.ts';
import { benchVillage } from '../../rig/bench-trust.ts';
import { uploadedPage } from '../../rig/filing.ts';
import { type LinkBench, openLinkBench } from '../../rig/link-bench.ts';
import { type TestServer, travelling } from '../../rig/test-server.ts';

const village = benchVillage();
const dev = toHex(village.machine.thumbprint);
let bench: LinkBench;
let server: TestServer;
let agent: BenchAgent;
let chain: BenchChain;

beforeAll(async () => {
  bench = await openLinkBench(village);
  ({ server, agent, chain } = bench);
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

async function approved() {
  const { request, authorization } = await bench.approved();
  return { request, authorization: authorization.payload };
}

const picture = async (shade: number) =>
  new Uint8Array(
    await sharp({ create: { width: 64, height: 64, channels: 3, background: { r: shade, g: 90, b: 90 } } })
      .jpeg()
      .toBuffer(),
  );

/** A picture per shade, each of another content. */
async function pictures(seed: number): Promise<BenchPictures> {
  return { before: await picture(seed), after: await picture(seed + 60), person: await picture(seed + 120) };
}

describe('the link to the machines', () => {
  it('brings a witnessed authorization with its proof, the rosters and the words of two witnesses to the machine', async () => {
    const { authorization } = await approved();
    const nonce = derivedBytes('nonce').slice(0, 16);
    await agent.ask('next');
    await agent.ask('fresh', nonce);
    const message = await agent.until(() =>
      receivedAuthorizations(agent).find((m) => {
        const signed = parseSigned(m.cose);
        return (
          signed.ok &&
          signed.value.payload.type === 'authorization' &&
          signed.value.payload.id === authorization.id
        );
      }),
    );
    const policy = valueOrThrow(parsePolicy(server.running.machineSide.keeper.witnesses.policyText));
    expect(verifyProof(policy, commitment(message.salt, message.cose), message.proof).ok).toBe(true);
    const fresh = await agent.until(() => agent.inbox.get('fresh')?.[0]);
    const words = valueOrThrow(decodeMessage(zFreshMessage, fresh.payload));
    const verified = verifyAuthorization(
      valueOrThrow(parseSigned(message.cose)),
      village.roster,
      words.statements.map((s) => valueOrThrow(parseSigned(s))),
      testNow,
      askingMachine(village, nonce),
    );
    expect(verified).toMatchObject({ ok: true });
    const policyMessage = await agent.until(() => agent.inbox.get('policy')?.[0]);
    expect(valueOrThrow(decodeMessage(zPolicyMessage, policyMessage.payload)).rosters).toHaveLength(1);
  });

  it('takes in every record of a job, proves each in a witnessed checkpoint, and keeps its pictures (I6)', async () => {
    const { request, authorization } = await approved();
    const shots = await pictures(10);
    const early = await uploadPicture(agent, shots.before, 'before');
    expect(early.status).toBe(409);
    const records = chain.job(authorization.id, testNow, shots, village.stamper.id);
    for (const r of records) await agent.send(r);
    await agent.until(() => (records.every((r) => agent.proofs.has(r.n)) ? true : undefined));
    const policy = valueOrThrow(parsePolicy(server.running.machineSide.keeper.witnesses.policyText));
    for (const r of records)
      expect(verifyProof(policy, commitment(r.salt, r.cose), agent.proofs.get(r.n) ?? '').ok).toBe(true);

    const secretary = await server.as('secretary');
    const before = await secretary.sealUse.getRequest({ id: request });
    expect(before).toMatchObject({ phase: 'finished', executed: 1 });
    expect(before.impressionPlan[0]).toMatchObject({
      state: 'executed',
      before: null,
      beforeVerdict: agreed,
    });
    const told: string[] = [];
    const stop = server.running.parts.events.subscribe((event) => {
      if (event.kind === 'requestChanged') told.push(event.request);
    });
    for (const role of ['before', 'after', 'person'] as const) {
      const done = await uploadPicture(agent, shots[role], role);
      expect([done.status, Buffer.from(done.body).toString()]).toEqual([204, '']);
    }
    stop();
    // Somebody looks at the request already, and sees each picture come.
    expect(told).toEqual([request, request, request]);
    const after = await secretary.sealUse.getRequest({ id: request });
    expect(after.impressionPlan[0]).toMatchObject({
      before: toHex(sha256(shots.before)),
      after: toHex(sha256(shots.after)),
      person: toHex(sha256(shots.person)),
    });
    expect((await uploadPicture(agent, shots.before, 'before')).status).toBe(201);
  });

  it('keeps the photo of a person encrypted and opens it for a reason only', async () => {
    const { digest } = await server.running.parts.db
      .selectFrom('sealed_blob')
      .select('digest')
      .where('class', '=', 'person')
      .executeTakeFirstOrThrow();
    expect(await server.running.parts.blobs.files.has(digest)).toBe(false);
    const at = `/api/files/get-blob?digest=${digest}`;
    expect((await server.fetchAs('inspector', at)).status).toBe(400);
    const opened = await server.fetchAs('inspector', `${at}&reason=${encodeURIComponent('核查举报')}`);
    expect(toHex(sha256(new Uint8Array(await opened.arrayBuffer())))).toBe(digest);
  });

  it('holds a record back whose predecessor is missing, asks for that one, and then takes both', async () => {
    const [first, second] = [1, 2].map(() =>
      chain.record(testNow, {
        type: 'event',
        event: 'lidOpened',
        authorization: null,
        k: null,
        frame: null,
        verdict: null,
        detail: '',
      }),
    );
    if (!first || !second) throw new Error('records');
    await agent.send(second);
    await agent.until(() =>
      (agent.inbox.get('ack') ?? []).find((m) =>
        valueOrThrow(decodeMessage(zAckMessage, m.payload)).missing.includes(first.n),
      ),
    );
    await agent.send(first);
    await agent.until(() => (agent.proofs.has(first.n) && agent.proofs.has(second.n) ? true : undefined));
    agent.proofs.clear();
    await agent.send(first);
    await agent.until(() => agent.proofs.get(first.n));
    agent.proofs.clear();
    await agent.ask('next');
    await agent.until(() => (agent.proofs.has(first.n) && agent.proofs.has(second.n) ? true : undefined));
  });

  it('goes on with an upload where a break left it, even when the machine begins it again', async () => {
    const shot = await picture(200);
    const frame = sha256(shot);
    const event = { type: 'event', event: 'lidOpened', authorization: null, k: null, verdict: null } as const;
    const record = chain.record(testNow, { ...event, frame, detail: '' });
    await agent.send(record);
    await agent.until(() => agent.proofs.get(record.n));
    const tus = { 'tus-resumable': '1.0.0' };
    const metadata = `sha256 ${Buffer.from(toHex(frame)).toString('base64')}`;
    const create = async () =>
      await agent.http('POST', '/machine/uploads', {
        ...tus,
        'upload-length': String(shot.length),
        'upload-metadata': metadata,
      });
    const path = String((await create()).headers.location);
    const patch = { ...tus, 'content-type': 'application/offset+octet-stream' };
    await agent.http('PATCH', path, { ...patch, 'upload-offset': '0' }, shot.subarray(0, 100));
    expect((await create()).status).toBe(201);
    expect((await agent.http('HEAD', path, tus)).headers['upload-offset']).toBe('100');
    const wrong = shot.subarray(100).map((b) => b ^ 1);
    expect((await agent.http('PATCH', path, { ...patch, 'upload-offset': '100' }, wrong)).status).toBe(422);
    expect(await server.running.parts.blobs.has(toHex(frame))).toBe(false);
    expect((await uploadPicture(agent, shot, 'before')).status).toBe(204);
    expect(await server.running.parts.blobs.has(toHex(frame))).toBe(true);
  });

  it('hands the machine the pages of its own authorizations and nothing else', async () => {
    const { authorization } = await approved();
    const [page] = authorization.pages;
    if (!page) throw new Error('page');
    const got = await agent.http('GET', `/machine/pages/${toHex(page.digest)}`);
    expect(got.status).toBe(200);
    expect(sha256(got.body)).toEqual(page.digest);
    const { page: draft } = await uploadedPage(server);
    expect((await agent.http('GET', `/machine/pages/${toHex(draft.digest)}`)).status).toBe(404);
  });

  it('sends a withdrawal down at once, and the witnesses name it from then on', async () => {
    const { request, authorization } = await approved();
    const same = { v: 1 as const, village: village.id, at: testNow, reason: '材料有误' };
    const sign = (payload: Parameters<typeof signStatementSync>[0]) =>
      travelling(parsedOrThrow(signStatementSync(payload, village.custodian.signer)));
    const custodian = await server.as('custodian');
    await custodian.sealUse.withdrawRequest({
      statement: sign({
        type: 'withdrawal',
        ...same,
        id: crypto.randomUUID(),
        request,
        by: village.custodian.id,
      }),
      revocation: sign({
        type: 'revocation',
        ...same,
        id: crypto.randomUUID(),
        what: { kind: 'authorization', authorization: authorization.id },
      }),
      idempotencyKey: `withdraw-${request}`,
    });
    const message = await agent.until(() => agent.inbox.get('cmd')?.[0]);
    expect(valueOrThrow(decodeMessage(zCommandMessage, message.payload)).op).toBe('revocation');
    const nonce = derivedBytes('after the withdrawal').slice(0, 16);
    await agent.ask('fresh', nonce);
    const words = await agent.until(() =>
      (agent.inbox.get('fresh') ?? [])
        .map((m) => valueOrThrow(decodeMessage(zFreshMessage, m.payload)))
        .find((m) => toHex(m.nonce) === toHex(nonce)),
    );
    for (const word of words.statements) {
      const { payload } = valueOrThrow(parseSigned(word));
      expect(payload).toMatchObject({ type: 'freshness', revokedAuthorizations: [authorization.id] });
    }
  });

  it('brings a lock-down to the machine until the machine says that it is locked (F45)', async () => {
    const order = signStatementSync(
      {
        type: 'service',
        v: 1,
        id: derivedId('lock-down'),
        village: village.id,
        at: testNow,
        machine: village.machine.thumbprint,
        act: 'lockDown',
        nonce: new Uint8Array(16),
        reason: '发现异常',
      },
      village.custodian.signer,
    );
    await (await server.as('custodian')).custody.orderService({ statement: travelling(order) });
    const orders = () =>
      (agent.inbox.get('cmd') ?? [])
        .map((m) => valueOrThrow(decodeMessage(zCommandMessage, m.payload)))
        .filter((m) => m.op === 'service').length;
    await agent.until(() => orders() === 1 || undefined);
    await agent.ask('next');
    await agent.until(() => orders() >= 2 || undefined);
    const machine = async () =>
      (await (await server.as('inspector')).supervision.listMachines()).items.find(
        (m) => m.thumbprint === dev,
      );
    // Whoever looks at the machine reads who locked it and why, also while the order is on its way.
    expect((await machine())?.lockDown).toMatchObject({
      by: [village.custodian.name],
      reason: '发现异常',
      since: null,
    });
    await agent.send(
      chain.record(testNow, {
        type: 'event',
        event: 'lockedDown',
        authorization: null,
        k: null,
        frame: null,
        verdict: null,
        detail: 'serviceNonce=00112233445566778899aabbccddeeff',
      }),
    );
    await expect.poll(async () => (await machine())?.serviceNonce).toBe('00112233445566778899aabbccddeeff');
    const waiting = await server.running.parts.db
      .selectFrom('service_order')
      .select('statement')
      .where('done_at', 'is', null)
      .execute();
    expect(waiting).toEqual([]);
    expect((await machine())?.lockDown?.since).toBe(testNow);
  });

  it('takes no record that another key has signed, and sets a machine aside whose records fork', async () => {
    const stranger = new BenchChain({
      ...village,
      machine: { ...village.machine, agent: village.otherMachine.agent },
    });
    const event = {
      type: 'event' as const,
      event: 'boot' as const,
      authorization: null,
      k: null,
      frame: null,
      verdict: null,
      detail: '',
    };
    const { db } = server.running.parts;
    const count = async () =>
      (
        await db
          .selectFrom('machine_record')
          .select((e) => e.fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow()
      ).n;
    const before = await count();
    await agent.send(stranger.record(testNow, event));
    const clone = new BenchChain(village);
    await agent.send(clone.record(testNow, event));
    // The next message is answered after the ones before it were worked on.
    const seen = agent.inbox.get('policy')?.length ?? 0;
    await agent.ask('next');
    await agent.until(() => ((agent.inbox.get('policy')?.length ?? 0) > seen ? true : undefined));
    expect(await count()).toBe(before);
    const machine = await db
      .selectFrom('machine')
      .select(['state', 'forked_at'])
      .where('thumbprint', '=', dev)
      .executeTakeFirstOrThrow();
    expect(machine.state).toBe('quarantined');
  });
});
