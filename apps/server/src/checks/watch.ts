import type { Counters, MachineRecord } from '@hufu/contract';
import { type AlarmFacts, findAlarms } from '@hufu/domain';
import { parseSigned } from '@hufu/statement';
import type { ServerParts } from '../http/parts.ts';
import { commit, type Work } from '../http/unit-of-work.ts';
import { findMachine, listMachines } from '../link/machine.store.ts';
import { lockJob } from '../link/stamping.store.ts';
import {
  approverFactsOf,
  findMachineFact,
  listPersonNames,
  listRequestFacts,
  listSealFacts,
  type RequestScope,
} from './facts.store.ts';
import { machineEventAlarms } from './machine-event-alarms.ts';
import { unshownPageAlarms } from './pages-shown.ts';
import { type Cause, raiseAlarms } from './raise-alarm.ts';

/** Looks at what happened and raises what deserves a look. Each thing is raised once, whoever notices it first. */
export interface Watch {
  /** After a record of a machine was taken in. */
  afterRecord(dev: string, record: MachineRecord): Promise<void>;
  /** After people decided something about a request. */
  afterDecision(request: string): Promise<void>;
  /** After the records of a machine were found to fork. */
  afterFork(dev: string): Promise<void>;
  /** All open requests, machines, seals and approvers: what only time brings about. */
  everything(): Promise<void>;
}

const nothing: AlarmFacts = { requests: [], machines: [], seals: [], approvers: [] };
/** Beyond this a finished request has said all it will say; the statistics of approvers look back as far. */
const lookBackMs = 90 * 86_400_000;

/** A watch over the database, at the time of the clock it is given (of the statement, for the past). */
export function createWatch(
  parts: Pick<ServerParts, 'db' | 'events' | 'keys' | 'now'>,
  options: { readonly isHistory?: boolean } = {},
): Watch {
  async function raise(find: (work: Work) => Promise<readonly Cause[]>): Promise<void> {
    await commit(parts, async (live) => {
      const work: Work = options.isHistory
        ? { ...live, tell: (e) => e.kind === 'statementQueued' && live.tell(e) }
        : live;
      await raiseAlarms(work, parts.keys.service, await find(work));
    });
  }

  async function ofRequest(work: Work, request: string): Promise<Cause[]> {
    // The like of it are needed for splits; of them only those that concern this request's group come out.
    const scopes: RequestScope[] = [{ like: request }, { request }];
    const found = await Promise.all(
      scopes.map(async (scope) =>
        findAlarms({ ...nothing, requests: await listRequestFacts(work.tx, scope) }, work.now),
      ),
    );
    return found.flat();
  }

  async function ofMachine(
    work: Work,
    dev: string,
    counters: Counters | null,
    isComplete: boolean,
  ): Promise<Cause[]> {
    const fact = await findMachineFact(work.tx, dev, counters, work.now);
    if (!fact) return [];
    // A receipt is ahead of what else is on its way; only a reconciliation claims that all is counted.
    const recorded = isComplete || !counters ? fact.recorded : counters.A;
    return findAlarms({ ...nothing, machines: [{ ...fact, recorded }] }, work.now);
  }

  return {
    async afterRecord(dev, record) {
      if (!['reconciliation', 'intent', 'outcome', 'event', 'finish'].includes(record.type)) return;
      await raise(async (work) => {
        const machine = await findMachine(work.tx, dev);
        if (!machine) return [];
        const authorization = 'authorization' in record ? record.authorization : null;
        const job = authorization === null ? undefined : await lockJob(work.tx, authorization);
        switch (record.type) {
          case 'reconciliation':
            return await ofMachine(work, dev, record.counters, true);
          case 'intent':
            return job ? await unshownPageAlarms(work.tx, machine, record, job) : [];
          case 'outcome': {
            const receipt = record.receipt ? parseSigned(record.receipt) : undefined;
            const counters =
              receipt?.ok && receipt.value.payload.type === 'receipt' ? receipt.value.payload.counters : null;
            return [
              ...(await ofMachine(work, dev, counters, false)),
              ...(job ? await ofRequest(work, job.request) : []),
            ];
          }
          case 'event':
            return [
              ...machineEventAlarms(machine, record, job?.request ?? null),
              ...(job && record.verdict ? await ofRequest(work, job.request) : []),
            ];
          case 'finish':
            return job ? await ofRequest(work, job.request) : [];
          default:
            return [];
        }
      });
    },
    afterDecision: async (request) => await raise(async (work) => await ofRequest(work, request)),
    afterFork: async (dev) => await raise(async (work) => await ofMachine(work, dev, null, false)),
    async everything() {
      await raise(async (work) => {
        const { tx, now } = work;
        const requests = await listRequestFacts(tx, { since: now - lookBackMs });
        const machines = await listMachines(tx);
        const facts = await Promise.all(
          machines.map(async (m) => await findMachineFact(tx, m.dev, null, now)),
        );
        return findAlarms(
          {
            requests,
            machines: facts.filter((m) => m !== undefined),
            seals: await listSealFacts(tx),
            approvers: approverFactsOf(requests, await listPersonNames(tx)),
          },
          now,
        );
      });
    },
  };
}
