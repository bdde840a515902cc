import { type KioskState, kioskHttp, zKioskState } from '@hufu/contract';
import { useEffect, useState } from 'react';

/** What the screen knows of the machine: its state, and whether the agent answers. */
export interface AgentView {
  readonly state: KioskState | null;
  readonly isConnected: boolean;
  /** The agent's clock minus this screen's. */
  readonly clockAheadMs: number;
}

/** The part of EventSource we use. */
interface StateStream {
  onmessage: ((e: MessageEvent) => void) | null;
  onerror: ((e: Event) => void) | null;
  readonly readyState: number;
  addEventListener(type: string, listener: (e: MessageEvent) => void): void;
  close(): void;
}

/** EventSource gives up after an HTTP error; the agent may take a while to start again. */
const reopenMs = 1500;
const closed = 2;

/** Reads one state out of the stream; what does not parse is no state. */
export function parseState(data: unknown): KioskState | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const parsed = zKioskState.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // Half a line of a stream that breaks: the next state follows.
    return undefined;
  }
}

/** Follows the agent's state stream and opens it again whenever it ends. */
export function followAgent(
  onView: (view: AgentView) => void,
  open: () => StateStream = () => new EventSource(kioskHttp.stream),
  now: () => number = Date.now,
): () => void {
  let view: AgentView = { state: null, isConnected: false, clockAheadMs: 0 };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stream: StateStream;
  let isOver = false;
  const tell = (next: Partial<AgentView>) => {
    view = { ...view, ...next };
    onView(view);
  };
  const take = (e: MessageEvent) => {
    const state = parseState(e.data);
    if (state) tell({ state, isConnected: true, clockAheadMs: state.now - now() });
  };
  const start = () => {
    stream = open();
    stream.onmessage = take;
    stream.addEventListener('state', take);
    stream.onerror = () => {
      tell({ isConnected: false });
      if (stream.readyState !== closed || isOver) return;
      clearTimeout(timer);
      timer = setTimeout(start, reopenMs);
    };
  };
  start();
  return () => {
    isOver = true;
    clearTimeout(timer);
    stream.close();
  };
}

/** The agent's state, following the stream. */
export function useAgent(): AgentView {
  const [view, setView] = useState<AgentView>({ state: null, isConnected: false, clockAheadMs: 0 });
  useEffect(() => followAgent(setView), []);
  return view;
}
