import { SingleBar } from 'cli-progress';

/** Progress of long work: a bar on a terminal, plain lines elsewhere (a line for each tenth), nothing with --json. */
export interface Progress {
  /** Tells how far the work is. */
  update(done: number, total: number, note?: string): void;
  stop(): void;
}

/** Opens a progress display on the error stream, so that output stays clean for pipes. */
export function openProgress(title: string, quiet = false): Progress {
  if (quiet) return { update: () => {}, stop: () => {} };
  if (process.stderr.isTTY) {
    const bar = new SingleBar({
      format: `${title} {bar} {percentage}% {value}/{total} {note}`,
      stream: process.stderr,
      hideCursor: true,
    });
    let started = false;
    return {
      update(done, total, note = '') {
        if (!started) bar.start(total, done, { note });
        started = true;
        bar.setTotal(total);
        bar.update(done, { note });
      },
      stop: () => started && bar.stop(),
    };
  }
  let tenth = -1;
  return {
    update(done, total, note = '') {
      const now = total ? Math.floor((10 * done) / total) : 0;
      if (now === tenth) return;
      tenth = now;
      console.error(`${title} ${done}/${total} ${note}`.trimEnd());
    },
    stop: () => {},
  };
}
