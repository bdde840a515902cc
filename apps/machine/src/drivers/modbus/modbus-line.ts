import { HufuError } from '@hufu/contract';
import modbus from 'modbus-serial';
import type { SerialLine } from '../../press/serial-line.ts';
import { MAILBOX_HEAD, openHostMailbox } from './mailbox.ts';

/** Where the board is: on a serial bus, or behind TCP. */
export interface ModbusAddress {
  readonly unit: number;
  /** `host:port`, or null for RTU on the serial device `path`. */
  readonly tcp: string | null;
}

/** Between two questions while nothing is to be said: short enough for the dead-man of 250 ms. */
const IDLE_MS = 15;
const TELEGRAM_MS = 400;
/** After so many telegrams without an answer the line counts as gone. */
const MOST_SILENCES = 4;
/** Data registers that are asked for with the head: most replies fit, and a serial bus is slow. */
const SHORT_READ = 32;

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
  client.setTimeout(TELEGRAM_MS);
  const mailbox = openHostMailbox();
  const listeners = new Set<(bytes: Uint8Array) => void>();
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  let isOpen = true;
  let wake: () => void = () => undefined;

  async function exchange(): Promise<boolean> {
    const { data: head } = await client.readInputRegisters(0, MAILBOX_HEAD + SHORT_READ);
    const more = Math.ceil((head[2] ?? 0) / 2) - SHORT_READ;
    const rest = more > 0 ? (await client.readInputRegisters(MAILBOX_HEAD + SHORT_READ, more)).data : [];
    const bytes = mailbox.take([...head, ...rest]);
    if (bytes.length > 0) for (const listener of listeners) listener(bytes);
    const written = mailbox.toWrite();
    if (!written) return false;
    await client.writeRegisters(0, written);
    mailbox.wrote();
    return true;
  }

  async function loop(): Promise<void> {
    let silences = 0;
    while (isOpen && silences < MOST_SILENCES) {
      try {
        const isBusy = await exchange();
        silences = 0;
        if (!isBusy) await pause();
      } catch {
        // A telegram without an answer is asked again; a board that stays silent ends the line, and the agent opens anew.
        silences++;
      }
    }
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

  void loop();
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
