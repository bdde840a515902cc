import { sql } from 'kysely';
import type { Db } from './tables.ts';

/** Fails when the database does not answer. */
export async function pingDatabase(db: Db): Promise<void> {
  await sql`select 1`.execute(db);
}

/** Counts of what waits, for the metrics. */
export async function countOpenWork(db: Db) {
  const [statements, documents, alarms] = await Promise.all([
    db
      .selectFrom('statement')
      .where('leaf_index', 'is', null)
      .select((e) => e.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('document')
      .where('state', 'in', ['queued', 'rendering'])
      .select((e) => e.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('alarm')
      .leftJoin('disposal', 'disposal.alarm', 'alarm.id')
      .where('disposal.at', 'is', null)
      .select((e) => e.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow(),
  ]);
  return { statements: statements.n, documents: documents.n, alarms: alarms.n };
}
