import { Worker } from 'node:worker_threads';
import { type ErrorCode, HufuError, isErrorCode } from '@hufu/contract';
import { z } from 'zod';

/** One page as an image that is shown, hashed and approved. */
export interface RenderedPage {
  readonly bytes: Uint8Array;
  readonly mediaType: 'image/png' | 'image/jpeg';
  readonly widthPx: number;
  readonly heightPx: number;
  readonly source: 'document' | 'photo';
  /** What the eye should look at: blank, halfBlank, blurred, dark. */
  readonly warnings: readonly string[];
}

/** Turns a PDF or a picture into pages, page by page. */
export interface PageRenderer {
  render(
    file: { readonly bytes: Uint8Array; readonly mediaType: string },
    onPage: (page: RenderedPage, n: number, total: number) => Promise<void>,
  ): Promise<void>;
}

const zMessage = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('page'),
    n: z.number(),
    total: z.number(),
    page: z.object({
      bytes: z.custom<Uint8Array>((v) => v instanceof Uint8Array),
      mediaType: z.enum(['image/png', 'image/jpeg']),
      widthPx: z.number(),
      heightPx: z.number(),
      source: z.enum(['document', 'photo']),
      warnings: z.array(z.string()),
    }),
  }),
  z.object({ kind: z.literal('done') }),
  z.object({ kind: z.literal('refused'), code: z.string(), context: z.record(z.string(), z.unknown()) }),
]);

const timeoutMs = 180_000;

/**
 * A fresh thread for every document: whatever a hostile file does to the decoder ends with that thread,
 * and nothing else is disturbed.
 */
export function createPageRenderer(): PageRenderer {
  return {
    async render(file, onPage) {
      const worker = new Worker(new URL('./render-worker.ts', import.meta.url), {
        workerData: file,
        resourceLimits: { maxOldGenerationSizeMb: 768 },
      });
      const timer = setTimeout(() => void worker.terminate(), timeoutMs);
      try {
        await follow(worker, onPage);
      } finally {
        clearTimeout(timer);
        await worker.terminate();
      }
    },
  };
}

function follow(worker: Worker, onPage: Parameters<PageRenderer['render']>[1]): Promise<void> {
  return new Promise((resolve, reject) => {
    // Pages are stored in their order; the next one is asked for when the last is safe.
    let stored = Promise.resolve();
    worker.on('message', (raw) => {
      const message = zMessage.parse(raw);
      switch (message.kind) {
        case 'page':
          stored = stored.then(() => onPage(message.page, message.n, message.total));
          stored.then(() => worker.postMessage('next'), reject);
          return;
        case 'done':
          stored.then(resolve, reject);
          return;
        case 'refused': {
          const code: ErrorCode = isErrorCode(message.code) ? message.code : 'DOCUMENT_DAMAGED';
          reject(new HufuError(code, { context: message.context }));
          return;
        }
        default:
          message satisfies never;
      }
    });
    worker.on('error', (cause) =>
      reject(new HufuError('DOCUMENT_DAMAGED', { cause, context: { problem: 'decoder' } })),
    );
    worker.on('exit', () => reject(new HufuError('DOCUMENT_DAMAGED', { context: { problem: 'decoder' } })));
  });
}
