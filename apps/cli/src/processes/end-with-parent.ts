/** Set for a part of the demo, in its environment. */
export const partMark = 'HUFU_PART';

/**
 * Ends a part in good order when its parent is gone, however that died: nothing of a demo outlives it.
 * The parent holds the other end of our input and never writes to it.
 */
export function endWithParent(): void {
  if (process.env[partMark] !== '1') return;
  // What we start ourselves is no part: its input is its own.
  delete process.env[partMark];
  // Nobody reads what we say any more; that must not stop the closing.
  for (const out of [process.stdout, process.stderr]) out.on('error', () => undefined);
  const end = () => process.kill(process.pid, 'SIGTERM');
  process.stdin.on('end', end).on('error', end).resume().unref();
}
