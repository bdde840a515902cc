import { randomBytes } from 'node:crypto';
import { PressClient } from '@hufu/press';
import { openSerialLine } from '../press/serial-line.ts';

/** Asks the controller on a line for its public key: what it says, it says under the pair key of this case. */
export async function readPressKey(path: string, pairKey: Uint8Array): Promise<Uint8Array> {
  const line = await openSerialLine(path);
  const client = new PressClient({
    port: line,
    pairKey,
    setTimer: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
  });
  client.start();
  try {
    const { key } = await client.hello();
    return key;
  } finally {
    client.stop();
    await line.close();
  }
}
