import { api, type FoundPaper } from '@hufu/contract';
import { type Likeness, measuredRecall } from '@hufu/lookup';
import { digestOf } from '@hufu/storage';
import type { Comparing } from '../checks/compare-pictures.ts';
import { answer } from '../http/handler.ts';
import type { LogKeeper } from '../log/log-keeper.ts';
import { compareWithRecord } from './find-paper-compare.ts';
import type { PaperIndexing } from './find-paper-indexing.ts';
import { signNoRecord } from './find-paper-no-record.ts';
import { countSight, listRecords, type PaperRecord } from './find-paper-records.store.ts';
import { searchIndex } from './find-paper-search.ts';
import { uploadedPhoto } from './find-paper-upload.ts';

/** POST /api/evidence/find-paper: the record of any stamped paper by its photo, or a signed 'no record'. */
export const findPaper = (keeper: LogKeeper, indexing: PaperIndexing, comparing: Comparing) =>
  answer(api.evidence.findPaper, async ({ parts, caller, request }) => {
    const { bytes } = await uploadedPhoto(request);
    const read = await indexing.reader.read(bytes, parts.keys.lookup);
    const records = new Map<string, PaperRecord>();
    const { outcome, pageOf } = await searchIndex(parts.db, read, async (ids) => {
      for (const r of await listRecords(parts.db, caller, ids)) records.set(r.id, r);
      return new Set(records.keys());
    });
    const show = (l: Likeness): FoundPaper[] => {
      const page = pageOf(l);
      const record = page && records.get(page.record);
      if (!page || !record) return [];
      const { all, numbers } = l;
      return [
        { ...record, page: page.page, registeredAt: page.registeredAt, all, numbers, comparison: null },
      ];
    };
    const best = outcome.outcome === 'found' ? show(outcome.best)[0] : undefined;
    const similar = 'similar' in outcome ? outcome.similar.flatMap(show) : [];
    const at = parts.now();
    const isNone = outcome.outcome === 'none' || outcome.outcome === 'similar';
    const photo = digestOf(bytes);
    const sight = { unit: caller.unit, ...(await countSight(parts.db, caller)) };
    return {
      outcome: outcome.outcome,
      best: best ? { ...best, comparison: await compareWithRecord(parts, comparing, best, bytes) } : null,
      similar,
      noRecord: isNone ? await signNoRecord(keeper, parts.keys.logSeed, { photo, at, ...sight }) : null,
      photo,
      searched: { villages: sight.villages, papers: sight.papers, forgotten: sight.forgotten },
      recall: measuredRecall,
    };
  });
