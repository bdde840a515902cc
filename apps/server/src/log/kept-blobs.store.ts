import { sql } from 'kysely';
import type { Db } from '../db/tables.ts';

/** Digests of every file that the database says is kept, each once; encrypted pictures by the name they lie under. */
export async function* listKeptBlobs(db: Db): AsyncIterable<string> {
  let after = '';
  for (;;) {
    const { rows } = await sql<{ digest: string }>`select digest from (
        select digest from blob_ref b where kind = 'specimen'
          or not exists (select 1 from sealed_blob s where s.digest = b.digest)
        union select blob from sealed_blob where deleted_at is null
      ) kept where digest > ${after} order by digest limit 5000`.execute(db);
    for (const { digest } of rows) yield digest;
    const last = rows.at(-1);
    if (!last) return;
    after = last.digest;
  }
}
