import { AsyncLocalStorage } from 'node:async_hooks';
import { HufuError } from '@hufu/contract';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { type ReconnectWindow, reconnectPause } from './reconnect-pause.ts';
import type { TlsFiles } from './tls.ts';

/** A message as it came in. */
export interface LinkMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retained: boolean;
}

/** What the broker says in our name when we vanish. */
export interface LinkWill {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** How a link is kept. */
export interface LinkOptions {
  /** `mqtts://host:port` */
  readonly url: string;
  readonly tls: TlsFiles;
  /** The certificate's name, or the name, a colon and anything. Names the session that survives a reconnect. */
  readonly clientId: string;
  readonly subscriptions: readonly string[];
  /**
   * Called for one message after the other. The broker is told 'received' only when this resolves, so store first;
   * when it throws, the connection is dropped and the message comes again.
   */
  readonly onMessage: (message: LinkMessage) => Promise<void>;
  readonly onOnline?: () => void;
  readonly onOffline?: () => void;
  readonly onTrouble?: (error: Error) => void;
  readonly will?: LinkWill;
  readonly keepaliveS?: number;
  /** Before the first try to come back: anything up to this. Each failure doubles it, up to eight times as much. */
  readonly reconnectMs?: number;
}

/** A connection to the broker that comes back by itself. */
export interface Link extends AsyncDisposable {
  readonly isOnline: boolean;
  /**
   * Resolves when the broker has it (which says nothing about the server behind); throws LINK_OFFLINE at once when
   * there is no connection. Called from within `onMessage` it resolves as soon as it is handed over: the broker's
   * answer could only be read after that handler has ended.
   */
  publish(topic: string, payload: Uint8Array, options?: { retain?: boolean; qos?: 0 | 1 }): Promise<void>;
  /** Resolves at the first connection, or when it exists already. */
  online(): Promise<void>;
  /** Lets go of the network (a switch for tests and the simulator). */
  setNetwork(up: boolean): void;
  close(): Promise<void>;
}

/** Set while a handler of incoming messages runs. */
const inHandler = new AsyncLocalStorage<true>();

/** Connects with mutual TLS 1.3, MQTT 3.1.1, QoS 1 and a session that the broker keeps. */
export function connectLink(options: LinkOptions): Link {
  const trouble = options.onTrouble ?? (() => undefined);
  const client = connect(options.url, clientOptions(options));
  const reconnecting = windowOf(options);
  let failed = 0;
  let isUp = false;
  let isClosed = false;
  const waiting: (() => void)[] = [];
  /** Messages that the broker has not confirmed yet: each fails when the network is let go of. */
  const underWay = new Set<(cause?: unknown) => void>();
  let hasCutOff = false;

  client.handleMessage = (packet, done) => {
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    const handled = inHandler.run(true, () =>
      options.onMessage({ topic: packet.topic, payload, retained: packet.retain }),
    );
    handled.then(
      () => done(),
      (error: unknown) => {
        trouble(error instanceof Error ? error : new Error(String(error)));
        // Not acknowledged: a new connection makes the broker send it once more.
        if (packet.qos > 0) client.stream.destroy();
        else done();
      },
    );
  };
  client.on('error', trouble);
  client.on('close', () => {
    if (isUp) options.onOffline?.();
    isUp = false;
  });
  // The client reads its pause at the next loss: it is drawn anew whenever a try begins, and when one succeeded.
  const drawPause = () => {
    client.options.reconnectPeriod = reconnectPause(failed, reconnecting, Math.random());
  };
  client.on('reconnect', () => {
    failed++;
    drawPause();
  });
  client.on('connect', () => {
    // Subscribing again each time costs little and survives a broker that lost its sessions.
    void subscribeAll(client, options.subscriptions).then(() => {
      isUp = true;
      failed = 0;
      drawPause();
      for (const resolve of waiting.splice(0)) resolve();
      options.onOnline?.();
    }, trouble);
  });

  async function publish(
    topic: string,
    payload: Uint8Array,
    { retain = false, qos = 1 }: { retain?: boolean; qos?: 0 | 1 } = {},
  ): Promise<void> {
    if (!isUp) throw new HufuError('LINK_OFFLINE', { context: { url: options.url } });
    const { promise: sent, resolve, reject } = Promise.withResolvers<void>();
    const fail = (cause?: unknown) =>
      reject(new HufuError('LINK_OFFLINE', { cause, context: { url: options.url } }));
    underWay.add(fail);
    client
      .publishAsync(topic, Buffer.from(payload), { qos, retain })
      .then(() => resolve(), fail)
      .finally(() => underWay.delete(fail));
    if (inHandler.getStore()) sent.catch(trouble);
    else await sent;
  }

  async function close(): Promise<void> {
    if (isClosed) return;
    isClosed = true;
    // While connected, let what is under way be acknowledged; else there is nobody to wait for.
    await client.endAsync(!isUp || hasCutOff);
  }

  return {
    get isOnline() {
      return isUp;
    },
    publish,
    online: () => (isUp ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    setNetwork(up) {
      if (isClosed) return;
      if (up) return void client.reconnect();
      client.end(true);
      // The client forgets them without a word: whoever waits for one would wait for ever.
      hasCutOff ||= underWay.size > 0;
      for (const fail of underWay) fail();
      underWay.clear();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function windowOf({ reconnectMs = 2000 }: LinkOptions): ReconnectWindow {
  return { firstMs: reconnectMs, mostMs: 8 * reconnectMs };
}

/** Handed through to node:tls; the types of the MQTT client do not name it. */
const tls13 = { minVersion: 'TLSv1.3' } as const;

function clientOptions(options: LinkOptions): IClientOptions {
  return {
    protocolVersion: 4,
    clientId: options.clientId,
    clean: false,
    keepalive: options.keepaliveS ?? 60,
    reconnectPeriod: reconnectPause(0, windowOf(options), Math.random()),
    connectTimeout: 10_000,
    resubscribe: false,
    queueQoSZero: false,
    ca: options.tls.ca,
    cert: options.tls.cert,
    key: options.tls.key,
    rejectUnauthorized: true,
    ...tls13,
    ...(options.will
      ? {
          will: {
            topic: options.will.topic,
            payload: Buffer.from(options.will.payload),
            qos: 1 as const,
            retain: true,
          },
        }
      : {}),
  };
}

async function subscribeAll(client: MqttClient, topics: readonly string[]): Promise<void> {
  if (topics.length === 0) return;
  const granted = await client.subscribeAsync([...topics], { qos: 1 });
  const refused = granted.find((g) => g.qos === 128);
  if (refused) throw new HufuError('LINK_TOPIC_FORBIDDEN', { context: { topic: refused.topic } });
}
