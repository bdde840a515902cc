import { createHash } from 'node:crypto';
import { type MachineRecord, sameBytes, zInstant } from '@hufu/contract';
import { parseSigned } from '@hufu/statement';
import { entrySchemas } from '../agent/journal-entries.ts';
import type { Notebook } from '../agent/notebook.ts';
import type { RecordSender } from '../agent/record-sender.ts';

/** What arrived at the other end: every record once, chained, in order; a fork is a finding. */
export interface DrillServer {
  isUp: boolean;
  readonly records: readonly MachineRecord[];
  readonly problems: readonly string[];
  /** Takes a record; the same one twice changes nothing. */
  ingest(cose: Uint8Array): void;
}

/** Opens a server that holds nothing yet. */
export function openDrillServer(): DrillServer {
  const coses: Uint8Array[] = [];
  const records: MachineRecord[] = [];
  const problems: string[] = [];
  return {
    isUp: true,
    records,
    problems,
    ingest(cose) {
      const signed = parseSigned(cose);
      const record = signed.ok ? signed.value.payload : undefined;
      if (!record || !('n' in record)) {
        problems.push('unreadable record');
        return;
      }
      const held = coses[record.n];
      if (held) {
        if (!sameBytes(held, cose)) problems.push(`fork at ${record.n}`);
        return;
      }
      const before = coses[record.n - 1];
      const prev = before ? createHash('sha256').update(before).digest() : new Uint8Array(32);
      if (record.n !== coses.length) problems.push(`gap: ${record.n} after ${coses.length - 1}`);
      else if (!sameBytes(record.prev, prev)) problems.push(`chain broken at ${record.n}`);
      coses.push(cose);
      records.push(record);
    },
  };
}

/** Sends the outbox in order and acknowledges what arrived; proofs are tested with the real sender. */
export function drillSender(notebook: Notebook, server: DrillServer): RecordSender {
  const waiting = () => notebook.outbox.pending();
  return {
    async send() {
      if (!server.isUp) return;
      let last: number | undefined;
      for (const { n, body } of waiting()) {
        server.ingest(entrySchemas.record.parse(body).cose);
        last = n;
      }
      if (last !== undefined) await notebook.outbox.acknowledge(last);
    },
    reconnected: () => undefined,
    take: async () => undefined,
    get queued() {
      return waiting().length;
    },
    unprovedSince() {
      const [oldest] = waiting();
      return oldest ? zInstant.parse(oldest.ts) : null;
    },
  };
}
