import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex, toHex } from '@hufu/contract';
import { importSigner } from '@hufu/statement';
import { anAuthorization, aVillage, derivedBytes, freshnessFor } from '@hufu/testkit';
import { describe, expect, it } from 'vitest';
import { vectorConfig, vectorScenarios } from '../rig/vector-scenarios.ts';
import { type Vector, type VectorInput, VectorWriter } from '../rig/vector-writer.ts';
import { unpowered } from './boot.ts';
import { type PressSecrets, step } from './core.ts';
import { decodeFrame, encodeFrame, frameTypes } from './frame.ts';
import { pressSigner } from './receipt.ts';
import type { PressConfig, PressInput } from './state.ts';

const folder = new URL('../../../vectors/press/', import.meta.url).pathname;
const village = aVillage();
const authorization = anAuthorization(village, {
  impressions: [{ seal: village.seals.committee, pages: [0], copies: 2, place: null }],
}).approvedBy(village.secretary);
const pairKey = derivedBytes('pair-key');

interface Board {
  readonly pressSecret: string;
  readonly pairKey: string;
  readonly config: PressConfig;
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
  for (const name of readdirSync(folder)) if (name.endsWith('.json')) rmSync(join(folder, name));
  const write = (name: string, value: unknown) =>
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(value, null, 1)}\n`);
  write('board', {
    pressSecret: toHex(village.machine.press.secret),
    pairKey: toHex(pairKey),
    config: vectorConfig,
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

const all = names.map((name) => read<Vector>(name));
const wordsIn = (vectors: readonly Vector[], what: 'in' | 'out'): string[] =>
  vectors.flatMap((v) =>
    v.steps.flatMap((step) =>
      what === 'in'
        ? step.in.type === 'bytes'
          ? [...step.in.says]
          : []
        : step.out.flatMap((out) => (out.type === 'send' ? out.says : [])),
    ),
  );

describe('conformance vectors of the press controller', () => {
  it.each(names)('%s: the same inputs give the same frames and motor commands', (name) => {
    const board = read<Board>('board');
    const secrets: PressSecrets = {
      signer: pressSigner(importSigner('EdDSA', fromHex(board.pressSecret))),
      pairKey: fromHex(board.pairKey),
    };
    const writer = new VectorWriter();
    let state = unpowered(board.config);
    const vector = read<Vector>(name);
    for (const { steps } of vector.after ? [read<Vector>(vector.after), vector] : [vector])
      for (const [i, { in: input, out }] of steps.entries()) {
        // Power lost and back: nothing but FRAM and latches is left.
        if (input.type === 'powerOn') state = unpowered(board.config);
        const fed = inputOf(input, writer);
        const result = step(state, fed, secrets);
        state = result.state;
        const sessionKey = state.session?.key ?? null;
        const told = writer.step({ input: fed, outputs: result.outputs, sessionKey });
        expect({ step: i, out: told.out }).toEqual({ step: i, out });
      }
  });

  it('cover every scenario that is written down', () => {
    const scenarios = made().filter((v) => v.name !== 'bring-up');
    expect(scenarios.map((v) => v.name).sort()).toEqual([...names].sort());
    for (const { name, says } of scenarios) expect(read<Vector>(name).says).toBe(says);
  });

  it('send every command of the protocol', () => {
    const sent = wordsIn([...all, read<Vector>('bring-up')], 'in').map((words) => words.split(' ')[0]);
    expect(Object.keys(frameTypes).filter((type) => !sent.includes(type))).toEqual([]);
  });

  it('show every refusal that the controller can give', () => {
    // The client's own refusals never cross the line.
    const sources = readdirSync(new URL('.', import.meta.url)).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'press-client.ts',
    );
    const codes = sources.flatMap((name) =>
      [...readFileSync(new URL(name, import.meta.url), 'utf8').matchAll(/refuse\('([A-Z_]+)'/g)].map(
        ([, code]) => code,
      ),
    );
    const shown = wordsIn(all, 'out').join('\n');
    expect([...new Set(codes)].filter((code) => !shown.includes(`"${code}"`))).toEqual([]);
  });

  it('show every outcome, every event and every motor command', () => {
    const shown = wordsIn(all, 'out').join('\n');
    for (const word of ['executed', 'notExecuted', 'unknown', ...eventsShown])
      expect(shown).toContain(`"${word}"`);
    const motors = all.flatMap((v) => v.steps.flatMap(({ out }) => out.filter((o) => o.type === 'motor')));
    expect([...new Set(motors.map((m) => JSON.stringify(m.command).split('"')[3]))].sort()).toEqual(
      ['clearTamper', 'clearZone', 'down', 'lock', 'selectSlot', 'stop', 'unlock', 'up'].sort(),
    );
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

const eventsShown = [
  'settled',
  'lidOpened',
  'lidClosed',
  'tamper',
  'jam',
  'quarantined',
  'stuckDown',
  'framDamaged',
];

function inputOf(input: VectorInput, writer: VectorWriter): PressInput {
  switch (input.type) {
    case 'powerOn':
      return {
        ...input,
        seed: fromHex(input.seed),
        fram: [writer.bytesOf(input.fram[0]), writer.bytesOf(input.fram[1])],
      };
    case 'bytes':
      return { type: 'bytes', bytes: fromHex(input.hex) };
    default:
      return input;
  }
}
