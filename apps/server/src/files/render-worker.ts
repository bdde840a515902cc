import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { HufuError, isErrorCode } from '@hufu/contract';
import { z } from 'zod';
import type { RenderedPage } from './page-renderer.ts';
import { renderImage } from './render-image.ts';
import { renderPdf } from './render-pdf.ts';

const zFile = z.object({
  bytes: z.custom<Uint8Array>((v) => v instanceof Uint8Array),
  mediaType: z.string(),
});

/** Runs in its own thread: one document in, its pages out, one at a time. */
async function run(): Promise<void> {
  const { bytes, mediaType } = zFile.parse(workerData);
  const send = async (page: RenderedPage, n: number, total: number) => {
    parentPort?.postMessage({ kind: 'page', page, n, total });
    if (parentPort) await once(parentPort, 'message');
  };
  try {
    if (mediaType === 'application/pdf') await renderPdf(bytes, send);
    else await send(await renderImage(bytes, mediaType), 0, 1);
    parentPort?.postMessage({ kind: 'done' });
  } catch (thrown) {
    const isOurs = thrown instanceof HufuError && isErrorCode(thrown.code);
    const context = isOurs ? thrown.context : { problem: thrown instanceof Error ? thrown.message : '' };
    parentPort?.postMessage({ kind: 'refused', code: isOurs ? thrown.code : 'DOCUMENT_DAMAGED', context });
  }
  parentPort?.close();
}

await run();
