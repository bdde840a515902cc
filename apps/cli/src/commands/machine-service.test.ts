import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBase64url, type ServiceView, toHex, zServiceOrder } from '@hufu/contract';
import { parseSigned, verifyService } from '@hufu/statement';
import { readKeyFile, writeKeyFile } from '@hufu/statement/node';
import { aVillage } from '@hufu/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../rig/run-command.ts';
import { exitWithProblem } from '../screen/problem.ts';
import { service, unlock } from './machine-service.ts';

const scratch = mkdtempSync(join(tmpdir(), 'hufu-service-'));
const at = (name: string) => join(scratch, name);
const village = aVillage();
const nonces = ['11'.repeat(16), '22'.repeat(16), '33'.repeat(16)];
let view: ServiceView;
let orders: string[];

/** The machine's door as its service people meet it; the statement is judged by the rules of the real one. */
const door = createServer((request, reply) => {
  const answer = (status: number, body: unknown) => {
    reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  if (request.method === 'GET') return answer(200, view);
  let text = '';
  request.on('data', (d) => {
    text += d;
  });
  request.on('end', () => {
    const signed = parseSigned(fromBase64url(zServiceOrder.parse(JSON.parse(text)).statement));
    const nonce = Uint8Array.from(Buffer.from(view.nonce, 'hex'));
    const judged = signed.ok
      ? verifyService(signed.value, village.roster, Date.now(), {
          machine: village.machine.thumbprint,
          nonce,
        })
      : signed;
    if (!judged.ok) return answer(409, { code: judged.code, context: judged.context });
    orders.push(judged.value.act);
    const isOpen = judged.value.act === 'releaseQuarantine';
    view = {
      ...view,
      nonce: nonces[orders.length] ?? '',
      mode: isOpen ? 'ready' : 'quarantined',
      lock: isOpen ? 'ready' : 'quarantined',
    };
    answer(200, view);
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  writeFileSync(at('pass'), '春眠不觉晓\n');
  for (const [i, signer] of village.service.slice(0, 2).entries())
    await writeKeyFile(at(`${i}.key`), signer, '春眠不觉晓');
});
beforeEach(() => {
  orders = [];
  view = {
    machine: toHex(village.machine.thumbprint),
    name: '一号机',
    village: village.id,
    lock: 'quarantined',
    mode: 'tampered',
    reason: '',
    nonce: nonces[0] ?? '',
  };
});
afterAll(() => {
  door.close();
  rmSync(scratch, { recursive: true });
});

const agent = () => {
  const address = door.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
};
const common = () => ({ agent: agent(), passphraseFile: [at('pass')], reason: '已到场核查' });
const run = (command: () => Promise<void>) => runCommand(() => command().catch((e) => exitWithProblem(e)));

describe('hufu machine unlock', () => {
  it('has both service people sign whatever the machine needs, one order after the other', async () => {
    const done = await run(() => unlock({ ...common(), key: [at('0.key'), at('1.key')] }));
    expect(done, done.err).toMatchObject({ code: 0 });
    expect(orders).toEqual(['clearTamper', 'releaseQuarantine']);
    expect(done.out).toContain('已到场核查');
    expect(done.out).toContain('可以用了');
  });

  it('is refused by the machine when the same person signs twice', async () => {
    const done = await run(() => unlock({ ...common(), key: [at('0.key'), at('0.key')] }));
    expect(done.code).toBe(3);
    expect(done.err).toContain('QUORUM_MISSING');
    expect(orders).toEqual([]);
  });

  it('says so when nothing is locked, and when one person is alone', async () => {
    expect((await run(() => unlock({ ...common(), key: [at('0.key')] }))).err).toContain('--key');
    view = { ...view, lock: 'ready', mode: 'ready' };
    const idle = await run(() => unlock({ ...common(), key: [at('0.key'), at('1.key')] }));
    expect(idle.err).toContain('MACHINE_NOT_LOCKED');
  });
});

describe('hufu machine service', () => {
  it('lets two people sign at different places, and the file carry the order', async () => {
    const order = at('order.cose');
    const begun = await run(() => service('begin', { ...common(), key: [at('0.key')], order }));
    expect(begun, begun.err).toMatchObject({ code: 0 });
    const early = await run(() => service('send', { ...common(), order }));
    expect(early.err).toContain('QUORUM_MISSING');
    await run(() => service('sign', { ...common(), key: [at('1.key')], order }));
    const sent = await run(() => service('send', { ...common(), order }));
    expect(sent, sent.err).toMatchObject({ code: 0 });
    expect(orders).toEqual(['clearTamper']);
    const again = await run(() => service('send', { ...common(), order }));
    expect(again.err).toContain('NONCE_WRONG');
  });

  it('makes a service key that only its passphrase opens, and prints what the roster needs', async () => {
    const out = at('new.key');
    const made = await run(() => service('key', { passphraseFile: [at('pass')], out, algorithm: 'SM2' }));
    expect(made, made.err).toMatchObject({ code: 0 });
    const opened = await readKeyFile(out, '春眠不觉晓');
    if (!opened.ok) throw new Error(opened.code);
    expect(made.out).toContain(toHex(opened.value.thumbprint));
    expect(readFileSync(out, 'utf8')).not.toContain(toHex(opened.value.secret));
    expect(await readKeyFile(out, 'x')).toMatchObject({ code: 'KEY_LOCKED' });
  });

  it('explains a machine that cannot be reached', async () => {
    const lost = await run(() => service('status', { agent: 'http://127.0.0.1:9' }));
    expect(lost).toMatchObject({ code: 3 });
    expect(lost.err).toContain('AGENT_UNREACHABLE');
  });
});
