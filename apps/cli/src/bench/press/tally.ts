/** One attempt as the host was told it, beside what the mechanism really did meanwhile. */
export interface Attempt {
  readonly authorization: string;
  readonly k: number;
  readonly a: number;
  /** The outcome that the controller signed; undefined when there was none to be had. */
  readonly outcome: 'executed' | 'notExecuted' | 'unknown' | undefined;
  /** Touches of the die while this attempt was the only one. */
  readonly contacts: number;
}

/** Attempts against the truth of the mechanism. All but the first five must be zero. */
export interface PressTally {
  readonly attempts: number;
  readonly executed: number;
  readonly notExecuted: number;
  readonly unknown: number;
  /** Of the unknown ones, those in which the die had touched: why nobody may press again. */
  readonly unknownTouched: number;
  /** Touches of an attempt that never got an outcome. */
  readonly lost: number;
  /** Impressions that were touched more than once. */
  readonly doubled: number;
  /** Outcomes that contradict the truth. */
  readonly unexplained: number;
}

/** Counts attempts; `strayContacts` are touches that fell into no attempt. */
export function tallyOf(attempts: readonly Attempt[], strayContacts: number): PressTally {
  const of = (outcome: Attempt['outcome']) => attempts.filter((t) => t.outcome === outcome);
  const touched = new Map<string, number>();
  for (const { authorization, k, contacts } of attempts)
    touched.set(`${authorization}/${k}`, (touched.get(`${authorization}/${k}`) ?? 0) + contacts);
  const contradicts = ({ outcome, contacts }: Attempt) =>
    (outcome === 'executed' && contacts !== 1) || (outcome === 'notExecuted' && contacts !== 0);
  return {
    attempts: attempts.length,
    executed: of('executed').length,
    notExecuted: of('notExecuted').length,
    unknown: of('unknown').length,
    unknownTouched: of('unknown').filter((t) => t.contacts > 0).length,
    lost: of(undefined).reduce((sum, t) => sum + t.contacts, 0),
    doubled: [...touched.values()].filter((n) => n > 1).length,
    unexplained: attempts.filter(contradicts).length + strayContacts,
  };
}
