import { type DependencyList, useCallback, useEffect, useRef, useState } from 'react';

/** Something fetched: the four states a list is drawn in, the empty one being told from the data. */
export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'error'; readonly error: unknown }
  | { readonly state: 'data'; readonly data: T };

/** Fetches now, again when the dependencies change, and on `reload`. While it is fetched again the old data stay. */
export function useLoad<T>(
  fetchIt: (signal: AbortSignal) => Promise<T>,
  dependencies: DependencyList,
): { loaded: Loaded<T>; reload: () => void } {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  const running = useRef<AbortController | null>(null);
  const load = useCallback(() => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    fetchIt(controller.signal).then(
      (data) => !controller.signal.aborted && setLoaded({ state: 'data', data }),
      (error: unknown) =>
        // A failed refresh does not take away what is already on the screen.
        !controller.signal.aborted &&
        setLoaded((old) => (old.state === 'data' ? old : { state: 'error', error })),
    );
    // biome-ignore lint/correctness/useExhaustiveDependencies: the caller names what the fetch depends on
  }, dependencies);
  useEffect(() => {
    setLoaded({ state: 'loading' });
    load();
    return () => running.current?.abort();
  }, [load]);
  const reload = useCallback(() => {
    setLoaded((old) => (old.state === 'data' ? old : { state: 'loading' }));
    load();
  }, [load]);
  return { loaded, reload };
}
