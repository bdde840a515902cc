import type { Role, UnitView } from '@hufu/contract';

/** Who is signed in. */
export interface Caller {
  readonly account: string;
  /** Person of the village's roster, when the account is one. */
  readonly person: string | null;
  readonly login: string;
  readonly name: string;
  readonly unit: UnitView;
  readonly roles: readonly Role[];
  readonly isDemo: boolean;
}
