import { randomUUID } from 'node:crypto';
import { machineTopics, zBeatMessage, zDeviceRequest, zStateMessage } from '@hufu/contract';
import { openPatience } from '@hufu/machine';
import { connectLink, encodeMessage, type Link, type TlsFiles } from '@hufu/messaging';

/** A machine reduced to what the server sees of an idle one: its state, its question for news, its heartbeat. */
export interface FleetMachine {
  readonly link: Link;
  readonly isOnline: boolean;
  /** How often the server answered what it asks at each connection. */
  readonly answered: number;
  readonly beats: number;
  readonly beatsFailed: number;
  stop(): Promise<void>;
}

/** Connects, and beats as often as a real one, each at its own moment. */
export function startFleetMachine(options: {
  dev: string;
  url: string;
  tls: TlsFiles;
  beatMs: number;
  firstBeatMs: number;
}): FleetMachine {
  const { dev, url, tls, beatMs, firstBeatMs } = options;
  const topics = machineTopics(dev);
  const counts = { answered: 0, beats: 0, beatsFailed: 0, session: 0 };
  let timer: NodeJS.Timeout | undefined;
  const state = (online: boolean) =>
    encodeMessage(zStateMessage, {
      online,
      boot: 1,
      session: counts.session,
      state: online ? 'ready' : 'offline',
      kioskUrl: null,
    });

  // As the agent does: what may have been said to nobody is said again.
  const patience = openPatience();
  async function ask(): Promise<void> {
    patience.said();
    const question = { op: 'next' as const, id: randomUUID(), held: [] };
    await link.publish(topics.request, encodeMessage(zDeviceRequest, question));
  }
  async function greet(): Promise<void> {
    counts.session++;
    await link.publish(topics.state, state(true), { retain: true });
    await ask();
  }
  const again = setInterval(() => {
    if (link.isOnline && patience.isOver()) ask().catch(() => undefined);
  }, 1000);

  async function beat(): Promise<void> {
    const message = {
      at: Date.now(),
      boot: 1,
      counters: { A: 0, D: 0, V: 0, U: 0, L: 0, H: 0 },
      outboxDepth: 0,
      ink: 1,
      uptimeMs: Math.round(performance.now()),
      diskFreeBytes: 1_000_000_000,
      clockOffsetMs: 0,
    };
    await link.publish(topics.beat, encodeMessage(zBeatMessage, message), { qos: 0 });
    counts.beats++;
  }
  const beatAgain = (ms: number) => {
    timer = setTimeout(() => {
      beat().catch(() => {
        counts.beatsFailed++;
      });
      beatAgain(beatMs);
    }, ms);
  };

  const link = connectLink({
    url,
    tls,
    clientId: dev,
    subscriptions: [`hufu/1/${dev}/c/#`],
    onMessage: async ({ topic, retained }) => {
      if (!retained) patience.heard();
      if (topic === topics.policy && !retained) counts.answered++;
    },
    will: { topic: topics.state, payload: state(false) },
    // What does not get through shows in the counts: it is what is measured.
    onOnline: () => void greet().catch(() => undefined),
    onTrouble: () => undefined,
  });
  beatAgain(firstBeatMs);
  return {
    link,
    get isOnline() {
      return link.isOnline;
    },
    get answered() {
      return counts.answered;
    },
    get beats() {
      return counts.beats;
    },
    get beatsFailed() {
      return counts.beatsFailed;
    },
    async stop() {
      clearTimeout(timer);
      clearInterval(again);
      await link.close();
    },
  };
}
