import { createServer, type Server, type TLSSocket } from 'node:tls';
import { HufuError } from '@hufu/contract';
import { Aedes, type Client } from 'aedes';
import { commonNameOf, type TlsFiles } from './tls.ts';

/** How the embedded broker is opened. */
export interface BrokerOptions {
  readonly tls: TlsFiles;
  /** Name in the server's own client certificate: it alone may read `u/` and write `c/` of every machine. */
  readonly serverName: string;
  readonly host?: string;
  readonly port?: number;
  /** Told about refused clients and broken connections; never about payloads. */
  readonly onTrouble?: (what: string, error: Error) => void;
}

/** The embedded broker: transport only. What it carries proves itself, so a hostile broker can only stay silent. */
export interface Broker extends AsyncDisposable {
  /** `mqtts://host:port` */
  readonly url: string;
  readonly port: number;
  /** Names (certificate CN) of the clients connected now. */
  connected(): readonly string[];
  close(): Promise<void>;
}

/** Evidence never travels by MQTT; anything larger is a mistake or an attack (MACHINE.md 7). */
export const maxPayloadBytes = 65_536;

/** Machines are named by the hex thumbprint of their press controller: no wildcard can hide in it. */
const isDevice = /^[0-9a-f]{64}$/;

/** Opens the broker on loopback with mutual TLS 1.3 and access by certificate name. */
export async function openBroker(options: BrokerOptions): Promise<Broker> {
  const host = options.host ?? '127.0.0.1';
  const trouble = options.onTrouble ?? (() => undefined);
  const names = new WeakMap<Client, string>();
  const live = new Map<Client, string>();
  const isServer = (client: Client | null) => client !== null && names.get(client) === options.serverName;
  /** Whether this client is the machine that the topic (or filter) belongs to, on the way asked. */
  const owns = (client: Client, topic: string, way: 'u' | 'c') => {
    const name = names.get(client);
    return name !== undefined && isDevice.test(name) && topic.startsWith(`hufu/1/${name}/${way}/`);
  };

  const aedes = await Aedes.createBroker({
    heartbeatInterval: 30_000,
    concurrency: 1000,
    authenticate(client, _user, _password, done) {
      const name = commonNameOf(client.conn);
      // The client id names the stored session: with another's id one would inherit his subscriptions.
      const isHis = name !== undefined && (client.id === name || client.id.startsWith(`${name}:`));
      if (isHis) names.set(client, name);
      done(null, isHis);
    },
    authorizePublish(client, packet, done) {
      const size = packet.payload.length;
      if (size > maxPayloadBytes) done(new HufuError('LINK_MESSAGE_TOO_LARGE', { context: { size } }));
      else if (client === null || isServer(client) || owns(client, packet.topic, 'u')) done(null);
      else done(new HufuError('LINK_TOPIC_FORBIDDEN', { context: { topic: packet.topic } }));
    },
    authorizeSubscribe(client, subscription, done) {
      const allowed = isServer(client) || owns(client, subscription.topic, 'c');
      done(null, allowed ? subscription : null);
    },
    authorizeForward(client, packet) {
      return isServer(client) || owns(client, packet.topic, 'c') ? packet : null;
    },
  });
  aedes.on('clientReady', (client) => live.set(client, names.get(client) ?? ''));
  aedes.on('clientDisconnect', (client) => live.delete(client));
  aedes.on('clientError', (_client, error) => trouble('client', error));
  aedes.on('connectionError', (_client, error) => trouble('connection', error));

  const server: Server = createServer(
    {
      ca: options.tls.ca,
      cert: options.tls.cert,
      key: options.tls.key,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.3',
    },
    (stream) => void aedes.handle(stream),
  );
  const sockets = new Set<TLSSocket>();
  server.on('secureConnection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', (error) => trouble('tls', error));
  const port = await listen(server, options.port ?? 0, host);

  async function close(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await new Promise<void>((resolve) => aedes.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  return {
    url: `mqtts://${host}:${port}`,
    port,
    connected: () => [...live.values()],
    close,
    [Symbol.asyncDispose]: close,
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(new HufuError('LINK_PORT_TAKEN', { cause, context: { port } })));
    server.listen(port, host, () => {
      const at = server.address();
      resolve(at !== null && typeof at === 'object' ? at.port : port);
    });
  });
}
