import { randomBytes } from 'node:crypto';
import { rename, rm, symlink } from 'node:fs/promises';
import { HufuError } from '@hufu/contract';
import type { BytePort } from '@hufu/press';
import { spawn } from '@lydell/node-pty';

/** The controller's end of a serial line; the other end is a terminal device that `serialport` opens like any other. */
export interface PressTty extends BytePort {
  /** The device of the other end, such as /dev/pts/3. */
  readonly device: string;
  close(): void;
}

// The child makes the line raw and keeps the device open, so that an agent may come and go without a hang-up.
// It dies by SIGHUP with the master, that is, with this process.
const KEEPER = 'stty raw -echo && tty && exec sleep 2147483647';

/** Opens a line and publishes its device under a stable name. */
export async function openPressTty(link: string): Promise<PressTty> {
  // A link that a killed process left behind names a device that may be anybody's by now.
  await rm(link, { force: true });
  const pty = spawn('/bin/sh', ['-c', KEEPER], { name: 'dumb', encoding: 'latin1' });
  const listeners = new Set<(bytes: Uint8Array) => void>();
  const device = await new Promise<string>((resolve, reject) => {
    let said = '';
    let isKnown = false;
    pty.onData((text) => {
      if (isKnown) {
        const bytes = Buffer.from(text, 'latin1');
        for (const listener of listeners) listener(bytes);
        return;
      }
      said += text;
      // Somebody may already write on the line: only what `tty` says is the name.
      const [name] = /\/dev\/[\w/]+(?=\r?\n)/.exec(said) ?? [];
      if (name === undefined) return;
      isKnown = true;
      resolve(name);
    });
    pty.onExit(({ exitCode, signal }) => {
      reject(new HufuError('PRESS_LINK_CLOSED', { context: { exitCode, signal } }));
    });
  });
  // Under another name first: whoever opens the link finds the old device or the new one, never none.
  const temp = `${link}.${randomBytes(6).toString('hex')}.tmp`;
  await symlink(device, temp);
  await rename(temp, link);
  return {
    device,
    // node-pty declares strings and hands on what it gets; a string would be sent as UTF-8 and break bytes above 0x7f.
    write: (bytes) => Reflect.apply(pty.write, pty, [Buffer.from(bytes)]),
    onData(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => pty.kill('SIGKILL'),
  };
}
