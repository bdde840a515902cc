import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fromHex, HufuError } from '@hufu/contract';
import { readIfPresent } from '@hufu/durable';
import { type EventBody, PressClient, type ReplyOf, type SetTimer } from '@hufu/press';
import { z } from 'zod';
import { openModbusLine } from '../drivers/modbus/modbus-line.ts';
import { openSerialLine, type SerialLine } from '../press/serial-line.ts';
import type { AgentConfig } from './config.ts';

/** How the press controller says that it stands. */
export type PressStatus = ReplyOf<'STATUS'>;

/** The agent's hold on the press controller; it comes back by itself, and nothing is assumed meanwhile. */
export interface PressLine extends AsyncDisposable {
  /** Whether the controller was greeted and reconciled, so that everybody may use it. */
  readonly isUp: boolean;
  /** When the line was last cared for, up or down (monotonic ms): a loop that hangs is a fault of this process. */
  readonly caredAt: number;
  /** The last status, or null while the controller cannot be reached. */
  readonly status: PressStatus | null;
  /** Works with the controller; throws PRESS_LINK_CLOSED while it is away. A silent line is taken as gone. */
  use<T>(work: (client: PressClient) => Promise<T>): Promise<T>;
  /** Asks for the status anew. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** Whom the line tells what happens. */
export interface PressLineListeners {
  /** Called after each HELLO, before anybody else may use the line: rosters and reconciliation belong here. */
  readonly onGreeted: (client: PressClient) => Promise<void>;
  readonly onEvent: (event: EventBody) => void;
  readonly onChange: () => void;
  readonly onTrouble: (error: unknown) => void;
}

/** What the line is made of: a serial device, or the wires of a drill. */
export interface PressWires {
  open(): Promise<SerialLine>;
  pairKey(): Promise<Uint8Array>;
  readonly setTimer: SetTimer;
  /** No reply for so long: the same frame again. Without it what a serial line takes. */
  readonly resendMs?: number;
}

/** A controller that is still under way after so long is shown as it is. */
const SETTLE_MS = 2000;
const SETTLE_STEP_MS = 100;
const isMoving = (status: PressStatus | null) => status?.mode === 'starting' || status?.mode === 'pressing';

/** Registers of a slow bus are asked several times for one reply. */
const MODBUS_RESEND_MS = 1500;

function realWires({ path, baudRate, pairKeyFile, modbus }: AgentConfig['press']): PressWires {
  return {
    async open() {
      if (modbus) return openModbusLine(path, baudRate, modbus);
      await refuseAbandonedLine(path);
      return openSerialLine(path, baudRate);
    },
    pairKey: async () => new Uint8Array(await readFile(pairKeyFile)),
    ...(modbus ? { resendMs: MODBUS_RESEND_MS } : {}),
    setTimer: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
}

/** Opens the line and keeps it open. */
export function openPressLine(
  config: AgentConfig['press'],
  retryMs: number,
  listeners: PressLineListeners,
  wires: PressWires = realWires(config),
): PressLine {
  let client: PressClient | undefined;
  let status: PressStatus | null = null;
  let isClosed = false;
  let caredAt = performance.now();
  let wakeUp: () => void = () => undefined;

  async function session(): Promise<void> {
    const pairKey = await wires.pairKey();
    const line = await wires.open();
    const broken = Promise.withResolvers<void>();
    const fresh = new PressClient({
      port: line,
      pairKey,
      expectedPress: fromHex(config.thumbprint),
      setTimer: wires.setTimer,
      ...(wires.resendMs === undefined ? {} : { resendMs: wires.resendMs }),
      randomBytes: (length) => new Uint8Array(randomBytes(length)),
      onEvent: (event) => {
        // A 'boot' of the controller ended the session: everything it held in memory is gone.
        if (event.event === 'boot' && client) broken.resolve();
        listeners.onEvent(event);
      },
    });
    fresh.start();
    try {
      await greet(fresh);
      client = fresh;
      wakeUp = () => broken.resolve();
      listeners.onChange();
      await Promise.race([line.closed, broken.promise, watch(fresh, broken.promise)]);
    } finally {
      client = undefined;
      status = null;
      fresh.stop();
      await closeQuietly(line);
      listeners.onChange();
    }
  }

  async function greet(fresh: PressClient): Promise<void> {
    await fresh.hello();
    await readStatus(fresh);
    await listeners.onGreeted(fresh);
    await readStatus(fresh);
    await settled(fresh);
  }

  /** After a power cut the controller may still be writing down its boot: a line counts as up when it serves. */
  async function settled(fresh: PressClient): Promise<void> {
    const never = new Promise<void>(() => undefined);
    for (let waited = 0; waited < SETTLE_MS && isMoving(status); waited += SETTLE_STEP_MS) {
      await pause(wires.setTimer, SETTLE_STEP_MS, never);
      await readStatus(fresh);
    }
  }

  async function readStatus(of: PressClient): Promise<void> {
    const reply = await of.status();
    caredAt = performance.now();
    if (reply.ok) status = reply.value;
  }

  /** A line may die without a word: the status is asked for from time to time. */
  async function watch(of: PressClient, until: Promise<void>): Promise<void> {
    let isOver = false;
    void until.then(() => {
      isOver = true;
    });
    while (!isOver && !isClosed) {
      await pause(wires.setTimer, 1000, until);
      if (isOver || isClosed) return;
      await readStatus(of);
      listeners.onChange();
    }
  }

  async function loop(): Promise<void> {
    while (!isClosed) {
      try {
        await session();
      } catch (error) {
        listeners.onTrouble(error);
      }
      caredAt = performance.now();
      if (!isClosed) await pause(wires.setTimer, retryMs, new Promise((resolve) => (wakeUp = resolve)));
    }
  }

  const running = loop();

  async function close(): Promise<void> {
    isClosed = true;
    wakeUp();
    await running;
  }

  return {
    get isUp() {
      return client !== undefined;
    },
    get caredAt() {
      return caredAt;
    },
    get status() {
      return status;
    },
    async use(work) {
      if (!client) throw new HufuError('PRESS_LINK_CLOSED');
      try {
        return await work(client);
      } catch (error) {
        // After silence nothing that was said before counts: begin again, with reconciliation.
        if (error instanceof HufuError && error.code.startsWith('PRESS_LINK')) wakeUp();
        throw error;
      }
    },
    async refresh() {
      if (client) await readStatus(client);
      listeners.onChange();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * The simulated controller publishes its line under a name; killed, it leaves the name behind, and the device may be
 * another machine's by now: two hosts on one line would take each other's answers. A real device has no such lock.
 */
async function refuseAbandonedLine(path: string): Promise<void> {
  const lock = await readIfPresent(join(dirname(path), 'press.lock'));
  if (!lock) return;
  const holder = z.object({ pid: z.number().int() }).safeParse(JSON.parse(new TextDecoder().decode(lock)));
  if (!holder.success) return;
  try {
    process.kill(holder.data.pid, 0);
  } catch (cause) {
    throw new HufuError('PRESS_LINK_CLOSED', { cause, context: { path } });
  }
}

/** So long, or until something else happens. */
async function pause(setTimer: SetTimer, ms: number, orUntil: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = setTimer(resolve, ms);
  await Promise.race([promise, orUntil]);
  cancel();
}

async function closeQuietly(line: SerialLine): Promise<void> {
  await line.close();
}
