import type { Counters } from '@hufu/contract';

/** Whether a machine's counters agree with each other: A+D+V+U=L, and 0 <= H-A <= U (else contact without authorization). */
export function reconcile(c: Counters): { readonly sumHolds: boolean; readonly contactsHold: boolean } {
  const beyond = c.H - c.A;
  return { sumHolds: c.A + c.D + c.V + c.U === c.L, contactsHold: beyond >= 0 && beyond <= c.U };
}
