import { ProblemNotice } from '@hufu/ui';
import { type ReactNode, useState } from 'react';

/** Runs something that may fail, once at a time, and draws what went wrong. */
export function useAttempt(): {
  busy: boolean;
  notice: ReactNode;
  run: (act: () => Promise<void>) => Promise<void>;
} {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  return {
    busy,
    notice: problem ? <ProblemNotice problem={problem} /> : null,
    async run(act) {
      setBusy(true);
      setProblem(null);
      try {
        await act();
      } catch (error) {
        setProblem(error);
      } finally {
        setBusy(false);
      }
    },
  };
}
