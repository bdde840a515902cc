import { HufuError } from '@hufu/contract';
import modbus from 'modbus-serial';
import type { SerialLine } from '../../press/serial-line.ts';
import { openHostMailbox } from './mailbox.ts';
import { pumpMailbox, telegramMsAt } from './mailbox-pump.ts';

/** Where the board is: on a serial bus, or behind TCP. */
export interface ModbusAddress {
  readonly unit: number;
  /** `host:port`, or null for RTU on the serial device `path`. */
  readonly tcp: string | null;
}

/** Between two questions while nothing is to be said: short enough for the dead-man of 250 ms. */
const IDLE_MS = 15;
/** One telegram and its answer over a local network. */
const TCP_TELEGRAM_MS = 75;

/** Opens the pipe through a board's mailbox; to the link it is a serial line like any other. */
export async function openModbusLine(path: string, baudRate: number, at: ModbusAddress): Promise<SerialLine> {
  const client = new modbus.default();
  try {
    if (at.tcp === null) await client.connectRTUBuffered(path, { baudRate });
    else {
      const [host = '', port = '502'] = at.tcp.split(':');
      await client.connectTCP(host, { port: Number(port) });
    }
  } catch (cause) {
    throw new HufuError('PRESS_LINK_CLOSED', { cause, context: { path: at.tcp ?? path } });
  }
  client.setID(at.unit);
  const mailbox = openHostMailbox();
  const listeners = new Set<(bytes: Uint8Array) => void>();
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  let isOpen = true;
  let wake: () => void = () => undefined;

  async function run(): Promise<void> {
    await pumpMailbox({
      mailbox,
      telegramMs: at.tcp === null ? telegramMsAt(baudRate) : TCP_TELEGRAM_MS,
      isOpen: () => isOpen,
      pause,
      onBytes: (bytes) => {
        for (const listener of listeners) listener(bytes);
      },
      bus: {
        async read(from, count, withinMs) {
          client.setTimeout(withinMs);
          return (await client.readInputRegisters(from, count)).data;
        },
        async write(values, withinMs) {
          client.setTimeout(withinMs);
          await client.writeRegisters(0, values);
        },
      },
    });
    isOpen = false;
    await new Promise<void>((done) => client.close(() => done()));
    resolve();
  }

  function pause(): Promise<void> {
    return new Promise((go) => {
      const timer = setTimeout(go, IDLE_MS);
      wake = () => {
        clearTimeout(timer);
        go();
      };
    });
  }

  void run();
  return {
    closed,
    write(bytes) {
      mailbox.send(bytes);
      wake();
    },
    onData(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      isOpen = false;
      wake();
      await closed;
    },
  };
}
