import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { SensorReading } from '@hufu/press';
import type { PlantPort } from './plant-port.ts';

/** How long the bench's mechanics take, in milliseconds. */
export interface BenchTiming {
  readonly selectMs: number;
  readonly toZoneMs: number;
  readonly toContactMs: number;
  readonly upMs: number;
}

/** What outlives the process: a counter, two latches, and where the head hung. */
export interface Latches {
  readonly H: number;
  readonly zone: boolean;
  readonly retracted: boolean;
}

/** Where the latches of a bench lie: what is put there is durable when `put` returns. */
export interface LatchStore {
  get(): Latches | undefined;
  put(latches: Latches): void;
}

/** Latches in a file of their own. */
function latchFile(folder: string): LatchStore {
  const path = join(folder, 'latches.json');
  return {
    get: () => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined),
    put(latches) {
      const handle = openSync(`${path}.tmp`, 'w');
      writeSync(handle, JSON.stringify(latches));
      fsyncSync(handle);
      closeSync(handle);
      renameSync(`${path}.tmp`, path);
    },
  };
}

/** A bare mechanism without paper or cameras: what the controller's process is tested on, killed in mid-motion too. */
export const openBenchPlant = (folder: string, timing: BenchTiming): PlantPort =>
  benchPlant(latchFile(folder), timing, (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  });

/** The mechanism itself, over any store and in any time. */
export function benchPlant(
  store: LatchStore,
  timing: BenchTiming,
  setTimer: (run: () => void, ms: number) => () => void,
): PlantPort {
  const listeners = new Set<(reading: SensorReading) => void>();
  let latches = store.get() ?? { H: 0, zone: false, retracted: true };
  let stopMotion = () => {};
  let isLocked = true;

  const later = (ms: number, effect: () => void) => {
    stopMotion();
    stopMotion = setTimer(effect, ms);
  };
  const tell = (reading: SensorReading) => {
    for (const listener of listeners) listener(reading);
  };
  // Synchronously and durably: the counter advances in the same instant as the touch, whatever happens next.
  const latch = (change: Partial<Latches>) => {
    latches = { ...latches, ...change };
    store.put(latches);
  };

  const descend = () => {
    if (isLocked) {
      tell({ kind: 'overCurrent' });
      return;
    }
    latch({ retracted: false });
    tell({ kind: 'retracted', is: false });
    later(timing.toZoneMs, () => {
      latch({ zone: true });
      tell({ kind: 'zone' });
      later(timing.toContactMs, () => {
        latch({ H: latches.H + 1 });
        tell({ kind: 'contact', H: latches.H });
      });
    });
  };

  return {
    powerOn: () => ({ ...latches, tamper: false, lidOpen: false, slot: 0 }),
    onSensor(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    motor(command) {
      switch (command.kind) {
        case 'selectSlot':
          later(timing.selectMs, () => tell({ kind: 'slot', slot: command.slot }));
          return;
        case 'clearZone':
          latch({ zone: false });
          return;
        case 'unlock':
          isLocked = false;
          return;
        case 'lock':
          isLocked = true;
          return;
        case 'down':
          descend();
          return;
        case 'up':
          later(timing.upMs, () => {
            latch({ retracted: true });
            tell({ kind: 'retracted', is: true });
          });
          return;
        case 'stop':
          stopMotion();
          return;
        case 'clearTamper':
          return;
        default:
          command satisfies never;
      }
    },
  };
}
