import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import {
  type BytePort,
  defaultConfig,
  type PressConfig,
  type PressInput,
  type PressMode,
  type PressOutput,
  pressMode,
  step,
  unpowered,
} from '@hufu/press';
import type { FramFiles } from './fram-files.ts';
import type { PlantPort } from './plant-port.ts';
import type { PressKeys } from './press-keys.ts';

/** What the controller's process gives the core: a line, a memory, a plant, keys and time. */
export interface PressShellOptions {
  readonly line: BytePort;
  readonly fram: FramFiles;
  readonly plant: PlantPort;
  readonly keys: PressKeys;
  readonly config?: Partial<PressConfig>;
  /** Length of a tick; the dead-man is checked at each. */
  readonly tickMs?: number;
  readonly time?: ShellTime;
}

/** The time that the controller runs in: this host's, unless a bench brings its own. */
export interface ShellTime {
  /** Milliseconds that never go back. */
  now(): number;
  /** Calls back again and again; returns how to stop. */
  every(ms: number, run: () => void): () => void;
}

const hostTime: ShellTime = {
  now: () => performance.now(),
  every(ms, run) {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
};

/** A running controller. */
export interface PressShell {
  /** Rejects when the memory fails: the motor is stopped and locked, and the process should end. */
  readonly failed: Promise<never>;
  /** For panels and tests; the host asks over the line. */
  mode(): PressMode | 'off';
  stop(): void;
}

/** Powers the controller on and keeps it running: real bytes, real disk and real time around the pure core. */
export async function startPressShell(options: PressShellOptions): Promise<PressShell> {
  const { line, fram, plant, keys, tickMs = 10, time = hostTime } = options;
  const queue: PressInput[] = [];
  const { promise: failed, reject } = Promise.withResolvers<never>();
  let state = unpowered({ ...defaultConfig, ...options.config });
  let isRunning = true;
  let isStepping = false;
  let last = time.now();

  function feed(input: PressInput): void {
    if (!isRunning) return;
    const now = time.now();
    // Time first, so that the core judges every input at its moment. Whole milliseconds: the rest waits for the next.
    const ms = Math.floor(now - last);
    if (ms > 0) {
      last += ms;
      queue.push({ type: 'tick', ms });
    }
    queue.push(input);
    drain();
  }

  function drain(): void {
    // A plant may answer within a command: its reading waits until the step that commanded is carried out.
    if (isStepping) return;
    isStepping = true;
    try {
      for (let input = queue.shift(); input; input = queue.shift()) {
        const result = step(state, input, keys);
        state = result.state;
        for (const output of result.outputs) carryOut(output);
      }
    } finally {
      isStepping = false;
    }
  }

  function carryOut(output: PressOutput): void {
    switch (output.type) {
      case 'send':
        line.write(output.bytes);
        return;
      case 'motor':
        plant.motor(output.command);
        return;
      case 'framWrite':
        fram.write(output.copy, output.bytes).then(() => feed({ type: 'framWritten' }), fail);
        return;
      default:
        output satisfies never;
    }
  }

  function fail(error: unknown): void {
    stop();
    // Without a memory nothing may move: this is what a board does when its supply fails.
    plant.motor({ kind: 'stop' });
    plant.motor({ kind: 'lock' });
    reject(error);
  }

  const copies = await fram.read();
  const seed = new Uint8Array(randomBytes(32));
  const stopSensors = plant.onSensor((reading) => feed({ type: 'sensor', reading }));
  const stopLine = line.onData((bytes) => feed({ type: 'bytes', bytes }));
  feed({ type: 'powerOn', fram: copies, hardware: plant.powerOn(), seed });
  const stopTicks = time.every(tickMs, () => feed({ type: 'tick', ms: 0 }));

  function stop(): void {
    isRunning = false;
    stopTicks();
    stopSensors();
    stopLine();
  }

  return { failed, mode: () => (isRunning ? pressMode(state) : 'off'), stop };
}
