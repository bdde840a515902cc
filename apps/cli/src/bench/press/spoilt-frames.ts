import { randomBytes } from 'node:crypto';
import { HufuError } from '@hufu/contract';
import { type Random, seeded } from '@hufu/paper-world';
import {
  decodeFrame,
  defaultConfig,
  PressClient,
  type PressState,
  pressSigner,
  step,
  unpowered,
} from '@hufu/press';
import { generateFileSigner } from '@hufu/statement';
import { openProgress } from '../../screen/progress.ts';
import type { BenchOptions } from '../options.ts';

/** A frame as the host sends it, and the controller that waits for exactly this one. */
interface Awaited {
  readonly state: PressState;
  readonly bytes: Uint8Array;
}

const secrets = {
  signer: pressSigner(generateFileSigner('EdDSA')),
  pairKey: new Uint8Array(randomBytes(32)),
};

/** Ways in which a line, or somebody on it, spoils a frame. */
const ways = {
  bit: (bytes: Uint8Array, random: Random) => flip(bytes, random, 1),
  bits: (bytes: Uint8Array, random: Random) => flip(bytes, random, random.int(2, 8)),
  byte: (bytes: Uint8Array, random: Random) => {
    bytes[random.int(0, bytes.length - 1)] = random.int(0, 255);
    return bytes;
  },
  burst: (bytes: Uint8Array, random: Random) => {
    const from = random.int(0, bytes.length - 1);
    for (let i = from; i < Math.min(bytes.length, from + random.int(2, 40)); i++)
      bytes[i] = random.int(0, 255);
    return bytes;
  },
  lost: (bytes: Uint8Array, random: Random) =>
    without(bytes, random.int(0, bytes.length - 2), random.int(1, 4)),
  inserted: (bytes: Uint8Array, random: Random) => {
    const at = random.int(0, bytes.length);
    return Uint8Array.from([...bytes.subarray(0, at), random.int(0, 255), ...bytes.subarray(at)]);
  },
  cut: (bytes: Uint8Array, random: Random) =>
    Uint8Array.from([...bytes.subarray(0, random.int(1, bytes.length - 2)), 0]),
  exchanged: (bytes: Uint8Array, random: Random) => {
    const [a, b] = [random.int(0, bytes.length - 1), random.int(0, bytes.length - 1)];
    [bytes[a], bytes[b]] = [bytes[b] ?? 0, bytes[a] ?? 0];
    return bytes;
  },
  noise: (bytes: Uint8Array, random: Random) => bytes.map(() => random.int(0, 255)),
} satisfies Record<string, (bytes: Uint8Array, random: Random) => Uint8Array>;

function flip(bytes: Uint8Array, random: Random, times: number): Uint8Array {
  for (let i = 0; i < times; i++) {
    const bit = random.int(0, bytes.length * 8 - 1);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  }
  return bytes;
}

function without(bytes: Uint8Array, at: number, count: number): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + count)]);
}

/** Frames of a real session, each with the controller as it stood before it came. */
async function sampleFrames(): Promise<Awaited[]> {
  let state = unpowered(defaultConfig);
  const hear: ((bytes: Uint8Array) => void)[] = [];
  const frames: Awaited[] = [];
  const feed = (input: Parameters<typeof step>[1]) => {
    const result = step(state, input, secrets);
    state = result.state;
    for (const output of result.outputs) {
      if (output.type === 'framWrite') feed({ type: 'framWritten' });
      if (output.type === 'send') for (const listener of hear) listener(output.bytes);
    }
  };
  const hardware = { H: 0, zone: false, tamper: false, lidOpen: false, retracted: true, slot: 0 };
  feed({ type: 'powerOn', fram: [null, null], hardware, seed: new Uint8Array(32).fill(1) });
  const client = new PressClient({
    port: {
      write(bytes) {
        frames.push({ state, bytes: Uint8Array.from(bytes) });
        queueMicrotask(() => feed({ type: 'bytes', bytes }));
      },
      onData(listener) {
        hear.push(listener);
        return () => undefined;
      },
    },
    pairKey: secrets.pairKey,
    setTimer: () => () => undefined,
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
  });
  client.start();
  await client.hello();
  const attempt = { authorization: '00000000-0000-4000-8000-000000000001', k: 0, a: 0 };
  const preHash = new Uint8Array(32);
  await client.status();
  await client.press({ ...attempt, preHash });
  await client.voidAttempt({ ...attempt, preHash });
  await client.ledger({ what: 'registers' });
  await client.rescueLedger({ what: 'registers' });
  await client.loadRoster(new Uint8Array(randomBytes(900)));
  await client.estop();
  client.stop();
  return frames;
}

/** Sends spoilt frames to a controller that waits for the whole ones; every answer or change of its session counts. */
export async function benchSpoiltFrames(options: BenchOptions): Promise<Record<string, unknown>> {
  const count = Number(options.frames);
  if (!Number.isInteger(count) || count < 1)
    throw new HufuError('OPTION_INVALID', { context: { option: '--frames', value: options.frames ?? '' } });
  const random = seeded(`spoilt frames ${options.seed}`);
  const samples = await sampleFrames();
  const progress = openProgress('坏帧 frames', options.json);
  const sent: Record<string, number> = {};
  let unchanged = 0;
  let decoded = 0;
  let accepted = 0;
  const began = performance.now();
  for (let i = 0; i < count; ) {
    const { state, bytes } = random.pick(samples);
    const way = random.pick(Object.keys(ways) as (keyof typeof ways)[]);
    const spoilt = ways[way](Uint8Array.from(bytes), random);
    // A byte more before or after it leaves the frame itself whole.
    if (blocksOf(spoilt).some((block) => Buffer.compare(block, bytes.subarray(0, -1)) === 0)) {
      unchanged++;
      continue;
    }
    i++;
    sent[way] = (sent[way] ?? 0) + 1;
    for (const block of blocksOf(spoilt)) if (decodeFrame(block)) decoded++;
    const { state: after, outputs } = step(state, { type: 'bytes', bytes: withEnd(spoilt) }, secrets);
    if (outputs.length > 0 || after.session !== state.session || after.lastHostMs !== state.lastHostMs)
      accepted++;
    if (i % 50_000 === 0) progress.update(i, count);
  }
  progress.stop();
  if (accepted > 0) process.exitCode = 1;
  return {
    frames: count,
    seed: options.seed,
    accepted,
    decoded,
    unchanged,
    kindsOfFrames: samples.length,
    sent,
    seconds: Math.round((performance.now() - began) / 100) / 10,
  };
}

/** A delimiter at the end, so that nothing waits for more. */
const withEnd = (bytes: Uint8Array): Uint8Array => Uint8Array.from([...bytes, 0]);

function blocksOf(bytes: Uint8Array): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  let from = 0;
  for (let at = 0; at <= bytes.length; at++)
    if (at === bytes.length || bytes[at] === 0) {
      if (at > from) blocks.push(bytes.subarray(from, at));
      from = at + 1;
    }
  return blocks;
}
