import { randomUUID } from 'node:crypto';
import type { PaperFeatures } from '@hufu/lookup';
import type { FileSigner } from '@hufu/statement';
import type { Work } from '../http/unit-of-work.ts';
import { recordServiceStatement } from '../statements/service-statement.ts';
import { insertPages } from './find-paper-index.store.ts';

/**
 * Takes the pages of a record into the look-up and signs what the index now holds of them: whoever changes, removes or
 * plants features later in the database is found by `hufu doctor evidence`.
 */
export async function takeInPages(
  work: Work,
  service: FileSigner,
  of: { readonly village: string; readonly record: string; readonly pages: readonly PaperFeatures[] },
): Promise<void> {
  const { village, record } = of;
  const numbered = of.pages.map((features, page) => ({ record, page, features }));
  const pages = await insertPages(work.tx, numbered, work.now);
  const indexed = { type: 'indexed', v: 1, id: randomUUID(), village, at: work.now, record } as const;
  await recordServiceStatement(work, service, { ...indexed, pages });
}
