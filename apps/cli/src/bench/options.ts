/** What `hufu bench` was asked. */
export interface BenchOptions {
  readonly set?: string;
  readonly runs?: string;
  readonly seed: string;
  readonly json?: boolean;
}
