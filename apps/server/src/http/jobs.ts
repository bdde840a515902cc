import { fromKysely, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import type { Tx } from '../db/tables.ts';

/** Work that outlives a request: kept in PostgreSQL, so that a restart goes on with it. */
export interface Jobs extends AsyncDisposable {
  /** Puts a job into the caller's transaction: it exists if and only if that commits. */
  enqueue(tx: Tx, queue: string, data: object): Promise<void>;
  /** Works on a queue, one job at a time. */
  work(queue: string, run: (data: unknown) => Promise<void>): Promise<void>;
  /** Runs a job on a five-field schedule (UTC). */
  schedule(queue: string, cron: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts the job queue on a database. */
export async function startJobs(url: string, log: Logger): Promise<Jobs> {
  const boss = new PgBoss({ connectionString: url, max: 4, useListenNotify: true });
  boss.on('error', (err) => log.error({ err }, 'job queue'));
  await boss.start();
  const close = async () => await boss.stop({ graceful: true, timeout: 5_000 });
  const createQueue = async (queue: string) =>
    await boss.createQueue(queue, { notify: true, retryLimit: 3, retryBackoff: true, expireInSeconds: 300 });
  return {
    async enqueue(tx, queue, data) {
      await boss.send(queue, data, { db: fromKysely(tx) });
    },
    async work(queue, run) {
      await createQueue(queue);
      await boss.work(
        queue,
        { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 },
        async (jobs: { data: unknown }[]) => {
          for (const job of jobs) await run(job.data);
        },
      );
    },
    async schedule(queue, cron) {
      await createQueue(queue);
      await boss.schedule(queue, cron);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
