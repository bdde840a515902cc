import { toHex } from '@hufu/contract';
import { sha256 } from '@noble/hashes/sha2.js';
import type { FrameType } from '../src/frame.ts';
import type { SensorReading } from '../src/plant.ts';
import type { PressInput, PressOutput } from '../src/state.ts';
import { type BenchStatements, greet, readyWorld } from './bench-village.ts';
import type { BenchHost, BenchWorld, Recorded } from './bench-world.ts';

/** One input of a vector. `fram` names earlier framWrite outputs by their number, so that the layout of the memory is free. */
export type VectorInput =
  | {
      type: 'powerOn';
      fram: [number | null, number | null];
      seed: string;
      hardware: {
        H: number;
        zone: boolean;
        tamper: boolean;
        lidOpen: boolean;
        retracted: boolean;
        slot: number;
      };
    }
  | { type: 'bytes'; hex: string }
  | { type: 'tick'; ms: number }
  | { type: 'sensor'; reading: SensorReading }
  | { type: 'framWritten' };

/** One output of a vector. */
export type VectorOutput =
  | { type: 'send'; hex: string }
  | { type: 'motor'; command: unknown }
  | { type: 'framWrite'; n: number; copy: 0 | 1 };

/** Inputs with the outputs that must follow, in order. */
export interface Vector {
  readonly name: string;
  readonly says: string;
  /** Another vector that is to be run first, on the same controller. */
  readonly after: string | null;
  readonly steps: readonly { readonly in: VectorInput; readonly out: readonly VectorOutput[] }[];
}

/** Turns steps into JSON; keeps which FRAM bytes were which write. */
export class VectorWriter {
  readonly writes: Uint8Array[] = [];
  #steps: Vector['steps'][number][] = [];

  record = ({ input, outputs }: Recorded): void => {
    this.#steps.push({ in: this.#input(input), out: outputs.map((o) => this.output(o)) });
  };

  take(name: string, says: string, after: string | null): Vector {
    const steps = this.#steps;
    this.#steps = [];
    return { name, says, after, steps };
  }

  fork(): VectorWriter {
    const copy = new VectorWriter();
    copy.writes.push(...this.writes);
    return copy;
  }

  #input(input: PressInput): VectorInput {
    switch (input.type) {
      case 'powerOn': {
        const number = (bytes: Uint8Array | null) => (bytes ? this.writes.lastIndexOf(bytes) : null);
        const { hardware, seed } = input;
        return {
          type: 'powerOn',
          fram: [number(input.fram[0]), number(input.fram[1])],
          seed: toHex(seed),
          hardware,
        };
      }
      case 'bytes':
        return { type: 'bytes', hex: toHex(input.bytes) };
      case 'tick':
      case 'sensor':
      case 'framWritten':
        return input;
      default:
        return input satisfies never;
    }
  }

  output(output: PressOutput): VectorOutput {
    switch (output.type) {
      case 'send':
        return { type: 'send', hex: toHex(output.bytes) };
      case 'motor':
        return output;
      case 'framWrite':
        this.writes.push(output.bytes);
        return { type: 'framWrite', n: this.writes.length - 1, copy: output.copy };
      default:
        return output satisfies never;
    }
  }
}

/** All scenarios, each from the same ready controller. */
export function vectorScenarios(statements: BenchStatements, authorization: string): Vector[] {
  const preHash = sha256(new TextEncoder().encode('before'));
  const order = { authorization, k: 0, a: 0, preHash, exception: null };
  const base = new VectorWriter();
  const ready = readyWorld(statements, (world) => {
    world.recorder = base.record;
  });
  const vectors = [
    base.take(
      'bring-up',
      'blank controller: hello, first roster, nonce, freshness of two witnesses, authorization of two',
      null,
    ),
  ];

  const scenario = (name: string, says: string, act: (world: BenchWorld, host: BenchHost) => void) => {
    const world = ready.world.fork();
    const writer = base.fork();
    world.recorder = writer.record;
    act(world, ready.host.fork(world));
    vectors.push(writer.take(name, says, 'bring-up'));
  };
  const send = (host: BenchHost, type: FrameType, body: unknown) => host.send(host.frame(type, body));
  /** Claim, carousel, flag: until the head goes down. */
  const descend = (world: BenchWorld, host: BenchHost) => {
    send(host, 'PRESS', order);
    while (world.framDone() || world.sense());
  };
  const again = (world: BenchWorld) => {
    world.powerCut();
    greet(world).ask('LEDGER', { what: 'impression', authorization, k: 0 });
  };

  scenario('honest-press', 'claim, press, receipt', (world, host) => {
    send(host, 'PRESS', order);
    world.rest(host);
    host.ask('RECEIPT', { authorization, k: 0, a: 0, offset: 0 });
    host.ask('RECEIPT', { authorization, k: 0, a: 0, offset: 320 });
  });
  scenario('doubled-press', 'the same frame three times: one press, the same reply', (world, host) => {
    const bytes = host.frame('PRESS', order);
    host.send(bytes);
    host.send(bytes);
    world.rest(host);
    host.send(bytes);
    host.ask('PRESS', order);
    host.ask('PRESS', { ...order, a: 1 });
  });
  scenario('void-then-late-press', 'an attempt once voided is dead, the next one lives', (world, host) => {
    const late = host.frame('PRESS', order);
    host.ask('VOID_ATTEMPT', { authorization, k: 0, a: 0, preHash });
    host.send(late);
    host.ask('PRESS', order);
    host.ask('PRESS', { ...order, a: 1 });
    world.rest(host);
  });
  scenario('dead-man', 'no host frame for 250 ms above the contact zone: up, not executed', (world, host) => {
    descend(world, host);
    world.move();
    world.sense();
    world.tick(251);
    world.rest();
    host.ask('LEDGER', { what: 'impression', authorization, k: 0 });
  });
  scenario('emergency-stop', 'stop above the contact zone: up, not executed', (world, host) => {
    descend(world, host);
    world.move();
    world.sense();
    send(host, 'ESTOP', {});
    world.rest();
    host.ask('LEDGER', { what: 'impression', authorization, k: 0 });
  });
  scenario(
    'cut-before-flag',
    'power cut after the claim, before the MOVING flag: not executed',
    (world, host) => {
      send(host, 'PRESS', order);
      world.framDone();
      world.framDone();
      again(world);
    },
  );
  scenario('cut-above-zone', 'power cut above the contact zone: not executed', (world, host) => {
    descend(world, host);
    world.move();
    again(world);
  });
  scenario(
    'cut-in-zone',
    'power cut in the contact zone before contact: unknown, quarantine',
    (world, host) => {
      descend(world, host);
      world.move();
      world.move();
      again(world);
    },
  );
  scenario('cut-after-contact', 'power cut right after contact: executed', (world, host) => {
    descend(world, host);
    world.move();
    world.move();
    world.move();
    again(world);
  });
  scenario(
    'manual-touch',
    'a contact that no attempt explains: tamper, quarantine, no press',
    (world, host) => {
      world.touch();
      while (world.framDone() || world.sense());
      host.ask('PRESS', order);
      host.ask('STATUS', {});
    },
  );
  scenario(
    'spoilt-frames',
    'damaged, foreign and replayed frames change nothing and get no answer',
    (world, host) => {
      const good = host.frame('PRESS', order);
      for (const bit of [3, 70, 333]) {
        const bad = good.slice();
        bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        host.send(bad);
        host.send(Uint8Array.of(0));
      }
      host.ask('STATUS', {});
      host.send(good);
      host.send(Uint8Array.of(5, 1, 2, 0));
      world.tick(1000);
    },
  );
  return vectors;
}
