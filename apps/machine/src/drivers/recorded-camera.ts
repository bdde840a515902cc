import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HufuError } from '@hufu/contract';
import type { Camera, Frame } from './camera.ts';

/** Plays a folder of JPEG frames in the order of their names, again and again: to replay what a real camera saw. */
export function recordedCamera(folder: string): Camera {
  let next = 0;
  async function play(): Promise<Frame> {
    const at = performance.now();
    let names: string[];
    try {
      names = (await readdir(folder)).filter((name) => /\.jpe?g$/i.test(name)).sort();
    } catch (cause) {
      throw new HufuError('CAMERA_SILENT', { cause });
    }
    const name = names[next++ % Math.max(1, names.length)];
    if (name === undefined) throw new HufuError('CAMERA_SILENT');
    return { jpeg: new Uint8Array(await readFile(join(folder, name))), at };
  }
  const close = async () => undefined;
  return { grab: play, preview: play, close, [Symbol.asyncDispose]: close };
}
