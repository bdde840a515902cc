import { describe, expect, it } from 'vitest';
import { reconcile } from './reconcile.ts';

describe('the counters of a machine', () => {
  it('agree when every grant is accounted for and every contact is an impression', () => {
    expect(reconcile({ A: 5, D: 2, V: 1, U: 0, L: 8, H: 5 })).toEqual({ sumHolds: true, contactsHold: true });
  });

  it('show a contact without authorization', () => {
    expect(reconcile({ A: 5, D: 2, V: 1, U: 0, L: 8, H: 7 }).contactsHold).toBe(false);
    expect(reconcile({ A: 5, D: 2, V: 0, U: 1, L: 8, H: 6 }).contactsHold).toBe(true);
  });

  it('show a grant that is missing', () => {
    expect(reconcile({ A: 5, D: 2, V: 0, U: 0, L: 8, H: 5 }).sumHolds).toBe(false);
  });
});
