import { HufuError } from '@hufu/contract';
import type { BytePort } from '@hufu/press';
import { SerialPort } from 'serialport';

/** A serial port that is open. */
export interface SerialLine extends BytePort {
  /** Settles when the device goes away: cable, board or process. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** Opens a serial device, a real one or the simulated controller's. */
export async function openSerialLine(path: string, baudRate = 115_200): Promise<SerialLine> {
  // No exclusive lock: after a kill -9 the flag would stay on a line that the other side keeps open.
  const port = new SerialPort({ path, baudRate, autoOpen: false, lock: false });
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  port.on('close', resolve);
  // A read error closes the port; whoever waits for replies runs into its time-out.
  port.on('error', () => resolve());
  await new Promise<void>((done, reject) => {
    port.open((error) => {
      if (error) reject(new HufuError('PRESS_LINK_CLOSED', { cause: error, context: { path } }));
      else done();
    });
  });
  return {
    closed,
    write: (bytes) => {
      port.write(bytes);
    },
    onData(listener) {
      const pass = (bytes: Buffer) => listener(bytes);
      port.on('data', pass);
      return () => port.off('data', pass);
    },
    close: () =>
      new Promise((done) => {
        if (port.isOpen) port.close(() => done());
        else done();
      }),
  };
}
