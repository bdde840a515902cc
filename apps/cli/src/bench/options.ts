/** What `hufu bench` was asked. */
export interface BenchOptions {
  readonly set?: string;
  readonly runs?: string;
  readonly seed: string;
  readonly json?: boolean;
  /** compare: which generated set, how many cases, which kinds, how many processes. */
  readonly split?: string;
  readonly size?: string;
  readonly kinds?: string;
  readonly jobs?: string;
  readonly baselines?: boolean;
  readonly lang?: string;
}
