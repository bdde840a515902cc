import { type Instant, zRecordMessage } from '@hufu/contract';
import { commitment, verifyProof } from '@hufu/log';
import { encodeMessage, type Link } from '@hufu/messaging';
import { entrySchemas } from './journal-entries.ts';
import type { Notebook } from './notebook.ts';
import { openPatience } from './patience.ts';
import type { RosterKeeper } from './roster-keeper.ts';

/** What the server says it holds. */
export interface Ack {
  readonly upTo: number;
  readonly missing: readonly number[];
  readonly proofs: readonly { readonly n: number; readonly proof: string }[];
}

/** Sends the chain of records in order and lets go of a record only for its proof. */
export interface RecordSender {
  /** Sends what was not sent on this connection. */
  send(): Promise<void>;
  /** A new connection: what is not acknowledged goes out again. */
  reconnected(): void;
  take(ack: Ack): Promise<void>;
  readonly queued: number;
  /** Since when the oldest record waits for its proof. */
  unprovedSince(): Instant | null;
}

/** Opens the sender. */
export function openRecordSender(
  notebook: Notebook,
  rosters: RosterKeeper,
  topic: string,
  link: () => Link | undefined,
  patience = openPatience(),
): RecordSender {
  const { outbox } = notebook;
  /** Highest n sent on this connection; the server holds up to `heldUpTo`. */
  let sentUpTo = -1;
  let heldUpTo = -1;
  const proved = new Set<number>();
  let sending: Promise<void> | undefined;

  /** Records of the outbox with their number in the chain, which is not the journal's. */
  function waiting() {
    return outbox.pending().map((entry) => {
      const { n, cose, salt } = entrySchemas.record.parse(entry.body);
      return { journalN: entry.n, n, cose, salt, ts: entry.ts };
    });
  }

  async function sendNow(): Promise<void> {
    const at = link();
    if (!at?.isOnline) return;
    // Confirmed by the broker and never acknowledged by the server: nobody may have heard it. It takes them twice alike.
    if (patience.isOver()) sentUpTo = heldUpTo;
    for (const { n, cose, salt } of waiting()) {
      if (n <= sentUpTo || n <= heldUpTo) continue;
      await at.publish(topic, encodeMessage(zRecordMessage, { cose, salt }));
      sentUpTo = n;
      patience.said();
    }
  }

  async function take(ack: Ack): Promise<void> {
    const { policy } = rosters;
    heldUpTo = Math.max(heldUpTo, ack.upTo);
    patience.heard();
    if (sentUpTo > heldUpTo) patience.said();
    const open = waiting();
    for (const { n, proof } of ack.proofs) {
      // Several signatures each: the motor's beats go between two of them.
      await new Promise((resolve) => setImmediate(resolve));
      const record = open.find((r) => r.n === n);
      if (!record || !policy) continue;
      // A server that only says 'held' could drop the record later: nothing is let go without its place in the log.
      if (verifyProof(policy, commitment(record.salt, record.cose), proof).ok) proved.add(n);
    }
    let last: number | undefined;
    for (const record of open) {
      if (!proved.has(record.n)) break;
      last = record.journalN;
      proved.delete(record.n);
    }
    if (last !== undefined) await outbox.acknowledge(last);
    const at = link();
    for (const n of ack.missing) {
      const record = open.find((r) => r.n === n);
      if (record && at?.isOnline)
        await at.publish(topic, encodeMessage(zRecordMessage, { cose: record.cose, salt: record.salt }));
    }
  }

  return {
    async send() {
      // One loop at a time keeps the order; whoever comes meanwhile waits for one more round.
      const before = sending;
      const mine = (before ?? Promise.resolve()).then(sendNow);
      sending = mine.catch(() => undefined);
      await mine;
    },
    reconnected() {
      sentUpTo = -1;
    },
    take,
    get queued() {
      return waiting().length;
    },
    unprovedSince() {
      const [oldest] = waiting();
      return oldest ? oldest.ts : null;
    },
  };
}
