import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PressClient, preHashOf } from '@hufu/press';
import { anAuthorization, aVillage, derivedBytes, freshnessFor } from '@hufu/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPairKey } from './press-keys.ts';
import { openSerialLine, type SerialLine } from './serial-line.ts';

const village = aVillage();
const authorization = anAuthorization(village, {
  impressions: [{ seal: village.seals.committee, pages: [0], copies: 2, place: null }],
}).approvedBy(village.secretary);
const preHash = preHashOf([derivedBytes('frame-1')]);
const first = { authorization: authorization.payload.id, k: 0, a: 0 };

let folder: string;
let press: ChildProcess | undefined;
let line: SerialLine | undefined;
let client: PressClient | undefined;
let events: string[];
let onEvent: (event: string) => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hufu-press-'));
  // The board has the key that the village's roster names.
  await writeFile(join(folder, 'press.key'), village.machine.press.secret);
  events = [];
  onEvent = () => {};
});

afterEach(async () => {
  await disconnect();
  if (press && press.exitCode === null) await kill('SIGTERM');
  await rm(folder, { recursive: true });
});

async function start(timing: Record<string, number> = {}): Promise<void> {
  const script = new URL('./bench-press.ts', import.meta.url).pathname;
  press = spawn(process.execPath, [script, folder, JSON.stringify(timing)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(press.stdout ?? process.stdin, 'data');
  expect(String(said)).toContain('ready');
}

async function kill(signal: NodeJS.Signals): Promise<void> {
  const exit = press && once(press, 'exit');
  press?.kill(signal);
  await exit;
}

async function connect(): Promise<PressClient> {
  line = await openSerialLine(join(folder, 'tty'));
  client = new PressClient({
    port: line,
    pairKey: await openPairKey(folder),
    expectedPress: village.machine.thumbprint,
    setTimer: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    onEvent: ({ event }) => {
      events.push(event);
      onEvent(event);
    },
  });
  client.start();
  await client.hello();
  return client;
}

async function disconnect(): Promise<void> {
  client?.stop();
  await line?.close();
  client = undefined;
  line = undefined;
}

async function makeReady(to: PressClient): Promise<void> {
  // The line answers while the boot record is still being written; until it is durable nothing else may be.
  for (;;) {
    const status = await to.status();
    if (status.ok && status.value.motion === 'idle') break;
  }
  expect(await to.loadRoster(village.rosterCose)).toMatchObject({ ok: true });
  const nonce = await to.nonce('freshness');
  if (!nonce.ok) throw new Error(nonce.code);
  const words = freshnessFor(village, nonce.value).map((s) => s.cose);
  expect(await to.loadFreshness(words)).toMatchObject({ ok: true });
  expect(await to.authorize(authorization.cose)).toMatchObject({ ok: true, value: { count: 2 } });
}

describe('the controller behind its serial line', () => {
  it('takes an authorization, presses once and hands over a receipt that verifies', async () => {
    await start();
    const host = await connect();
    await makeReady(host);
    expect(await host.press({ ...first, preHash })).toMatchObject({ ok: true });
    const settled = await host.settled(first);
    expect(settled).toMatchObject({
      ok: true,
      value: { outcome: 'executed', receipt: { H0: 0, H1: 1, counters: { A: 1, D: 1, L: 2, H: 1 } } },
    });
    expect(await host.press({ ...first, a: 1, preHash })).toMatchObject({
      ok: false,
      code: 'PRESS_ALREADY_USED',
    });
    expect(await host.status()).toMatchObject({ ok: true, value: { mode: 'ready', retracted: true } });
  });

  it('refuses a board that lacks the pair key', async () => {
    await start();
    line = await openSerialLine(join(folder, 'tty'));
    client = new PressClient({
      port: line,
      pairKey: new Uint8Array(32),
      setTimer: (run, ms) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      randomBytes: (length) => new Uint8Array(randomBytes(length)),
    });
    client.start();
    await expect(client.hello()).rejects.toMatchObject({ code: 'PRESS_LINK_UNPAIRED' });
  });

  it.each([
    ['above the contact zone', { toZoneMs: 60_000 }, 'notExecuted', 0],
    ['on the way up after the contact', { upMs: 2_500 }, 'executed', 1],
  ] as const)('killed %s, it still knows the truth after a restart', async (_where, timing, outcome, H) => {
    await start(timing);
    const host = await connect();
    await makeReady(host);
    expect(await host.press({ ...first, preHash })).toMatchObject({ ok: true });
    const stopBeats = host.keepBeating();
    const wanted = H === 0 ? 'descending' : 'retracting';
    for (;;) {
      const status = await host.status();
      if (status.ok && status.value.motion === wanted) break;
    }
    await kill('SIGKILL');
    stopBeats();
    await disconnect();

    await start();
    const again = await connect();
    const settled = await again.resolve({ ...first, preHash });
    expect(settled).toMatchObject({ ok: true, value: { outcome, reason: 'powerCut', receipt: { H1: H } } });
    expect(await again.ledger({ what: 'registers' })).toMatchObject({
      ok: true,
      value: { boot: 2, fault: null, quarantine: null, counters: { A: H, H, L: 2 } },
    });
  });
});
