import { Server } from 'node:net';
import type { BytePort } from '@hufu/press';
import { type IServiceVector, ServerSerial, ServerTCP } from 'modbus-serial';
import { z } from 'zod';
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
  const server = where === 'tcp' ? await openTcp(vector) : await openBus(vector, where.path);
  const listening: unknown = Reflect.get(server, '_server');
  const bound =
    listening instanceof Server ? zBound.safeParse(listening.address()) : { success: false as const };
  return {
    address: bound.success ? `127.0.0.1:${bound.data.port}` : '',
    write: (bytes) => mailbox.send(bytes),
    onData(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => new Promise((done) => server.close(() => done())),
  };
}

const zBound = z.object({ port: z.number() });

async function openTcp(vector: IServiceVector): Promise<ServerTCP> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const server = new ServerTCP(vector, { host: '127.0.0.1', port: 0, unitID: 1 });
  server.on('initialized', () => resolve());
  server.on('serverError', (error) => reject(error));
  await promise;
  return server;
}

async function openBus(vector: IServiceVector, path: string): Promise<ServerSerial> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const server = new ServerSerial(vector, { path, baudRate: 115_200, unitID: 1 });
  server.on('initialized', () => resolve());
  server.on('error', (error) => reject(error));
  await promise;
  return server;
}
