import {
  type DeviceRequest,
  deviceOfTopic,
  fromHex,
  machineTopics,
  toHex,
  zBeatMessage,
  zDeviceRequest,
  zFreshMessage,
  zRecordMessage,
  zStateMessage,
} from '@hufu/contract';
import {
  connectLink,
  decodeMessage,
  encodeMessage,
  type Link,
  type LinkMessage,
  openBroker,
} from '@hufu/messaging';
import type { ServerParts } from '../http/parts.ts';
import type { LogKeeper } from '../log/log-keeper.ts';
import { createAcks, type Publish } from './acks.ts';
import { createDispatch } from './dispatch.ts';
import { type Ingested, ingestRecord, type SentRecord } from './ingest-record.ts';
import { findMachine, setMachineBeat, setMachineState } from './machine.store.ts';
import type { Pki } from './pki.ts';
import { serverName } from './pki.ts';
import { createWitnessRelay, type WitnessRelay } from './witness-relay.ts';

/** The server's end of the link to its machines. */
export interface MachineLink extends AsyncDisposable {
  readonly mqttUrl: string;
  readonly relay: WitnessRelay;
  /** Tells the witnesses again what one of them may have missed. */
  carryEverything(): Promise<void>;
  /** Resolves when the server is connected to its broker. */
  online(): Promise<void>;
}

/** Told after a record was stored, so that checks follow. */
export type OnRecord = (dev: string, ingested: Ingested) => void;

/** Records held back because an earlier one is missing: more than these are asked for again. */
const heldBackLimit = 500;

