import { machineTopics, zAckMessage } from '@hufu/contract';
import { encodeMessage } from '@hufu/messaging';
import type { ServerParts } from '../http/parts.ts';
import type { LogKeeper } from '../log/log-keeper.ts';
import { findMachine } from './machine.store.ts';
import { findHead, listProvable, setAcked } from './record.store.ts';

/** Sends something down; fails while there is no connection. */
export type Publish = (topic: string, payload: Uint8Array, options?: { retain?: boolean }) => Promise<void>;

/** Acknowledges records: after commit, with the proof that they are in a co-signed checkpoint (I6, omission). */
export interface Acks {
  /** A machine sent this record, new or again: it wants its proof. */
  want(dev: string, n: number): void;
  /** A machine is back: what may have been lost on the way is sent again; repeats are harmless. */
  wantRecent(dev: string): Promise<void>;
  /** Some records are missing before one that came. */
  ask(dev: string, missing: readonly number[]): Promise<void>;
  /** A new checkpoint covers more. */
  witnessed(): void;
  /** Resolves when nothing is being sent. */
  idle(): Promise<void>;
}

/** Records back from the newest whose proofs are sent again after a reconnect. */
const recent = 120;
const proofsInMessage = 40;
/** Messages stay well below the broker's 64 KiB. */
const messageBytes = 50_000;

/** Keeps for each machine which proofs it still wants. */
export function createAcks(
  parts: Pick<ServerParts, 'db' | 'log'>,
  keeper: LogKeeper,
  publish: Publish,
): Acks {
  const wanted = new Map<string, Set<number>>();
  let sending = Promise.resolve();

  function flush(dev: string): void {
    sending = sending
      .then(async () => await send(dev))
      .catch((err: unknown) =>
        parts.log.warn({ err, dev: dev.slice(0, 12) }, 'an acknowledgement was not sent'),
      );
  }

  async function send(dev: string): Promise<void> {
    const numbers = wanted.get(dev);
    if (!numbers || numbers.size === 0) return;
    const [head, machine] = [await findHead(parts.db, dev), await findMachine(parts.db, dev)];
    if (!head || !machine) return;
    const rows = await listProvable(parts.db, dev, { numbers: [...numbers] }, 1000);
    let batch: { n: number; proof: string }[] = [];
    let bytes = 0;
    const flushBatch = async () => {
      if (batch.length === 0) return;
      const message = { upTo: head.n, missing: [], proofs: batch };
      await publish(machineTopics(dev).ack, encodeMessage(zAckMessage, message));
      for (const { n } of batch) numbers.delete(n);
      await setAcked(parts.db, dev, Math.max(...batch.map((p) => p.n)));
      [batch, bytes] = [[], 0];
    };
    for (const { n, leafIndex } of rows) {
      const proof = await keeper.proveLeaf(leafIndex);
      if (!proof.ok) continue;
      if (batch.length >= proofsInMessage || bytes + proof.value.length > messageBytes) await flushBatch();
      batch.push({ n, proof: proof.value });
      bytes += proof.value.length;
    }
    await flushBatch();
  }

  return {
    want(dev, n) {
      const numbers = wanted.get(dev) ?? new Set();
      wanted.set(dev, numbers.add(n));
    },
    async wantRecent(dev) {
      const [head, machine] = [await findHead(parts.db, dev), await findMachine(parts.db, dev)];
      if (!head || !machine) return;
      const first = Math.max(0, Math.min(machine.ackedN + 1, head.n - recent));
      const numbers = wanted.get(dev) ?? new Set();
      for (let n = first; n <= head.n; n++) numbers.add(n);
      wanted.set(dev, numbers);
      flush(dev);
    },
    async ask(dev, missing) {
      const head = await findHead(parts.db, dev);
      const message = { upTo: head?.n ?? -1, missing: missing.slice(0, 200), proofs: [] };
      await publish(machineTopics(dev).ack, encodeMessage(zAckMessage, message));
    },
    witnessed() {
      for (const dev of wanted.keys()) flush(dev);
    },
    idle: async () => await sending,
  };
}
