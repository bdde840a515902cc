import { machineTopics, zRecordMessage } from '@hufu/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Broker, openBroker } from './broker.ts';
import { type CertificateAuthority, createCa, createCertificateRequest } from './certificate-authority.ts';
import { connectLink, type Link, type LinkMessage, type LinkOptions } from './link.ts';
import { decodeMessage, encodeMessage } from './message.ts';

const devA = 'a'.repeat(64);
const devB = 'b'.repeat(64);
const devC = 'c'.repeat(64);
const devD = 'd'.repeat(64);
const topics = machineTopics(devA);

let ca: CertificateAuthority;
let broker: Broker;
const brokerTroubles: string[] = [];

beforeAll(async () => {
  ca = await createCa({ name: 'test authority' });
  const own = await ca.issue({ cn: 'localhost', usage: 'server', sans: ['127.0.0.1', 'localhost'] });
  broker = await openBroker({
    tls: { ca: ca.certPem, cert: own.certPem, key: own.keyPem },
    serverName: 'hufu-server',
    onTrouble: (_, e) => brokerTroubles.push('code' in e ? String(e.code) : e.message),
  });
});
afterAll(() => broker.close());

async function linkOf(cn: string, options: Partial<LinkOptions> = {}): Promise<Link> {
  const request = await createCertificateRequest(cn);
  const cert = await ca.certify(request.csrPem, { cn, usage: 'client' });
  return connectLink({
    url: broker.url,
    tls: { ca: ca.certPem, cert, key: request.keyPem },
    clientId: cn,
    subscriptions: [],
    onMessage: async () => undefined,
    reconnectMs: 50,
    ...options,
  });
}

/** Resolves with the next message. */
function inbox() {
  const seen: LinkMessage[] = [];
  const waiting: ((m: LinkMessage) => void)[] = [];
  return {
    onMessage: async (m: LinkMessage) => {
      const next = waiting.shift();
      if (next) next(m);
      else seen.push(m);
    },
    next: () => {
      const first = seen.shift();
      return first ? Promise.resolve(first) : new Promise<LinkMessage>((r) => waiting.push(r));
    },
  };
}

describe('the link between machine and server', () => {
  it('carries records up and acknowledgements down, each side by its certificate', async () => {
    const up = inbox();
    const down = inbox();
    await using server = await linkOf('hufu-server', {
      subscriptions: ['hufu/1/+/u/#'],
      onMessage: up.onMessage,
    });
    await using machine = await linkOf(devA, {
      subscriptions: [`hufu/1/${devA}/c/#`],
      onMessage: down.onMessage,
    });
    await Promise.all([server.online(), machine.online()]);
    const record = { cose: new Uint8Array([1, 2]), salt: new Uint8Array(32) };
    await machine.publish(topics.record, encodeMessage(zRecordMessage, record));
    const got = await up.next();
    expect(got.topic).toBe(topics.record);
    expect(decodeMessage(zRecordMessage, got.payload)).toMatchObject({ ok: true });
    await server.publish(topics.ack, new Uint8Array([9]));
    expect((await down.next()).topic).toBe(topics.ack);
  });

  it('lets no machine read what is meant for another, nor speak in its name', async () => {
    const troubles: Error[] = [];
    await using spy = await linkOf(devB, {
      subscriptions: [`hufu/1/${devA}/c/#`],
      onTrouble: (e) => troubles.push(e),
    });
    await expect.poll(() => troubles.length).toBeGreaterThan(0);
    expect(spy.isOnline).toBe(false);

    // A session of its own: the spy goes on trying, and would take over one of the same name.
    await using liar = await linkOf(devB, { clientId: `${devB}:liar` });
    await liar.online();
    await liar.publish(topics.record, new Uint8Array([1]), { qos: 0 });
    await expect.poll(() => brokerTroubles).toContain('LINK_TOPIC_FORBIDDEN');
  });

  it('refuses a client that borrows the session name of another', async () => {
    const troubles: Error[] = [];
    await using thief = await linkOf(devB, { clientId: devA, onTrouble: (e) => troubles.push(e) });
    await expect.poll(() => troubles.length).toBeGreaterThan(0);
    expect(thief.isOnline).toBe(false);
  });

  it('sends a message again when its handler could not store it', async () => {
    let calls = 0;
    await using server = await linkOf('hufu-server');
    await using machine = await linkOf(devA, {
      subscriptions: [`hufu/1/${devA}/c/#`],
      onMessage: async () => {
        calls++;
        if (calls === 1) throw new Error('disk full');
      },
    });
    await Promise.all([server.online(), machine.online()]);
    await server.publish(topics.authorization, new Uint8Array([1]));
    await expect.poll(() => calls, { timeout: 10_000 }).toBe(2);
  });

  it('lets a handler answer without waiting for itself', async () => {
    const down = inbox();
    await using server = await linkOf('hufu-server', {
      subscriptions: ['hufu/1/+/u/#'],
      onMessage: async () => {
        await server.publish(machineTopics(devD).ack, new Uint8Array([1]));
        await server.publish(machineTopics(devD).fresh, new Uint8Array([2]));
      },
    });
    await using machine = await linkOf(devD, {
      subscriptions: [`hufu/1/${devD}/c/#`],
      onMessage: down.onMessage,
    });
    await Promise.all([server.online(), machine.online()]);
    await machine.publish(machineTopics(devD).request, new Uint8Array([1]));
    expect([(await down.next()).payload[0], (await down.next()).payload[0]]).toEqual([1, 2]);
  });

  it('keeps messages for a machine that is away', async () => {
    const down = inbox();
    await using server = await linkOf('hufu-server');
    await using machine = await linkOf(devC, {
      subscriptions: [`hufu/1/${devC}/c/#`],
      onMessage: down.onMessage,
    });
    await Promise.all([server.online(), machine.online()]);
    machine.setNetwork(false);
    await expect.poll(() => broker.connected().includes(devC)).toBe(false);
    await server.publish(machineTopics(devC).authorization, new Uint8Array([7]));
    machine.setNetwork(true);
    expect((await down.next()).payload[0]).toBe(7);
  });

  it('says of a message that was under way when the network was let go that it did not arrive, and ends all the same', async () => {
    const devE = 'e'.repeat(64);
    const machine = await linkOf(devE);
    await machine.online();
    const sent = machine.publish(machineTopics(devE).record, new Uint8Array([1]));
    machine.setNetwork(false);
    await expect(sent).rejects.toMatchObject({ code: 'LINK_OFFLINE' });
    await expect.poll(() => broker.connected().includes(devE)).toBe(false);
    machine.setNetwork(true);
    await expect.poll(() => broker.connected().includes(devE)).toBe(true);
    await machine.online();
    await machine.publish(machineTopics(devE).record, new Uint8Array([2]));
    await machine.close();
  });

  it('refuses what is no message of ours', () => {
    expect(decodeMessage(zRecordMessage, new Uint8Array([0xff, 1]))).toMatchObject({
      ok: false,
      code: 'LINK_MESSAGE_INVALID',
    });
  });
});
