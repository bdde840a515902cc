import { HufuError } from '@hufu/contract';
import { openPaperPool, type PaperPool } from '@hufu/paper';
import { pageWarnings } from './page-warnings.ts';

/** One page as an image that is shown, hashed and approved: PNG at 200 dpi. */
export interface RenderedPage {
  readonly bytes: Uint8Array;
  readonly mediaType: 'image/png' | 'image/jpeg';
  readonly widthPx: number;
  readonly heightPx: number;
  readonly source: 'document' | 'photo';
  /** What the eye should look at: blank, halfBlank, blurred, dark. */
  readonly warnings: readonly string[];
}

/** Turns a PDF or a picture into pages. */
export interface PageRenderer extends AsyncDisposable {
  /** Starts the thread ahead of the first upload, which then need not wait for it. */
  warm(): void;
  render(file: {
    readonly bytes: Uint8Array;
    readonly name: string;
  }): AsyncIterable<RenderedPage & { n: number; total: number }>;
}

const timeoutMs = 180_000;

/**
 * A thread of its own for uploads, apart from the threads that compare evidence: whatever a hostile file does there
 * ends with that thread, and nothing else is disturbed.
 */
export function openPageRenderer(): PageRenderer {
  let pool: PaperPool | undefined;
  const restart = async () => {
    const stuck = pool;
    pool = undefined;
    await stuck?.close();
  };
  return {
    warm() {
      pool ??= openPaperPool({ size: 1 });
    },
    async *render(file) {
      pool ??= openPaperPool({ size: 1 });
      const document = await withTimeout(pool.render(file.bytes, file.name), restart);
      const source = document.kind === 'photo' ? 'photo' : 'document';
      const total = document.pages.length;
      for (const [n, { png, width, height }] of document.pages.entries()) {
        const warnings = await pageWarnings(png, document.kind === 'pdf' ? 'document' : 'photo');
        yield {
          bytes: png,
          mediaType: 'image/png',
          widthPx: width,
          heightPx: height,
          source,
          warnings,
          n,
          total,
        };
      }
    },
    [Symbol.asyncDispose]: restart,
  };
}

async function withTimeout<T>(work: Promise<T>, onTimeout: () => Promise<void>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new HufuError('PAPER_WORKER_STOPPED', { context: { seconds: timeoutMs / 1000 } }));
    void onTimeout();
  }, timeoutMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
