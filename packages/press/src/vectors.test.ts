import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex, toHex } from '@hufu/contract';
import { importSigner } from '@hufu/statement';
import { anAuthorization, aVillage, derivedBytes, freshnessFor } from '@hufu/testkit';
import { describe, expect, it } from 'vitest';
import { type Vector, type VectorInput, VectorWriter, vectorScenarios } from '../rig/vector-scenarios.ts';
import { unpowered } from './boot.ts';
import { type PressSecrets, step } from './core.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import { pressSigner } from './receipt.ts';
import { defaultConfig, type PressInput } from './state.ts';

const folder = new URL('../../../vectors/press/', import.meta.url).pathname;
const village = aVillage();
const authorization = anAuthorization(village, {
  impressions: [{ seal: village.seals.committee, pages: [0], copies: 2, place: null }],
}).approvedBy(village.secretary);
const pairKey = derivedBytes('pair-key');

interface Board {
  readonly pressSecret: string;
  readonly pairKey: string;
  readonly config: typeof defaultConfig;
}

interface FrameVectors {
  readonly good: { type: number; sid: number; seq: number; payload: string; wire: string }[];
  readonly bad: { block: string; why: string }[];
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as T;
}

function frameVectors(): FrameVectors {
  const payloads = [
    '',
    '00',
    'a0',
    '0000000000',
    'ff'.repeat(254),
    `${'11'.repeat(253)}00`,
    '01'.repeat(400),
  ];
  return {
    good: payloads.map((payload, i) => {
      const frame = { type: i + 1, sid: i * 4097, seq: 65_535 - i };
      return { ...frame, payload, wire: toHex(encodeFrame({ ...frame, payload: fromHex(payload) })) };
    }),
    bad: [
      { block: '', why: 'empty block' },
      { block: '0a01', why: 'code runs past the end' },
      { block: '030100', why: 'zero inside' },
      {
        block: toHex(encodeFrame({ type: 1, sid: 0, seq: 0, payload: new Uint8Array(2) }).slice(0, -2)),
        why: 'cut short',
      },
    ],
  };
}

/** Vectors are made by `UPDATE_VECTORS=1 npx vitest run --project unit packages/press/src/vectors.test.ts`. */
function update(): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, value: unknown) =>
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(value, null, 1)}\n`);
  write('board', {
    pressSecret: toHex(village.machine.press.secret),
    pairKey: toHex(pairKey),
    config: defaultConfig,
  });
  write('frames', frameVectors());
  for (const vector of made()) write(vector.name, vector);
}

function made(): Vector[] {
  return vectorScenarios(
    {
      secrets: { signer: pressSigner(village.machine.press), pairKey },
      roster: village.rosterCose,
      authorization: authorization.cose,
      freshness: (nonce) => freshnessFor(village, nonce).map((s) => s.cose),
    },
    authorization.payload.id,
  );
}

if (process.env.UPDATE_VECTORS) update();

const names = readdirSync(folder)
  .map((file) => file.replace('.json', ''))
  .filter((name) => !['board', 'frames', 'bring-up', 'README.md'].includes(name));

describe('conformance vectors of the press controller', () => {
  it.each(names)('%s: the same inputs give the same frames and motor commands', (name) => {
    const board = read<Board>('board');
    const secrets: PressSecrets = {
      signer: pressSigner(importSigner('EdDSA', fromHex(board.pressSecret))),
      pairKey: fromHex(board.pairKey),
    };
    const writer = new VectorWriter();
    let state = unpowered(board.config);
    for (const vector of [read<Vector>('bring-up'), read<Vector>(name)])
      for (const [i, { in: input, out }] of vector.steps.entries()) {
        // Power lost and back: nothing but FRAM and latches is left.
        if (input.type === 'powerOn') state = unpowered(board.config);
        const result = step(state, inputOf(input, writer), secrets);
        state = result.state;
        expect({ step: i, out: result.outputs.map((o) => writer.output(o)) }).toEqual({ step: i, out });
      }
  });

  it('cover every scenario that is written down', () => {
    const scenarios = made().filter((v) => v.name !== 'bring-up');
    expect(scenarios.map((v) => v.name).sort()).toEqual([...names].sort());
    for (const { name, says } of scenarios) expect(read<Vector>(name).says).toBe(says);
  });

  it('frame by frame', () => {
    const { good, bad } = read<FrameVectors>('frames');
    for (const { wire, payload, ...fields } of good) {
      expect(toHex(encodeFrame({ ...fields, payload: fromHex(payload) }))).toBe(wire);
      expect(decodeFrame(fromHex(wire).slice(0, -1))).toEqual({ ...fields, payload: fromHex(payload) });
    }
    for (const { block } of bad) expect(decodeFrame(fromHex(block))).toBeUndefined();
  });
});

function inputOf(input: VectorInput, writer: VectorWriter): PressInput {
  const bytesOf = (n: number | null) => (n === null ? null : (writer.writes[n] ?? null));
  switch (input.type) {
    case 'powerOn':
      return { ...input, seed: fromHex(input.seed), fram: [bytesOf(input.fram[0]), bytesOf(input.fram[1])] };
    case 'bytes':
      return { type: 'bytes', bytes: fromHex(input.hex) };
    default:
      return input;
  }
}
