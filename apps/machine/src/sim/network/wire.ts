import { readFileSync } from 'node:fs';
import { connect, createServer, isIP, type Server, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { HufuError } from '@hufu/contract';
import { splitPackets, unrulyPackets } from './mqtt-packets.ts';
import type { NetworkFaults } from './network-faults.ts';

/** How the wire reads what passes: only a simulated line has the keys of both ends. */
export interface WireKeys {
  readonly caFile: string;
  /** What it shows the machine, as if it were the server. */
  readonly certFile: string;
  readonly keyFile: string;
  /** With what it goes on in the machine's name. */
  readonly machineCertFile: string;
  readonly machineKeyFile: string;
}

/** A line of the simulated network. */
export interface WireOptions {
  readonly port: number;
  /** Address of the server's own door. */
  readonly to: string;
  readonly faults: () => NetworkFaults;
  /** A number from 0 to 1. */
  readonly random: () => number;
  /** With them messages of MQTT can be doubled and reordered; without them bytes pass as they are. */
  readonly keys?: WireKeys;
}

/** A line that is open. */
export interface Wire extends AsyncDisposable {
  readonly port: number;
  /** The faults changed: a line that is cut drops who is on it. */
  changed(): void;
}

/** More waits at the sender's. */
const MOST_QUEUED = 64 * 1024;
const TICK_MS = 50;
/** First retransmission of TCP after a loss. */
const RESEND_MS = 250;

/** Opens a line on loopback. */
export async function openWire(options: WireOptions): Promise<Wire> {
  const { faults, keys, to } = options;
  const url = new URL(to);
  const target = { host: url.hostname, port: Number(url.port) };
  const open = new Set<Socket>();

  function accept(near: Socket): void {
    if (!faults().isUp) return void near.destroy();
    const far = keys
      ? connectTls({
          ...target,
          // An address is no server name (RFC 6066).
          ...(isIP(url.hostname) ? {} : { servername: url.hostname }),
          ca: readFileSync(keys.caFile),
          cert: readFileSync(keys.machineCertFile),
          key: readFileSync(keys.machineKeyFile),
          minVersion: 'TLSv1.3',
        })
      : connect(target);
    for (const socket of [near, far]) {
      open.add(socket);
      // A line that breaks is what this is for: it closes, and whoever used it tries again.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => open.delete(socket));
    }
    pump(near, far, options);
    pump(far, near, options);
  }

  const server: Server = keys
    ? createTlsServer(
        {
          ca: readFileSync(keys.caFile),
          cert: readFileSync(keys.certFile),
          key: readFileSync(keys.keyFile),
          requestCert: true,
          rejectUnauthorized: true,
          minVersion: 'TLSv1.3',
        },
        accept,
      )
    : createServer(accept);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new HufuError('PORT_TAKEN', { cause, context: { port: options.port } })),
    );
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    changed() {
      if (!faults().isUp) for (const socket of [...open]) socket.destroy();
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of [...open]) socket.destroy();
      await closed;
    },
  };
}

/** One direction: what comes in goes out as fast as the line lets it, in the order of the line. */
function pump(from: Socket, to: Socket, { faults, random, keys }: WireOptions): void {
  let queue: Uint8Array[] = [];
  let queued = 0;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;

  const push = (bytes: Uint8Array) => {
    queue.push(bytes);
    queued += bytes.length;
    if (queued > MOST_QUEUED) from.pause();
    timer ??= setTimeout(step, 0);
  };
  const again = (ms: number) => {
    timer = setTimeout(step, ms);
  };

  function step(): void {
    timer = undefined;
    if (to.destroyed) return;
    const { isHalfOpen, bytesPerSecond, loss } = faults();
    if (isHalfOpen) again(TICK_MS);
    else if (queued > 0 && random() < loss) again(RESEND_MS);
    else send(bytesPerSecond === null ? queued : Math.ceil((bytesPerSecond * TICK_MS) / 1000));
  }

  function send(share: number): void {
    const all = Buffer.concat(queue);
    to.write(all.subarray(0, share));
    queue = share < all.length ? [all.subarray(share)] : [];
    queued = Math.max(0, all.length - share);
    if (queued < MOST_QUEUED) from.resume();
    if (queued > 0) again(TICK_MS);
    // What was said before the end still arrives.
    else if (isOver) to.end();
  }

  from.on('data', keys ? splitPackets(unrulyPackets(faults, random, push)) : push);
  from.on('close', () => {
    isOver = true;
    timer ??= setTimeout(step, 0);
  });
  to.on('close', () => {
    clearTimeout(timer);
    from.destroy();
  });
}
