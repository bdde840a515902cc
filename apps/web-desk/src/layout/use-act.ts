import { useState } from 'react';

/** One act of a button: busy while it runs, and what went wrong. */
export function useAct(): {
  isBusy: boolean;
  problem: unknown;
  act: (work: () => Promise<void>) => void;
} {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const act = (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    work()
      .catch(setProblem)
      .finally(() => setBusy(false));
  };
  return { isBusy, problem, act };
}
