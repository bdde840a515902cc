import type { BytePort, FramCopies, PressSigner } from '@hufu/press';
import type { CertifyJig, CertifyLine } from '../../certify/bench.ts';
import type { VirtualTime } from '../../drill/virtual-time.ts';
import { type BenchTiming, benchPlant, type Latches, type LatchStore } from '../../press/bench-plant.ts';
import type { PressShell, startPressShell } from '../../press/press-shell.ts';

/** A byte is so long on its way, and so long the memory writes: enough for anything to happen in between. */
const LINE_MS = 1;
const FRAM_MS = 2;

/** What a controller is certified with when neither process nor clock of this host takes part. */
export interface VirtualJigOptions {
  readonly time: VirtualTime;
  readonly bornAt: number;
  readonly start: typeof startPressShell;
  readonly signer: PressSigner;
  readonly pairKey: Uint8Array;
  readonly timing: BenchTiming;
}

/** A line, a memory, a mechanism and their power, all in a time of their own: the same run on every host. */
export async function virtualJig(options: VirtualJigOptions): Promise<CertifyJig> {
  const { time, timing, pairKey } = options;
  const fram: [Uint8Array | null, Uint8Array | null] = [null, null];
  let latches: Latches | undefined;
  const store: LatchStore = {
    get: () => latches,
    put(now) {
      latches = now;
    },
  };
  /** Counted up at every power cut: what was on its way then never arrives. */
  let power = 0;
  let shell: PressShell;
  const hostEars = new Set<(bytes: Uint8Array) => void>();
  const pressEars = new Set<(bytes: Uint8Array) => void>();

  const whilePowered = (run: () => void, ms: number) => {
    const at = power;
    return time.setTimer(() => {
      if (at === power) run();
    }, ms);
  };
  const endOf = (own: typeof hostEars, other: typeof hostEars): BytePort => ({
    write(bytes) {
      const sent = Uint8Array.from(bytes);
      whilePowered(() => {
        for (const hear of [...other]) hear(sent);
      }, LINE_MS);
    },
    onData(listener) {
      own.add(listener);
      return () => own.delete(listener);
    },
  });

  async function powerOn(): Promise<void> {
    const copies: FramCopies = [fram[0], fram[1]];
    shell = await options.start({
      line: endOf(pressEars, hostEars),
      fram: {
        read: async () => copies,
        write: (copy, bytes) =>
          new Promise((done) =>
            whilePowered(() => {
              fram[copy] = Uint8Array.from(bytes);
              done();
            }, FRAM_MS),
          ),
      },
      plant: benchPlant(store, timing, whilePowered),
      keys: { signer: options.signer, pairKey },
      time: {
        now: time.now,
        every(ms, run) {
          let stop = () => {};
          const next = () => {
            stop = whilePowered(() => {
              next();
              run();
            }, ms);
          };
          next();
          return () => stop();
        },
      },
    });
  }
  await powerOn();

  return {
    open: async (): Promise<CertifyLine> => ({ ...endOf(hostEars, pressEars), close: async () => {} }),
    pairKey,
    async cycle() {
      power++;
      shell.stop();
      pressEars.clear();
      await powerOn();
    },
    contacts: async () => latches?.H ?? 0,
    zoneMs: timing.selectMs + timing.toZoneMs,
    time: { now: time.now, instant: () => options.bornAt + time.now(), setTimer: time.setTimer },
  };
}
