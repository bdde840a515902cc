import { openProgress, type Progress } from './progress.ts';

/** Progress of work in several steps: a bar for each, one after the other. */
export interface StepProgress {
  update(step: string, done: number, total: number): void;
  stop(): void;
}

/** Opens the progress of several steps; nothing is shown when quiet. */
export function openStepProgress(quiet = false): StepProgress {
  let open: { step: string; bar: Progress } | undefined;
  const stop = () => {
    open?.bar.stop();
    open = undefined;
  };
  return {
    update(step, done, total) {
      if (open?.step !== step) {
        stop();
        open = { step, bar: openProgress(step, quiet) };
      }
      open.bar.update(done, total);
    },
    stop,
  };
}
