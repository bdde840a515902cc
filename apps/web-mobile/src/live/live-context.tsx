import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { followEvents, type LiveSignal } from './live-events.ts';

type Subscribe = (listener: (signal: LiveSignal) => void) => () => void;
const LiveContext = createContext<Subscribe>(() => () => undefined);

/** Opens the stream while somebody is signed in and hands its signals to the screens. */
export function LiveProvider(props: { account: string; children: ReactNode }): ReactNode {
  const listeners = useRef(new Set<(signal: LiveSignal) => void>());
  const [subscribe] = useState<Subscribe>(() => (listener: (signal: LiveSignal) => void) => {
    listeners.current.add(listener);
    return () => listeners.current.delete(listener);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another account, another stream
  useEffect(
    () =>
      followEvents((signal) => {
        for (const listener of listeners.current) listener(signal);
      }),
    [props.account],
  );
  return <LiveContext.Provider value={subscribe}>{props.children}</LiveContext.Provider>;
}

/** Hears of changes while the screen is there. */
export function useLive(onSignal: (signal: LiveSignal) => void): void {
  const subscribe = useContext(LiveContext);
  const latest = useRef(onSignal);
  latest.current = onSignal;
  useEffect(() => subscribe((signal) => latest.current(signal)), [subscribe]);
}
