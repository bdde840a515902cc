/** What happened, why, what to do: the three sentences people see. `{name}` is filled from the context. */
export type ThreeSentences = readonly [what: string, why: string, todo: string];

/** One entry of the registry. Codes are stable for ever: API, log and support language. */
export interface ErrorEntry {
  /** HTTP status when the code leaves through the API. */
  readonly http: number;
  /** Whether the same call may succeed later without a change. */
  readonly retry: boolean;
  readonly zh: ThreeSentences;
  readonly en: ThreeSentences;
}

/** Keeps the literal codes while checking the shape. */
export function defineErrors<const T extends Readonly<Record<string, ErrorEntry>>>(entries: T): T {
  return entries;
}
