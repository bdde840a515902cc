import { HufuError } from '@hufu/contract';
import { parseScriptLine, type ScriptLine } from './fault-script.ts';
import type { Mechanics } from './mechanics.ts';
import { calm, type NetworkFaults, slowBytesPerSecond } from './network/network-faults.ts';
import type { WorldStore } from './world-store.ts';

/** What a fault takes hold of. */
export interface InjectedInto {
  readonly world: WorldStore;
  readonly mechanics: Pick<Mechanics, 'setLid' | 'openCase'>;
  readonly onPowerCut: () => void;
  readonly onNetwork: () => void;
  /** Lays another page down; it takes as long as a pair of hands. */
  readonly swapPaper: (seed: string) => Promise<void>;
}

/** Reads the lines of a script; the first that is wrong refuses the whole. */
export function readScript(lines: readonly string[]): ScriptLine[] {
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const read = parseScriptLine(line);
      if (typeof read === 'string')
        throw new HufuError('SIM_SCRIPT_INVALID', { context: { line, problem: read } });
      return read;
    });
}

const cameraFaults: Readonly<Record<string, string>> = {
  freeze: 'cameraFrozen',
  dark: 'cameraDark',
  replay: 'cameraReplay',
};

/** Makes one line come true, at once. */
export function inject(line: ScriptLine, into: InjectedInto): void {
  const { world, mechanics } = into;
  const { component, type, args, step } = line;
  const fault = (name: string) => world.change({ faults: [...new Set([...world.scene.faults, name])] });
  const number = (name: string, otherwise: number) => {
    const value = args[name];
    return typeof value === 'number' ? value : otherwise;
  };
  switch (component) {
    case 'power':
      into.onPowerCut();
      return;
    case 'motor':
      fault(step === 'press.zone' ? 'jamInZone' : 'jamAbove');
      return;
    case 'stamp':
      fault('slip');
      return;
    case 'paper': {
      const { sheet } = world.scene;
      if (type === 'remove') {
        world.change({ sheet: null });
        return;
      }
      if (type === 'swap') {
        // The world goes on meanwhile, as it does while somebody's hands are busy; a picture that cannot be drawn is a bug.
        void into.swapPaper(`${step}/${world.contacts.length}`);
        return;
      }
      if (!sheet) return;
      const { xMm, yMm, thetaDeg } = sheet.pose;
      const pose = {
        xMm: xMm + number('dxMm', 5),
        yMm: yMm + number('dyMm', 0),
        thetaDeg: thetaDeg + number('dDeg', 0),
      };
      world.change({ sheet: { ...sheet, pose } });
      return;
    }
    case 'lid':
      mechanics.setLid(type === 'open');
      return;
    case 'case':
      mechanics.openCase();
      return;
    case 'camera': {
      const { faults } = world.scene;
      if (type === 'recover') world.change({ faults: faults.filter((f) => !f.startsWith('camera')) });
      else fault(cameraFaults[type] ?? 'cameraDark');
      return;
    }
    case 'ink':
      world.change({ ink: Math.min(1, Math.max(0, number('level', 0))) });
      return;
    case 'person':
      world.change({ faces: type === 'come' ? 1 : 0 });
      return;
    case 'network':
      world.change({ network: networkAfter(world.scene.network, type, number) });
      into.onNetwork();
      return;
    default:
      component satisfies never;
  }
}

/** What a line of a script makes of the network; `restore` ends every fault of it. */
function networkAfter(
  now: NetworkFaults,
  type: string,
  number: (name: string, otherwise: number) => number,
): NetworkFaults {
  const part = (name: string, otherwise: number) => Math.min(1, Math.max(0, number(name, otherwise)));
  switch (type) {
    case 'cut':
      return { ...now, isUp: false };
    case 'slow':
      return { ...now, bytesPerSecond: Math.max(1, number('bytesPerSecond', slowBytesPerSecond)) };
    case 'lossy':
      return { ...now, loss: part('part', 0.3) };
    case 'halfOpen':
      return { ...now, isHalfOpen: true };
    case 'double':
      return { ...now, double: part('part', 1) };
    case 'reorder':
      return { ...now, reorder: part('part', 0.5) };
    default:
      return calm;
  }
}
