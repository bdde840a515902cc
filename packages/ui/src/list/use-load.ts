import { type DependencyList, useCallback, useEffect, useRef, useState } from 'react';

/** Something fetched: the four states a list is drawn in, the empty one being told from the data. */
export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'error'; readonly error: unknown }
  | {
      readonly state: 'data';
      readonly data: T;
      readonly at: number;
      /** A later attempt to fetch it anew failed: what is shown may be out of date. */
      readonly isStale: boolean;
    };

/** How a fetch is kept up. */
export interface LoadOptions {
  /** Fetches anew this often while the page is before somebody's eyes, and at once when it comes back there. */
  readonly everyMs?: number;
}

/** Fetches now, again when the dependencies change, and on `reload`. While it is fetched again the old data stay. */
export function useLoad<T>(
  fetchIt: (signal: AbortSignal) => Promise<T>,
  dependencies: DependencyList,
  { everyMs }: LoadOptions = {},
): { loaded: Loaded<T>; reload: () => void } {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  const running = useRef<AbortController | null>(null);
  const load = useCallback(() => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    fetchIt(controller.signal).then(
      (data) =>
        !controller.signal.aborted && setLoaded({ state: 'data', data, at: Date.now(), isStale: false }),
      (error: unknown) =>
        // A failed refresh does not take away what is already on the screen; the screen says that it is old.
        !controller.signal.aborted &&
        setLoaded((old) => (old.state === 'data' ? { ...old, isStale: true } : { state: 'error', error })),
    );
    // biome-ignore lint/correctness/useExhaustiveDependencies: the caller names what the fetch depends on
  }, dependencies);
  useEffect(() => {
    setLoaded({ state: 'loading' });
    load();
    return () => running.current?.abort();
  }, [load]);
  useEffect(() => {
    if (everyMs === undefined) return;
    const refresh = () => {
      if (document.visibilityState === 'visible') load();
    };
    const timer = setInterval(refresh, everyMs);
    document.addEventListener('visibilitychange', refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', refresh);
    };
  }, [load, everyMs]);
  const reload = useCallback(() => {
    setLoaded((old) => (old.state === 'data' ? old : { state: 'loading' }));
    load();
  }, [load]);
  return { loaded, reload };
}
