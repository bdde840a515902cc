import { toHex } from '@hufu/contract';
import type { SensorReading } from '../src/plant.ts';
import type { PressInput, PressOutput } from '../src/state.ts';
import type { BenchWorld, Recorded } from './bench-world.ts';
import { wordsOf } from './vector-words.ts';

/** A FRAM copy as found at power-on: never written, an earlier `framWrite` by its number, or what is left of one. */
export type FramRef = number | { readonly torn: number } | { readonly flipped: number } | null;

/** One input of a vector. `fram` names earlier framWrite outputs by their number, so that the layout of the memory is free. */
export type VectorInput =
  | {
      type: 'powerOn';
      fram: [FramRef, FramRef];
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
  | { type: 'bytes'; hex: string; says: readonly string[] }
  | { type: 'tick'; ms: number }
  | { type: 'sensor'; reading: SensorReading }
  | { type: 'framWritten' };

/** One output of a vector. `says` is for people: the frame in words. */
export type VectorOutput =
  | { type: 'send'; hex: string; says: readonly string[] }
  | { type: 'motor'; command: unknown }
  | { type: 'framWrite'; n: number; copy: 0 | 1 };

/** An input and the outputs that must follow. */
export interface VectorStep {
  readonly in: VectorInput;
  readonly out: readonly VectorOutput[];
}

/** Inputs with the outputs that must follow, in order. */
export interface Vector {
  readonly name: string;
  readonly says: string;
  /** Another vector that is to be run first, on the same controller. */
  readonly after: string | null;
  readonly steps: readonly VectorStep[];
}

/** Half of what was to be written: the power went meanwhile. */
export function torn(bytes: Uint8Array): Uint8Array {
  return bytes.slice(0, bytes.length >> 1);
}

/** The record with one bit of its last byte turned over. */
export function flipped(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1;
  return copy;
}

/** Turns steps into JSON; keeps which FRAM bytes were which write. */
export class VectorWriter {
  readonly writes: Uint8Array[] = [];
  #steps: VectorStep[] = [];

  /** Notes every step of a world. */
  follow(world: BenchWorld): void {
    world.recorder = (recorded) => this.#steps.push(this.step(recorded));
  }

  step({ input, outputs, sessionKey }: Recorded): VectorStep {
    return {
      in: this.#input(input, sessionKey),
      out: outputs.map((output) => this.#output(output, sessionKey)),
    };
  }

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

  /** The bytes that a reference stands for. */
  bytesOf(ref: FramRef): Uint8Array | null {
    if (ref === null) return null;
    if (typeof ref === 'number') return this.writes[ref] ?? null;
    return 'torn' in ref ? torn(this.#write(ref.torn)) : flipped(this.#write(ref.flipped));
  }

  #write(n: number): Uint8Array {
    const bytes = this.writes[n];
    if (!bytes) throw new RangeError(`no framWrite ${n}`);
    return bytes;
  }

  #refOf(bytes: Uint8Array | null): FramRef {
    if (!bytes) return null;
    const hex = toHex(bytes);
    const find = (of: (write: Uint8Array) => Uint8Array) =>
      this.writes.findLastIndex((write) => toHex(of(write)) === hex);
    const whole = find((write) => write);
    if (whole >= 0) return whole;
    const half = find(torn);
    if (half >= 0) return { torn: half };
    const turned = find(flipped);
    if (turned < 0) throw new RangeError('FRAM bytes that no framWrite explains');
    return { flipped: turned };
  }

  #input(input: PressInput, key: Uint8Array | null): VectorInput {
    switch (input.type) {
      case 'powerOn': {
        const { hardware, seed, fram } = input;
        return {
          type: 'powerOn',
          fram: [this.#refOf(fram[0]), this.#refOf(fram[1])],
          seed: toHex(seed),
          hardware,
        };
      }
      case 'bytes':
        return { type: 'bytes', hex: toHex(input.bytes), says: wordsOf(input.bytes, 'toPress', key) };
      case 'tick':
      case 'sensor':
      case 'framWritten':
        return input;
      default:
        return input satisfies never;
    }
  }

  #output(output: PressOutput, key: Uint8Array | null): VectorOutput {
    switch (output.type) {
      case 'send':
        return { type: 'send', hex: toHex(output.bytes), says: wordsOf(output.bytes, 'toHost', key) };
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
