import type { Instant } from '@hufu/contract';

/** The periods one may look at. */
export const periods = ['month', 'quarter', 'half', 'all'] as const;

const days: Record<(typeof periods)[number], number | undefined> = {
  month: 30,
  quarter: 91,
  half: 183,
  all: undefined,
};

/** From when a period counts; no `from` means everything. An unknown name is everything. */
export function periodOf(name: string, now: Instant): { from?: Instant } {
  const known = periods.find((p) => p === name);
  const length = known && days[known];
  return length === undefined ? {} : { from: now - length * 86_400_000 };
}
