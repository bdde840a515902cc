import { spawn } from 'node:child_process';
import { HufuError } from '@hufu/contract';

/**
 * Fixes exposure, focus and white balance of a camera: left to itself it would breathe between the photo before and the one
 * after, and the comparison would see a difference. Done at each start, as a camera forgets with its power.
 */
export function setControls(of: {
  readonly device: string;
  readonly controls: Readonly<Record<string, number>>;
  /** Another program of the same arguments, for tests. */
  readonly program?: string;
}): Promise<void> {
  const list = Object.entries(of.controls);
  if (list.length === 0) return Promise.resolve();
  const setting = list.map(([name, value]) => `${name}=${value}`).join(',');
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const refused = (problem: string, cause?: unknown) =>
    reject(new HufuError('CAMERA_SETTINGS_REFUSED', { cause, context: { device: of.device, problem } }));
  const child = spawn(of.program ?? 'v4l2-ctl', ['--device', of.device, '--set-ctrl', setting], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (d) => {
    said += d;
  });
  child.on('error', (cause) => refused('v4l2-ctl', cause));
  child.on('exit', (code) => (code === 0 ? resolve() : refused(said.trim().slice(0, 200))));
  return promise;
}
