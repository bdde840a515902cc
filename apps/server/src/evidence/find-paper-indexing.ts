import { HufuError, toHex, valueOrThrow } from '@hufu/contract';
import {
  bucketsOf,
  chooseFeatures,
  countPapers,
  type FeatureReader,
  openFeatureReader,
  type PaperFeatures,
  type PictureFeatures,
} from '@hufu/lookup';
import { parseSigned } from '@hufu/statement';
import type { Db } from '../db/tables.ts';
import type { ServerParts } from '../http/parts.ts';
import { commit } from '../http/unit-of-work.ts';
import { listPostings } from './find-paper-index.store.ts';
import { findUnindexed } from './find-paper-records.store.ts';
import { takeInPages } from './take-in-pages.ts';

/** Takes stamped papers into the look-up's index, one after the other, when nothing else is to be done. */
export interface PaperIndexing extends AsyncDisposable {
  readonly reader: FeatureReader;
  /** A machine is at work: it goes first. */
  busy(): void;
  /** Takes in the pages of one stamped request that are not in yet; false when there is none. */
  indexNext(): Promise<boolean>;
}

/** Reading a page costs three seconds of a core: with this between two, the rest of the server hardly notices. */
const lookMs = 10_000;
const quietMs = 20_000;

/** Starts to take papers in. What was stamped while the server was down is found by the same look. */
export function startPaperIndexing(parts: ServerParts): PaperIndexing {
  const reader = openFeatureReader();
  const failed: string[] = [];
  let busyAt = performance.now();
  let isRunning = false;

  async function indexNext(): Promise<boolean> {
    const next = await findUnindexed(parts.db, failed);
    if (!next) return false;
    try {
      const { payload } = valueOrThrow(parseSigned(next.cose));
      if (payload.type !== 'authorization') throw new HufuError('BLOB_MISSING', { context: { digest: '' } });
      const features: PaperFeatures[] = [];
      for (const { digest } of payload.pages)
        features.push(await featuresOfPage(parts, reader, await parts.blobs.get(toHex(digest))));
      const { request: record, village } = next;
      await commit(parts, async (work) => {
        await takeInPages(work, parts.keys.service, { village, record, pages: features });
      });
    } catch (err) {
      // Tried again at the next start: a page may be deleted by schedule, or the disk away for a moment.
      failed.push(next.request);
      parts.log.error({ err, request: next.request }, 'a stamped paper could not be taken into the look-up');
    }
    return true;
  }

  const timer = setInterval(() => {
    if (isRunning || performance.now() - busyAt < quietMs) return;
    isRunning = true;
    indexNext()
      .catch((err: unknown) => parts.log.error({ err }, 'index of papers'))
      .finally(() => {
        isRunning = false;
      });
  }, lookMs).unref();

  return {
    reader,
    busy() {
      busyAt = performance.now();
    },
    indexNext,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await reader[Symbol.asyncDispose]();
    },
  };
}

/** Reads a picture and chooses, by what the index holds already, which of its features are kept. */
export async function featuresOfPage(
  parts: Pick<ServerParts, 'db' | 'keys'>,
  reader: FeatureReader,
  bytes: Uint8Array,
): Promise<PaperFeatures> {
  return await chooseByIndex(parts.db, await reader.read(bytes, parts.keys.lookup));
}

/** Chooses which features of a page are kept: the rarest by what the index holds already. */
export async function chooseByIndex(db: Db, read: PictureFeatures): Promise<PaperFeatures> {
  const rows = await listPostings(db, bucketsOf(read.features));
  return chooseFeatures(read.features, read, countPapers(read.features, rows));
}
