import { randomBytes, randomUUID } from 'node:crypto';
import { api, fromHex, HufuError, toHex } from '@hufu/contract';
import { digestOf } from '@hufu/storage';
import { insertBlobRef } from '../files/document.store.ts';
import { answer } from '../http/handler.ts';
import { commit } from '../http/unit-of-work.ts';
import { recordServiceStatement } from '../statements/service-statement.ts';
import { chooseByIndex, type PaperIndexing } from './find-paper-indexing.ts';
import { findOldPaper, insertOldPaper } from './find-paper-records.store.ts';
import { uploadedPhoto } from './find-paper-upload.ts';
import { oldPaperDetails } from './old-paper-details.ts';
import { takeInPages } from './take-in-pages.ts';

/** Fewer kept features than this and the paper would hardly ever be found again: better a second photo. */
const leastMarks = 20;

/**
 * POST /api/evidence/register-old-paper (N13): a paper stamped before the system was there. Its day of registration is
 * a fact, signed and logged; the day on which it was stamped is only what stands on it, and is told apart everywhere.
 */
export const registerOldPaper = (indexing: PaperIndexing) =>
  answer(api.evidence.registerOldPaper, async ({ parts, caller, request }) => {
    const { bytes, mediaType, name, field } = await uploadedPhoto(request);
    const title = (field('title') || name.replace(/\.\w+$/, '')).slice(0, 200);
    const statedDate = field('statedDate').slice(0, 40);
    const note = field('note').slice(0, 500);
    const village = caller.unit.id;
    const digest = digestOf(bytes);
    const known = await findOldPaper(parts.db, village, digest);
    if (known) return { ...known, isNew: false };
    const read = await indexing.reader.read(bytes, parts.keys.lookup);
    const features = await chooseByIndex(parts.db, read);
    if (features.marks.length < leastMarks)
      throw new HufuError('PAPER_LITTLE_PRINT', { context: { n: features.marks.length } });
    await parts.blobs.put(bytes, { village, kind: 'reference', at: parts.now() });
    const id = randomUUID();
    return await commit(parts, async (work) => {
      const { tx, now } = work;
      const paper = { id, village, title, statedDate, note, digest, at: now };
      const salt = new Uint8Array(randomBytes(32));
      const isNew = await insertOldPaper(tx, {
        ...paper,
        salt: toHex(salt),
        account: caller.account,
        byName: caller.name,
      });
      if (!isNew) throw new HufuError('CONFLICT', { context: { what: title, state: '已登记 / registered' } });
      await insertBlobRef(tx, { digest, village, kind: 'reference', mediaType, at: now });
      await takeInPages(work, parts.keys.service, { village, record: id, pages: [features] });
      // No title and no stated date, only a commitment: the statement is for ever, and they may name a person.
      await recordServiceStatement(work, parts.keys.service, {
        type: 'oldPaper',
        v: 1,
        id,
        village,
        at: now,
        digest: fromHex(digest),
        by: caller.name.slice(0, 100),
        details: oldPaperDetails(salt, paper),
      });
      return { id, registeredAt: now, isNew: true };
    });
  });
