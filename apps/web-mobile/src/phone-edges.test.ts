import { toBase64url } from '@hufu/contract';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readHandOver } from './demo/hand-over.ts';
import { type EventStream, followEvents, parseEvent } from './live/live-events.ts';
import { newId } from './new-id.ts';
import { hrefOf, parseRoute } from './route/route.ts';

const fragment = (value: unknown) => `#demo=${toBase64url(new TextEncoder().encode(JSON.stringify(value)))}`;

describe('readHandOver', () => {
  it('reads a demo account with its key file as text or as JSON', () => {
    const read = readHandOver(
      fragment({ login: 'wang', password: 'p', keyFile: { format: 'hufu-key/1' }, pin: '246810' }),
    );
    expect(read).toEqual({ login: 'wang', password: 'p', keyFile: '{"format":"hufu-key/1"}', pin: '246810' });
    expect(readHandOver(fragment({ login: 'wang', password: 'p' }))).toMatchObject({
      keyFile: null,
      pin: null,
    });
  });

  it('takes any other fragment for an ordinary one', () => {
    fc.assert(fc.property(fc.string(), (text) => readHandOver(`#/${text}`) === undefined));
    expect(readHandOver('#demo=AAAA')).toBeUndefined();
    expect(readHandOver(fragment({ login: 'wang' }))).toBeUndefined();
  });
});

describe('routes', () => {
  it('come back from their own address; anything else is home', () => {
    for (const route of [
      { screen: 'home' },
      { screen: 'keys' },
      { screen: 'machines' },
      { screen: 'request', id: 'x' },
      { screen: 'filing', replaces: 'y' },
    ] as const)
      expect(parseRoute(hrefOf(route))).toEqual(route);
    expect(parseRoute('#/no/such')).toEqual({ screen: 'home' });
  });
});

describe('newId', () => {
  it('makes version 7 UUIDs that sort by time', () => {
    const time = fc.integer({ min: 0, max: 2 ** 47 });
    fc.assert(
      fc.property(time, time, (a, b) => {
        const [x, y] = [newId(a), newId(b)];
        expect(x).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        if (a !== b) expect(x < y).toBe(a < b);
      }),
    );
  });
});

describe('followEvents', () => {
  afterEach(() => {
    vi.useRealTimers();
  });
  it('polls while the stream is broken, and looks once when it is back', () => {
    vi.useFakeTimers();
    const listeners = new Map<string, (e: MessageEvent) => void>();
    const stream: EventStream = {
      onopen: null,
      onerror: null,
      addEventListener: (type, listener) => void listeners.set(type, listener),
      close: () => undefined,
    };
    const heard: string[] = [];
    const stop = followEvents(
      (s) => heard.push(s.kind),
      () => stream,
    );
    stream.onerror?.(new Event('error'));
    stream.onerror?.(new Event('error'));
    vi.advanceTimersByTime(16_100);
    expect(heard).toEqual(['poll', 'poll']);
    stream.onopen?.(new Event('open'));
    vi.advanceTimersByTime(60_000);
    expect(heard).toEqual(['poll', 'poll', 'poll']);
    const data = JSON.stringify({ kind: 'request', id: newId(1), phase: 'authorized', at: 1 });
    listeners.get('message')?.(new MessageEvent('message', { data }));
    expect(heard.at(-1)).toBe('request');
    stop();
  });

  it('lets unknown events and broken lines pass', () => {
    expect(parseEvent('{"kind":"somethingNew"}')).toBeUndefined();
    expect(parseEvent('{"kind":')).toBeUndefined();
    expect(parseEvent(undefined)).toBeUndefined();
  });
});
