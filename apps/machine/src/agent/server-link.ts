import { readFile } from 'node:fs/promises';
import {
  type ErrorCode,
  HufuError,
  machineTopics,
  type Result,
  zAckMessage,
  zAuthorizationMessage,
  zBeatMessage,
  zCommandMessage,
  zDeviceRequest,
  zExceptionMessage,
  zFreshMessage,
  zPolicyMessage,
  zStateMessage,
} from '@hufu/contract';
import { connectLink, decodeMessage, encodeMessage, type Link, type LinkMessage } from '@hufu/messaging';
import type { z } from 'zod';
import type { AgentConfig } from './config.ts';
import { openPatience } from './patience.ts';

/** What came down; each is verified by whoever takes it. */
export interface ServerMessages {
  readonly onAck: (ack: z.infer<typeof zAckMessage>) => Promise<void>;
  readonly onAuthorization: (message: z.infer<typeof zAuthorizationMessage>) => Promise<void>;
  readonly onException: (message: z.infer<typeof zExceptionMessage>) => Promise<void>;
  readonly onCommand: (message: z.infer<typeof zCommandMessage>) => Promise<void>;
  readonly onPolicy: (message: z.infer<typeof zPolicyMessage>) => Promise<void>;
  readonly onFresh: (message: z.infer<typeof zFreshMessage>) => Promise<void>;
  readonly onOnline: () => void;
  readonly onOffline: () => void;
  readonly onTrouble: (error: unknown) => void;
  /** A message on this topic could not be read, or there is no such topic. */
  readonly onRefused: (topic: string, code: ErrorCode) => void;
}

/** The machine's side of the link to the server. */
export interface ServerLink extends AsyncDisposable {
  readonly link: Link;
  readonly since: number;
  /** A question of this connection got no answer for so long that it may never have been heard. */
  readonly isUnheard: boolean;
  ask(request: z.infer<typeof zDeviceRequest>): Promise<void>;
  tellState(state: z.infer<typeof zStateMessage>): Promise<void>;
  beat(beat: z.infer<typeof zBeatMessage>): Promise<void>;
  close(): Promise<void>;
}

/** Connects; the will says 'offline' in our name when we vanish. */
export async function openServerLink(
  server: NonNullable<AgentConfig['server']>,
  thumbprintHex: string,
  will: z.infer<typeof zStateMessage>,
  messages: ServerMessages,
): Promise<ServerLink> {
  const topics = machineTopics(thumbprintHex);
  const [ca, cert, key] = await Promise.all(
    [server.caFile, server.certFile, server.keyFile].map((path) => readFile(path, 'utf8')),
  );
  let since = Date.now();
  const patience = openPatience();

  /** What cannot be read is dropped with a word: sending it again would not make it readable. */
  async function taken<T>(topic: string, read: Result<T>, take: (value: T) => Promise<void>): Promise<void> {
    if (read.ok) return take(read.value);
    messages.onRefused(topic, read.code);
    messages.onTrouble(new HufuError(read.code, { context: { ...read.context, topic } }));
  }

  async function onMessage({ topic, payload, retained }: LinkMessage): Promise<void> {
    // What the broker kept is no sign of the server.
    if (!retained) patience.heard();
    switch (topic) {
      case topics.ack:
        return taken('ack', decodeMessage(zAckMessage, payload), messages.onAck);
      case topics.authorization:
        return taken(
          'authorization',
          decodeMessage(zAuthorizationMessage, payload),
          messages.onAuthorization,
        );
      case topics.exception:
        return taken('exception', decodeMessage(zExceptionMessage, payload), messages.onException);
      case topics.command:
        return taken('command', decodeMessage(zCommandMessage, payload), messages.onCommand);
      case topics.policy:
        return taken('policy', decodeMessage(zPolicyMessage, payload), messages.onPolicy);
      case topics.fresh:
        return taken('fresh', decodeMessage(zFreshMessage, payload), messages.onFresh);
      default:
        // A newer server may have more to say; a sender names topics as he likes, so the name is not kept.
        return messages.onRefused('unknown', 'LINK_MESSAGE_INVALID');
    }
  }

  const link = connectLink({
    url: server.mqttUrl,
    tls: { ca: ca ?? '', cert: cert ?? '', key: key ?? '' },
    clientId: thumbprintHex,
    subscriptions: [`hufu/1/${thumbprintHex}/c/#`],
    onMessage,
    will: { topic: topics.state, payload: encodeMessage(zStateMessage, will) },
    onOnline: () => {
      since = Date.now();
      messages.onOnline();
    },
    onOffline: () => {
      since = Date.now();
      messages.onOffline();
    },
    onTrouble: messages.onTrouble,
  });
  const close = () => link.close();
  return {
    link,
    get since() {
      return since;
    },
    get isUnheard() {
      return link.isOnline && patience.isOver();
    },
    async ask(request) {
      patience.said();
      await link.publish(topics.request, encodeMessage(zDeviceRequest, request));
    },
    tellState: (state) => link.publish(topics.state, encodeMessage(zStateMessage, state), { retain: true }),
    beat: (beat) => link.publish(topics.beat, encodeMessage(zBeatMessage, beat), { qos: 0 }),
    close,
    [Symbol.asyncDispose]: close,
  };
}
