import {
  machineTopics,
  zAuthorizationMessage,
  zCommandMessage,
  zExceptionMessage,
  zPolicyMessage,
} from '@hufu/contract';
import { encodeMessage } from '@hufu/messaging';
import { parseSigned } from '@hufu/statement';
import { listServiceOrders } from '../custody/service-order.store.ts';
import type { ServerParts } from '../http/parts.ts';
import type { LogKeeper } from '../log/log-keeper.ts';
import { findRoster, listRosters } from '../people/roster.store.ts';
import type { Publish } from './acks.ts';
import {
  findRevocation,
  listDispatchable,
  listExceptions,
  listRevocations,
  listRevocationsToCarry,
} from './dispatch.store.ts';
import { findMachine, listMachines } from './machine.store.ts';
import { machinesInService } from './machine-roster.ts';
import type { WitnessRelay } from './witness-relay.ts';

/** Brings to the machines what people decided. Everything is signed by them; the server only carries it. */
export interface Dispatch {
  /** Sends what became witnessed and was not yet sent. */
  witnessed(): Promise<void>;
  /** Everything a machine should have and does not hold: after a reconnect or when it asks. */
  bringUpToDate(dev: string, held: ReadonlySet<string>): Promise<void>;
  revoked(statement: string): Promise<void>;
  serviceOrdered(dev: string): Promise<void>;
  rosterPublished(village: string): Promise<void>;
  /** Tells the witnesses again what one of them may have missed while it was away. */
  carryEverything(): Promise<void>;
}

/** Exceptions die with the paper under the camera: older ones help nobody. */
const exceptionAgeMs = 3_600_000;

/** A dispatch over one connection. */
export function createDispatch(
  parts: Pick<ServerParts, 'db' | 'log' | 'now'>,
  keeper: LogKeeper,
  relay: WitnessRelay,
  publish: Publish,
): Dispatch {
  const { db } = parts;
  /** `machine authorization` and `machine exception` pairs that this process has sent. */
  const sent = new Set<string>();

  async function targets(village: string, only: Uint8Array | null): Promise<string[]> {
    const roster = await findRoster(db, village);
    if (!roster) return [];
    const machines: string[] = [];
    // A machine that was set aside gets no work.
    for (const dev of machinesInService(roster.roster, parts.now(), only))
      if ((await findMachine(db, dev))?.forkedAt === null) machines.push(dev);
    return machines;
  }

  async function sendAuthorizations(
    which: { village?: string },
    wanted: (dev: string, id: string) => boolean,
  ): Promise<void> {
    for (const a of await listDispatchable(db, parts.now(), which)) {
      const cose = new Uint8Array(a.cose);
      const signed = parseSigned(cose);
      if (!signed.ok || signed.value.payload.type !== 'authorization') continue;
      const devs = (await targets(a.village, signed.value.payload.machine)).filter((dev) =>
        wanted(dev, a.id),
      );
      if (devs.length === 0) continue;
      const proof = await keeper.proveLeaf(a.leafIndex ?? -1);
      if (!proof.ok) continue;
      const message = {
        cose,
        salt: new Uint8Array(a.salt),
        proof: proof.value,
        number: a.number.slice(0, 60),
      };
      for (const dev of devs) {
        await publish(machineTopics(dev).authorization, encodeMessage(zAuthorizationMessage, message));
        sent.add(`${dev} ${a.id}`);
      }
    }
  }

  async function sendExceptions(
    village: string,
    isWanted: (dev: string, id: string) => boolean,
  ): Promise<void> {
    for (const e of await listExceptions(db, village, parts.now() - exceptionAgeMs)) {
      const cose = new Uint8Array(e.cose);
      const signed = parseSigned(cose);
      if (!signed.ok || signed.value.payload.type !== 'exception') continue;
      const [dev] = await targets(village, signed.value.payload.machine);
      if (dev === undefined || !isWanted(dev, e.id)) continue;
      const proof = await keeper.proveLeaf(e.leafIndex ?? -1);
      if (!proof.ok) continue;
      const message = { cose, salt: new Uint8Array(e.salt), proof: proof.value };
      await publish(machineTopics(dev).exception, encodeMessage(zExceptionMessage, message));
      sent.add(`${dev} ${e.id}`);
    }
  }

  async function sendPolicy(village: string, devs: readonly string[]): Promise<void> {
    const rosters = await listRosters(db, village);
    const payload = encodeMessage(zPolicyMessage, { rosters });
    for (const dev of devs) await publish(machineTopics(dev).policy, payload, { retain: true });
  }

  async function sendRevocation(dev: string, cose: Uint8Array): Promise<void> {
    await publish(machineTopics(dev).command, encodeMessage(zCommandMessage, { op: 'revocation', cose }));
  }

  async function sendServiceOrders(dev: string): Promise<void> {
    for (const cose of await listServiceOrders(db, dev, parts.now()))
      await publish(machineTopics(dev).command, encodeMessage(zCommandMessage, { op: 'service', cose }));
  }

  /** Villages with exceptions that wait are few: those whose machines have spoken since the start. */
  const villages = new Set<string>();

  return {
    async witnessed() {
      const isNew = (dev: string, id: string) => !sent.has(`${dev} ${id}`);
      await sendAuthorizations({}, isNew);
      for (const village of villages) await sendExceptions(village, isNew);
    },
    async bringUpToDate(dev, held) {
      const machine = await findMachine(db, dev);
      if (!machine) return;
      villages.add(machine.village);
      await sendPolicy(machine.village, [dev]);
      for (const cose of await listRevocations(db, machine.village, parts.now()))
        await sendRevocation(dev, cose);
      await sendServiceOrders(dev);
      if (machine.forkedAt !== null) return;
      await sendAuthorizations({ village: machine.village }, (to, id) => to === dev && !held.has(id));
      await sendExceptions(machine.village, (to) => to === dev);
    },
    async revoked(statement) {
      const revocation = await findRevocation(db, statement);
      if (!revocation?.village) return;
      // The machines first: they are the ones that could still press.
      for (const dev of await targets(revocation.village, null)) await sendRevocation(dev, revocation.cose);
      await relay.carryRevocation(revocation.cose, revocation.authorization);
    },
    async carryEverything() {
      const all = await listMachines(db);
      for (const village of new Set(all.map((m) => m.village))) {
        await relay.carryRosters(village);
        for (const r of await listRevocationsToCarry(db, village))
          await relay.carryRevocation(r.cose, r.authorization);
      }
    },
    serviceOrdered: sendServiceOrders,
    async rosterPublished(village) {
      await relay.carryRosters(village);
      await sendPolicy(village, await targets(village, null));
    },
  };
}
