import { describe, expect, it, vi } from 'vitest';
import { type AgentView, followAgent } from './agent-stream.ts';

const id = '00000000-0000-7000-8000-000000000001';
const idle = {
  machine: { id, name: '一号机', village: '某村', thumbprint: 'a'.repeat(64) },
  demo: false,
  now: 5000,
  link: { online: true, since: 0, queued: 0 },
  freshUntil: null,
  counters: null,
  lock: 'ready',
  rosterDigest: null,
  jobs: [],
  screen: { name: 'idle' },
  version: 7,
};

/** A stream whose events the test sends. */
class FakeStream {
  onmessage: ((e: MessageEvent) => void) | null = null;
  onerror: ((e: Event) => void) | null = null;
  readyState = 1;
  isClosed = false;
  addEventListener(): void {}
  close(): void {
    this.isClosed = true;
  }
  say(data: string): void {
    this.onmessage?.(new MessageEvent('message', { data }));
  }
  fail(readyState: number): void {
    this.readyState = readyState;
    this.onerror?.(new Event('error'));
  }
}

function setUp() {
  const streams: FakeStream[] = [];
  const views: AgentView[] = [];
  const stop = followAgent(
    (v) => views.push(v),
    () => {
      const stream = new FakeStream();
      streams.push(stream);
      return stream;
    },
    () => 2000,
  );
  return { streams, views, stop };
}

describe('following the agent', () => {
  it('shows the state and how far the clocks are apart', () => {
    const { streams, views } = setUp();
    streams[0]?.say(JSON.stringify(idle));
    expect(views.at(-1)).toMatchObject({ isConnected: true, clockAheadMs: 3000, state: { version: 7 } });
  });

  it('keeps the last state and says so when the agent goes away, and opens a closed stream again', () => {
    vi.useFakeTimers();
    try {
      const { streams, views } = setUp();
      streams[0]?.say(JSON.stringify(idle));
      streams[0]?.fail(2);
      expect(views.at(-1)).toMatchObject({ isConnected: false, state: { version: 7 } });
      vi.runAllTimers();
      expect(streams.length).toBe(2);
      streams[1]?.say(JSON.stringify({ ...idle, version: 8 }));
      expect(views.at(-1)).toMatchObject({ isConnected: true, state: { version: 8 } });
    } finally {
      vi.useRealTimers();
    }
  });

  it('draws nothing from a state that does not parse', () => {
    const { streams, views } = setUp();
    streams[0]?.say('{"version":');
    streams[0]?.say(JSON.stringify({ ...idle, screen: { name: 'unlockEverything' } }));
    expect(views).toEqual([]);
  });
});
