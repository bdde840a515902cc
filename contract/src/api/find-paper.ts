import { z } from 'zod';
import { zHex32, zId, zInstant } from '../bytes.ts';
import { zVerdictSummary } from '../statement/machine.ts';
import { zUnitView } from './views.ts';

/** How many of a page's kept features the photo shows, of those whose place it shows. */
const zShare = z.object({ found: z.number().int(), shown: z.number().int() });

/** A paper that a photo shows, or one like it. */
export const zFoundPaper = z.object({
  id: zId,
  kind: z.enum(['request', 'oldPaper']),
  village: zUnitView,
  title: z.string(),
  /** From 0. */
  page: z.number().int(),
  /** When it was first stamped; null for an old paper: nobody knows. */
  stampedAt: zInstant.nullable(),
  /** The date that stands on an old paper; nobody vouches for it. */
  statedDate: z.string().nullable(),
  registeredBy: z.string().nullable(),
  /** Since when the paper can be found here. */
  registeredAt: zInstant,
  all: zShare,
  /** Of runs of digits: they tell papers of one form apart. */
  numbers: zShare,
  /** The photo against the approved page; null where that is not kept. */
  comparison: zVerdictSummary.nullable(),
});
export type FoundPaper = z.infer<typeof zFoundPaper>;

/** How often a look-up finds a paper that is in the index, as measured. */
export const zMeasuredRecall = z.object({
  rate: z.number(),
  low: z.number(),
  high: z.number(),
  n: z.number().int(),
  /** The kept result of the benchmark. */
  source: z.string(),
});

/** The answer to a photo. */
export const zFindPaperReply = z.object({
  /** `similar`: the same form or text, with other entries; `unreadable`: too little print to say anything. */
  outcome: z.enum(['found', 'similar', 'none', 'unreadable']),
  best: zFoundPaper.nullable(),
  similar: z.array(zFoundPaper),
  /** A signed note (c2sp.org/signed-note) by the log's key, when no record was found. */
  noRecord: z.string().nullable(),
  /** Digest of the photo. */
  photo: zHex32,
  searched: z.object({
    villages: z.number().int(),
    papers: z.number().int(),
    /** Pages that can be found no more: their pictures were deleted on schedule, and the features with them. */
    forgotten: z.number().int().default(0),
  }),
  recall: zMeasuredRecall,
});
export type FindPaperReply = z.infer<typeof zFindPaperReply>;
