import type { HardwareAtPowerOn, MotorCommand, SensorReading } from '@hufu/press';
import type { PlantPort } from '../press/plant-port.ts';
import type { ScriptStep } from './fault-script.ts';
import type { WorldStore } from './world-store.ts';

/** How long the mechanics take, in milliseconds. */
export interface Pace {
  readonly selectMs: number;
  readonly toZoneMs: number;
  readonly toContactMs: number;
  readonly upMs: number;
}

/** As fast as a small stamping machine is. */
export const realPace: Pace = { selectMs: 250, toZoneMs: 250, toContactMs: 120, upMs: 300 };
/** For tests. */
export const quickPace: Pace = { selectMs: 5, toZoneMs: 10, toContactMs: 5, upMs: 10 };

/** Motor, carousel, lock and switches of the simulated machine. The die touching is told to `onContact`. */
export interface Mechanics extends PlantPort {
  setLid(open: boolean): void;
  /** Somebody opens the sealed case: the switch latches. */
  openCase(): void;
  stop(): void;
}

/** Opens the mechanics of a world; `onContact` puts the contact into the truth log and returns the new H. */
export function openMechanics(
  world: WorldStore,
  pace: Pace,
  onContact: (slot: number) => number,
  onStep: (step: ScriptStep) => void = () => undefined,
): Mechanics {
  const listeners = new Set<(reading: SensorReading) => void>();
  let isLocked = true;
  let timers: NodeJS.Timeout[] = [];
  const tell = (reading: SensorReading) => {
    for (const listener of listeners) listener(reading);
  };
  const later = (ms: number, effect: () => void) => {
    timers.push(setTimeout(effect, ms));
  };
  const halt = () => {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
  };
  /** A fault happens once. */
  const take = (fault: string): boolean => {
    const { faults } = world.scene;
    if (!faults.includes(fault)) return false;
    world.change({ faults: faults.filter((f) => f !== fault) });
    return true;
  };

  function down(): void {
    halt();
    onStep('press.descend');
    // A locked head cannot leave; the motor stalls.
    if (isLocked) {
      later(pace.toZoneMs, () => tell({ kind: 'overCurrent' }));
      return;
    }
    if (take('jamAbove')) {
      later(pace.toZoneMs / 2, () => tell({ kind: 'overCurrent' }));
      return;
    }
    world.change({ retracted: false });
    tell({ kind: 'retracted', is: false });
    later(pace.toZoneMs, () => {
      world.change({ zone: true });
      tell({ kind: 'zone' });
      onStep('press.zone');
      const isJammed = take('jamInZone');
      later(pace.toContactMs, () => {
        if (isJammed) {
          tell({ kind: 'overCurrent' });
          return;
        }
        // The die touches and the hardware counter advances in one instant: both are one line of the truth log.
        const H = onContact(world.scene.slot);
        onStep('press.contact');
        tell({ kind: 'contact', H });
        tell({ kind: 'limit' });
      });
    });
  }

  function motor(command: MotorCommand): void {
    switch (command.kind) {
      case 'selectSlot': {
        const { slot } = command;
        onStep('press.select');
        later(slot === world.scene.slot ? 1 : pace.selectMs, () => {
          world.change({ slot });
          tell({ kind: 'slot', slot });
        });
        return;
      }
      case 'clearZone':
        world.change({ zone: false });
        return;
      case 'unlock':
        isLocked = false;
        onStep('press.unlock');
        return;
      case 'down':
        down();
        return;
      case 'up':
        halt();
        onStep('press.retract');
        later(world.scene.retracted ? 1 : pace.upMs, () => {
          world.change({ retracted: true });
          tell({ kind: 'retracted', is: true });
        });
        return;
      case 'stop':
        halt();
        return;
      case 'lock':
        isLocked = true;
        onStep('press.lock');
        return;
      case 'clearTamper':
        world.change({ tamper: false });
        return;
      default:
        command satisfies never;
    }
  }

  return {
    powerOn(): HardwareAtPowerOn {
      halt();
      isLocked = true;
      const { zone, tamper, lidOpen, retracted, slot } = world.scene;
      return { H: world.contacts.length, zone, tamper, lidOpen, retracted, slot };
    },
    motor,
    onSensor(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setLid(open) {
      if (world.scene.lidOpen === open) return;
      world.change({ lidOpen: open });
      tell({ kind: 'lid', open });
    },
    openCase() {
      if (world.scene.tamper) return;
      world.change({ tamper: true });
      tell({ kind: 'tamper' });
    },
    stop: halt,
  };
}
