import { sql } from 'kysely';
import type { Db } from '../db/tables.ts';

/**
 * Whether a machine's village has a use for a picture: a page of one of its complete authorizations, or a specimen of
 * its seals. Other villages' papers are none of its business.
 */
export async function findMachinePage(db: Db, dev: string, digest: string): Promise<string | undefined> {
  const { rows } = await sql<{ media_type: string }>`
    select b.media_type from machine m join blob_ref b on b.village = m.village and b.digest = ${digest}
    where m.thumbprint = ${dev} and (b.kind = 'specimen' or (b.kind = 'page' and (
      exists (select 1 from document_page p join document d on d.id = p.document join "authorization" a on a.request = d.request
        where p.digest = b.digest and a.village = m.village and a.complete)
      or exists (select 1 from "authorization" a where a.request = b.request and a.complete)
      or exists (select 1 from document_page p join document d on d.id = p.document
        join request r on r.replaces = d.request join "authorization" a on a.request = r.id
        where p.digest = b.digest and a.village = m.village and a.complete))))
    limit 1`.execute(db);
  return rows[0]?.media_type;
}
