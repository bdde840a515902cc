import type { ImageShelf, Point } from '@hufu/ui';
import { useEffect, useState } from 'react';
import { flattenInWorker, type NotFlattened } from './flatten-in-worker.ts';

/** Where laying a photograph on its page stands. */
export type Laying =
  | { readonly state: 'idle' }
  | { readonly state: 'working'; readonly part: number }
  | { readonly state: 'failed'; readonly why: NotFlattened }
  | { readonly state: 'laid'; readonly url: string; readonly width: number; readonly height: number };

/** A photograph laid on its page, and how far that is. */
export function useFlattened(
  shelf: ImageShelf,
  pageDigest: string | null,
  photoUrl: string,
  corners: readonly Point[] | null,
  isWanted: boolean,
): Laying {
  const [laying, setLaying] = useState<Laying>({ state: 'idle' });
  useEffect(() => {
    setLaying({ state: 'idle' });
    if (!isWanted || !pageDigest || !corners) return;
    const controller = new AbortController();
    const { signal } = controller;
    let url = '';
    const tell = (next: Laying) => !signal.aborted && setLaying(next);
    const run = async () => {
      tell({ state: 'working', part: 0 });
      const page = await shelf.get(pageDigest);
      const onProgress = (part: number) => tell({ state: 'working', part });
      const made = await flattenInWorker(page.url, photoUrl, corners, onProgress, signal);
      if (signal.aborted) return;
      if (typeof made === 'string') return tell({ state: 'failed', why: made });
      url = URL.createObjectURL(made.blob);
      tell({ state: 'laid', url, width: made.width, height: made.height });
    };
    // The approved page that does not come says why in its own pane.
    run().catch(() => tell({ state: 'failed', why: 'picture' }));
    return () => {
      controller.abort();
      if (url) URL.revokeObjectURL(url);
    };
  }, [shelf, pageDigest, photoUrl, corners, isWanted]);
  return laying;
}
