import { HufuError } from '@hufu/contract';
import pg from 'pg';
import { statementChannel } from '../statements/statement.store.ts';

/** The number of the lease among PostgreSQL's advisory locks: "hufu" in ASCII. */
const leaseNumber = 0x68756675;

/** The right to write the log, held by one server of a database; it dies with the connection. */
export interface LogLease extends AsyncDisposable {
  readonly isHeld: boolean;
}

/**
 * Takes the lease and listens for statements of any process. A server that was killed a moment ago still has its
 * connection for as long as PostgreSQL needs to notice, so a few tries are made.
 */
export async function takeLogLease(
  url: string,
  on: { statement(): void; lost(error: Error): void },
): Promise<LogLease> {
  const client = new pg.Client({ connectionString: url, application_name: 'hufu log lease' });
  let isHeld = false;
  let isClosing = false;
  const lose = (error: Error) => {
    if (isHeld && !isClosing) on.lost(error);
    isHeld = false;
  };
  client.on('error', lose);
  client.on('end', () => lose(new HufuError('LOG_STOPPED')));
  client.on('notification', () => on.statement());
  await client.connect();
  try {
    for (let attempt = 0; !isHeld; attempt++) {
      const { rows } = await client.query('select pg_try_advisory_lock($1) as held', [leaseNumber]);
      isHeld = rows[0]?.held === true;
      if (isHeld) break;
      if (attempt === 20) throw new HufuError('LOG_LEASE_HELD');
      await client.query('select pg_sleep(0.25)');
    }
    await client.query(`listen ${statementChannel}`);
  } catch (error) {
    isClosing = true;
    await client.end();
    throw error;
  }
  return {
    get isHeld() {
      return isHeld;
    },
    async [Symbol.asyncDispose]() {
      isClosing = true;
      await client.end();
    },
  };
}
