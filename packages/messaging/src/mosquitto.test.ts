import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { machineTopics } from '@hufu/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CertificateAuthority, createCa, createCertificateRequest } from './certificate-authority.ts';
import { connectLink, type Link, type LinkOptions } from './link.ts';

const program = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto', '/opt/homebrew/sbin/mosquitto'].find((p) =>
  existsSync(p),
);
const deployed = path.join(import.meta.dirname, '../../../deploy/mosquitto');
const devA = 'a'.repeat(64);
const devB = 'b'.repeat(64);
const topics = machineTopics(devA);

// The files of deploy/mosquitto as an operator would install them; only paths and port are of this test.
describe.skipIf(!program)(
  'the link over Mosquitto, an external broker (skipped where it is not installed)',
  () => {
    let ca: CertificateAuthority;
    let folder: string;
    let url: string;
    let broker: ChildProcess;

    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'hufu-mosquitto-'));
      ca = await createCa({ name: 'test authority' });
      const own = await ca.issue({ cn: 'hufu-server', usage: 'both', sans: ['127.0.0.1', 'localhost'] });
      const port = await freePort();
      url = `mqtts://127.0.0.1:${port}`;
      const conf = (await readFile(path.join(deployed, 'mosquitto.conf'), 'utf8'))
        .replace('listener 8883', `listener ${port}`)
        .replaceAll('/etc/mosquitto/hufu/', `${folder}/`)
        .replace('/var/lib/mosquitto/', `${folder}/state/`);
      await mkdir(path.join(folder, 'state'));
      await writeFile(path.join(folder, 'ca.pem'), ca.certPem);
      await writeFile(path.join(folder, 'server.pem'), own.certPem);
      await writeFile(path.join(folder, 'server.key'), own.keyPem);
      await writeFile(path.join(folder, 'hufu.acl'), await readFile(path.join(deployed, 'hufu.acl')));
      // Started by root, Mosquitto would give up its rights and could no longer read this folder.
      await writeFile(
        path.join(folder, 'mosquitto.conf'),
        `${conf}\n${process.getuid?.() === 0 ? 'user root\n' : ''}`,
      );
      broker = spawn(program ?? '', ['-c', path.join(folder, 'mosquitto.conf')], {
        stdio: ['ignore', 'ignore', 'ignore'],
      });
    });
    afterAll(async () => {
      if (broker && broker.exitCode === null) {
        broker.kill();
        await once(broker, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    });

    async function linkOf(cn: string, options: Partial<LinkOptions> = {}): Promise<Link> {
      const request = await createCertificateRequest(cn);
      const cert = await ca.certify(request.csrPem, { cn, usage: 'client' });
      return connectLink({
        url,
        tls: { ca: ca.certPem, cert, key: request.keyPem },
        clientId: cn,
        subscriptions: [],
        onMessage: async () => undefined,
        reconnectMs: 50,
        ...options,
      });
    }

    it('carries what is ours, keeps it for a machine that is away, and gives no other machine any of it', async () => {
      const up: string[] = [];
      const atA: number[] = [];
      const atB: number[] = [];
      await using server = await linkOf('hufu-server', {
        subscriptions: ['hufu/1/+/u/#'],
        onMessage: async (m) => void up.push(`${m.topic} ${m.payload[0]}`),
      });
      await using a = await linkOf(devA, {
        subscriptions: [`hufu/1/${devA}/c/#`],
        onMessage: async (m) => void atA.push(m.payload[0] ?? -1),
      });
      await using b = await linkOf(devB, {
        // Mosquitto grants any subscription and forwards only what the access list allows.
        subscriptions: [`hufu/1/${devA}/c/#`, `hufu/1/${devB}/c/#`, 'hufu/1/+/u/#'],
        onMessage: async (m) => void atB.push(m.payload[0] ?? -1),
      });
      await Promise.all([server.online(), a.online(), b.online()]);

      await b.publish(topics.record, new Uint8Array([66]));
      await a.publish(topics.record, new Uint8Array([1]));
      await expect.poll(() => up).toEqual([`${topics.record} 1`]);

      await server.publish(topics.ack, new Uint8Array([2]));
      await expect.poll(() => atA).toEqual([2]);
      a.setNetwork(false);
      await expect.poll(() => a.isOnline).toBe(false);
      await server.publish(topics.authorization, new Uint8Array([3]));
      a.setNetwork(true);
      await expect.poll(() => atA).toEqual([2, 3]);

      await server.publish(machineTopics(devB).ack, new Uint8Array([4]));
      await expect.poll(() => atB).toEqual([4]);
    });

    it('sends a message again when its handler could not store it', async () => {
      let calls = 0;
      const dev = 'd'.repeat(64);
      await using server = await linkOf('hufu-server');
      await using machine = await linkOf(dev, {
        subscriptions: [`hufu/1/${dev}/c/#`],
        onMessage: async () => {
          calls++;
          if (calls === 1) throw new Error('disk full');
        },
      });
      await Promise.all([server.online(), machine.online()]);
      await server.publish(machineTopics(dev).authorization, new Uint8Array([1]));
      await expect.poll(() => calls, { timeout: 10_000 }).toBe(2);
    });

    it('lets nobody in whose certificate is of another authority', async () => {
      const other = await createCa({ name: 'another authority' });
      const request = await createCertificateRequest(devA);
      const troubles: Error[] = [];
      await using link = await linkOf(devA, {
        tls: {
          ca: ca.certPem,
          cert: await other.certify(request.csrPem, { cn: devA, usage: 'client' }),
          key: request.keyPem,
        },
        onTrouble: (e) => troubles.push(e),
      });
      await expect.poll(() => troubles.length).toBeGreaterThan(0);
      expect(link.isOnline).toBe(false);
    });
  },
);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at: AddressInfo | string | null = server.address();
  server.close();
  await once(server, 'close');
  if (at === null || typeof at === 'string') throw new Error('no port');
  return at.port;
}
