import { type LiveEvent, zLiveEvent } from '@hufu/contract';

/** Something may have changed: an event of the server, or the beat of polling while there is no stream. */
export type LiveSignal = { readonly kind: 'poll' } | LiveEvent;

/** While the stream is broken, screens fetch again this often. */
const pollMs = 8000;

/** The part of EventSource we use; a test brings its own. */
export interface EventStream {
  onopen: ((e: Event) => void) | null;
  onerror: ((e: Event) => void) | null;
  addEventListener(type: string, listener: (e: MessageEvent) => void): void;
  close(): void;
}

/** Follows the server's events; falls back to polling and comes back to the stream by itself. */
export function followEvents(
  onSignal: (signal: LiveSignal) => void,
  open: () => EventStream = () => new EventSource('/api/events'),
): () => void {
  let polling: ReturnType<typeof setInterval> | undefined;
  const stopPolling = () => {
    clearInterval(polling);
    polling = undefined;
  };
  const stream = open();
  const take = (e: MessageEvent) => {
    const event = parseEvent(e.data);
    if (event) onSignal(event);
  };
  for (const kind of ['message', 'request', 'document', 'notice', 'machine', 'alarm'])
    stream.addEventListener(kind, take);
  stream.onopen = () => {
    stopPolling();
    // What happened while we were away is not sent again.
    onSignal({ kind: 'poll' });
  };
  stream.onerror = () => {
    polling ??= setInterval(() => onSignal({ kind: 'poll' }), pollMs);
  };
  return () => {
    stopPolling();
    stream.close();
  };
}

/** An event out of its text; unknown kinds are let pass unheard. */
export function parseEvent(data: unknown): LiveEvent | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const parsed = zLiveEvent.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // A comment or half a line of a broken stream: nothing to act on.
    return undefined;
  }
}
