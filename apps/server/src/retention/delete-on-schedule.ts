import { randomUUID } from 'node:crypto';
import { type Deletion, fromHex, type Instant } from '@hufu/contract';
import { forgetPages } from '../evidence/find-paper-index.store.ts';
import { listPagesOf } from '../evidence/find-paper-records.store.ts';
import type { ServerParts } from '../http/parts.ts';
import { commit } from '../http/unit-of-work.ts';
import { recordServiceStatement } from '../statements/service-statement.ts';
import { type RetentionRule, retentionRules } from './retention-class.ts';
import {
  type DuePicture,
  listDue,
  listSpentKeys,
  listUnremoved,
  markDeleted,
  markDestroyed,
  markRemoved,
} from './sealed-blob.store.ts';

/** Queue of the daily round. */
export const deletionQueue = 'delete-on-schedule';
/** So many digests a `deletion` statement holds. */
const perStatement = 1000;

/** What one round did. */
export interface DeletionRound {
  readonly deleted: number;
  readonly statements: number;
  readonly keysDestroyed: number;
}

type Parts = Pick<ServerParts, 'db' | 'events' | 'now' | 'blobs' | 'keys' | 'config'>;

/**
 * Deletes the pictures whose time is over, each by a signed `deletion` statement in the log. Proofs do not need them (I9).
 * Order of effects: 1 statement and mark, in one transaction: from then on the picture is shown to nobody; 2 the file is
 * removed; 3 a key that opens nothing any more is destroyed, which ends every copy of the files as well. A crash after 1
 * or 2 is made up for by the next round.
 */
export async function deleteOnSchedule(parts: Parts, now: Instant = parts.now()): Promise<DeletionRound> {
  const rules = retentionRules(parts.config.keepDays);
  let [deleted, statements, keysDestroyed] = [0, 0, 0];
  for (const rule of rules)
    for (;;) {
      const before = now - rule.keepMs;
      const due = await listDue(parts.db, rule.class, before, perStatement);
      for (const together of byRequest(due)) {
        const gone = await deleteTogether(parts, rule, before, together, now);
        deleted += gone;
        statements += gone > 0 ? 1 : 0;
      }
      await removeFiles(parts, now);
      if (due.length < perStatement) break;
    }
  await removeFiles(parts, now);
  for (const rule of rules)
    for (const id of await listSpentKeys(parts.db, rule.class, now - rule.keepMs)) {
      await parts.blobs.keys.destroy(id);
      await markDestroyed(parts.db, id, now);
      keysDestroyed += 1;
    }
  return { deleted, statements, keysDestroyed };
}

/** One statement speaks of one request at most: its pack tells what happened and nothing of others. */
function byRequest(due: readonly DuePicture[]): DuePicture[][] {
  const groups = new Map<string, DuePicture[]>();
  for (const picture of due) {
    const name = `${picture.village} ${picture.request}`;
    groups.set(name, [...(groups.get(name) ?? []), picture]);
  }
  return [...groups.values()];
}

async function deleteTogether(
  parts: Parts,
  rule: RetentionRule,
  before: Instant,
  due: readonly DuePicture[],
  now: Instant,
): Promise<number> {
  const [first] = due;
  if (!first) return 0;
  const { village, request } = first;
  return await commit({ ...parts, now: () => now }, async (work) => {
    const id = randomUUID();
    const marked = await markDeleted(work.tx, due, {
      class: rule.class,
      before,
      at: now,
      rule: rule.words,
      deletion: id,
    });
    if (marked.length === 0) return 0;
    // What was read from a picture is about the same paper: the look-up forgets it in the same breath.
    const lookupPages = await listPagesOf(work.tx, village, marked);
    await forgetPages(work.tx, lookupPages);
    const deletion: Deletion = {
      type: 'deletion',
      v: 1,
      id,
      village,
      at: now,
      request,
      digests: marked.sort().map(fromHex),
      rule: rule.words,
      ...(lookupPages.length > 0 ? { lookupPages } : {}),
    };
    await recordServiceStatement(work, parts.keys.service, deletion, request ?? undefined);
    return marked.length;
  });
}

async function removeFiles(parts: Parts, now: Instant): Promise<void> {
  for (;;) {
    const blobs = await listUnremoved(parts.db, perStatement);
    for (const blob of blobs) {
      await parts.blobs.files.remove(blob);
      await markRemoved(parts.db, blob, now);
    }
    if (blobs.length === 0) return;
  }
}
