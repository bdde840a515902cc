import type { BytePort } from '@hufu/press';
import { ServerSerial, ServerTCP } from 'modbus-serial';
import { openBoardMailbox } from '../drivers/modbus/mailbox.ts';

/** The board's side of a Modbus line, as a firmware would have it: a mailbox in registers, and the controller behind it. */
export async function openModbusBoard(
  where: { readonly path: string } | 'tcp',
): Promise<BytePort & { readonly address: string; close(): Promise<void> }> {
  const mailbox = openBoardMailbox();
  const listeners = new Set<(bytes: Uint8Array) => void>();
  const vector = {
    getInputRegister: (at: number) => mailbox.input[at] ?? 0,
    getMultipleInputRegisters: (at: number, length: number) => mailbox.input.slice(at, at + length),
    setRegisterArray: (_at: number, values: number[]) => {
      const bytes = mailbox.take(values);
      if (bytes.length > 0) for (const listener of listeners) listener(bytes);
    },
  };
  const opened = Promise.withResolvers<void>();
  const server =
    where === 'tcp'
      ? new ServerTCP(vector, { host: '127.0.0.1', port: 0, unitID: 1 })
      : new ServerSerial(vector, { port: where.path, baudRate: 115_200, unitID: 1 });
  server.on('initialized', () => opened.resolve());
  server.on('serverError', (error) => opened.reject(error));
  await opened.promise;
  const listening: unknown = Reflect.get(server, '_server');
  const address =
    listening !== null && typeof listening === 'object' && 'address' in listening
      ? Reflect.apply(Object(listening.address), listening, [])
      : null;
  return {
    address: address ? `127.0.0.1:${address.port}` : '',
    write: (bytes) => mailbox.send(bytes),
    onData(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => new Promise((done) => server.close(() => done())),
  };
}
