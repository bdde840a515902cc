/** What `hufu bench` was asked. */
export interface BenchOptions {
  readonly set?: string;
  readonly runs?: string;
  readonly seed: string;
  /** machine: the random-fault runner, how many stampings; how many corrupted frames. */
  readonly runner?: boolean;
  readonly stampings?: string;
  /** machine --runner: begins with the life of this stamping. */
  readonly from?: string;
  readonly frames?: string;
  /** fleet: how many machines, for how long. */
  readonly machines?: string;
  readonly minutes?: string;
  readonly json?: boolean;
  /** compare: which generated set, how many cases, which kinds, how many processes. */
  readonly split?: string;
  readonly size?: string;
  readonly kinds?: string;
  readonly jobs?: string;
  /** compare: write the set into this folder and compare nothing. */
  readonly write?: string;
  readonly baselines?: boolean;
  /** lookup: size of the index. */
  readonly papers?: string;
  readonly lang?: string;
}
