/** Runs one piece of work after the other, in the order in which they were handed in. */
export type TurnTaker = <T>(work: () => Promise<T>) => Promise<T>;

/** A new queue. A fault of one piece goes to whoever handed it in; the next runs all the same. */
export function openTurns(): TurnTaker {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