/** Opens the broker (unless an external one is configured), connects, and works on what machines send. */
export async function startMachineLink(
  parts: ServerParts,
  keeper: LogKeeper,
  pki: Pki,
  onRecord: OnRecord,
): Promise<MachineLink> {
  const { config, log } = parts;
  await using stack = new AsyncDisposableStack();
  const mqttUrl =
    config.machines.mqttUrl ??
    stack.use(
      await openBroker({
        tls: pki.server,
        serverName,
        host: config.machines.host,
        port: config.machines.mqttPort,
        onTrouble: (what, err) => log.info({ what, err: err.message }, 'broker'),
      }),
    ).url;
  const relay = createWitnessRelay(parts, keeper.witnesses.witnesses);
  const publish: Publish = async (topic, payload, options) => await link.publish(topic, payload, options);
  const acks = createAcks(parts, keeper, publish);
  const dispatch = createDispatch(parts, keeper, relay, publish);
  const heldBack = new Map<string, Map<number, SentRecord>>();
  /** What is sent down goes one after the other; a failure is logged, and the machine asks again. */
  let tail = Promise.resolve();
  const soon = (what: string, act: () => Promise<void>) => {
    tail = tail.then(act).catch((err: unknown) => log.warn({ err }, what));
  };

  async function takeRecord(dev: string, sent: SentRecord): Promise<void> {
    const ingested = await ingestRecord(parts, dev, sent);
    onRecord(dev, ingested);
    switch (ingested.kind) {
      case 'stored': {
        acks.want(dev, ingested.n);
        const next = heldBack.get(dev)?.get(ingested.n + 1);
        if (!next) return;
        heldBack.get(dev)?.delete(ingested.n + 1);
        return await takeRecord(dev, next);
      }
      case 'repeated':
        acks.want(dev, ingested.n);
        return acks.witnessed();
      case 'gap': {
        const held = heldBack.get(dev) ?? new Map<number, SentRecord>();
        if (held.size < heldBackLimit) heldBack.set(dev, held.set(ingested.n, sent));
        return soon('missing records were not asked for', async () => await acks.ask(dev, ingested.missing));
      }
      case 'forked':
        return log.error({ dev, n: ingested.n }, 'records of a machine fork; it is set aside');
      case 'refused':
        return log.warn({ dev, code: ingested.code, ...ingested.context }, 'a record was refused');
      default:
        return ingested satisfies never;
    }
  }

  async function answer(dev: string, request: DeviceRequest): Promise<void> {
    switch (request.op) {
      case 'next':
        await dispatch.bringUpToDate(dev, new Set(request.held));
        return await acks.wantRecent(dev);
      case 'fresh': {
        const machine = await findMachine(parts.db, dev);
        if (!machine || toHex(request.press) !== dev) return;
        const question = {
          id: request.id,
          village: machine.village,
          machine: fromHex(dev),
          nonce: request.nonce,
        };
        const statements = await relay.askFreshness(question);
        const message = encodeMessage(zFreshMessage, { nonce: request.nonce, statements });
        if (statements.length > 0) await publish(machineTopics(dev).fresh, message);
        return;
      }
      default:
        return request satisfies never;
    }
  }

  async function takeState(dev: string, payload: Uint8Array): Promise<void> {
    const says = decodeMessage(zStateMessage, payload);
    const machine = says.ok ? await findMachine(parts.db, dev) : undefined;
    if (!says.ok || !machine) return;
    const { online, kioskUrl } = says.value;
    const state = !online || says.value.state === 'offline' ? 'offline' : stateOf(says.value.state);
    // The address is shown as a link: nothing but a web address may become one.
    const url = kioskUrl !== null && /^https?:\/\//.test(kioskUrl) ? kioskUrl : null;
    await setMachineState(parts.db, dev, { state, kioskUrl: url, at: parts.now() });
    const { id, village } = machine;
    if (machine.state !== state)
      parts.events.publish({ kind: 'machineChanged', machine: id, state, village, at: parts.now() });
  }

  async function onMessage({ topic, payload }: LinkMessage): Promise<void> {
    const from = deviceOfTopic(topic);
    if (from?.way !== 'u') return;
    const { dev, name } = from;
    const unreadable = (code: string) => log.warn({ dev, topic: name, code }, 'a message could not be read');
    switch (name) {
      case 'rec': {
        const sent = decodeMessage(zRecordMessage, payload);
        return sent.ok ? await takeRecord(dev, sent.value) : unreadable(sent.code);
      }
      case 'state':
        return await takeState(dev, payload);
      case 'beat': {
        const beat = decodeMessage(zBeatMessage, payload);
        if (!beat.ok) return unreadable(beat.code);
        return await setMachineBeat(parts.db, dev, { ...beat.value, at: parts.now() });
      }
      case 'req': {
        const request = decodeMessage(zDeviceRequest, payload);
        if (!request.ok) return unreadable(request.code);
        return soon('a machine was not answered', async () => await answer(dev, request.value));
      }
      default:
        return unreadable('LINK_TOPIC_FORBIDDEN');
    }
  }

  const link: Link = stack.use(
    connectLink({
      url: mqttUrl,
      tls: pki.server,
      clientId: serverName,
      subscriptions: ['hufu/1/+/u/#'],
      onMessage,
      onOnline: () => soon('what waits was not sent', async () => await dispatch.witnessed()),
      onTrouble: (err) => log.warn({ err: err.message }, 'machine link'),
    }),
  );
  const stops = [
    keeper.onWitnessed(() => {
      acks.witnessed();
      soon('authorizations were not sent', async () => await dispatch.witnessed());
    }),
    parts.events.subscribe((event) => {
      if (event.kind === 'authorizationRevoked' || event.kind === 'keyRevoked')
        soon('a revocation was not sent', async () => await dispatch.revoked(event.statement));
      if (event.kind === 'serviceOrdered')
        soon('a service order was not sent', async () => await dispatch.serviceOrdered(event.machine));
      if (event.kind === 'rosterPublished')
        soon('a roster was not sent', async () => await dispatch.rosterPublished(event.village));
    }),
  ];
  stack.defer(async () => {
    for (const stop of stops) stop();
    await tail;
    await acks.idle();
  });
  const started = stack.move();
  return {
    mqttUrl,
    relay,
    carryEverything: dispatch.carryEverything,
    online: async () => await link.online(),
    [Symbol.asyncDispose]: async () => await started.disposeAsync(),
  };
}

function stateOf(
  says: 'ready' | 'busy' | 'lockedDown' | 'quarantined',
): 'online' | 'lockedDown' | 'quarantined' {
  return says === 'ready' || says === 'busy' ? 'online' : says;
}
