import { describe, expect, it } from 'vitest';
import { blankLedger } from './ledger.ts';
import { judgeAttempt } from './motion.ts';

describe('what became of an attempt', () => {
  it.each([
    // counter rose, zone latched, moved: outcome, quarantine
    [1, true, true, 'executed', null],
    // As by a hand while the power was off: our own head passes the latch before it touches.
    [1, false, true, 'unknown', 'contactOutsideZone'],
    [1, true, false, 'unknown', 'contactBeforeMotion'],
    [0, true, true, 'unknown', 'noContact:powerCut'],
    [0, false, true, 'notExecuted', null],
    [0, false, false, 'notExecuted', null],
    [-1, true, true, 'unknown', 'counterBehind'],
  ] as const)(
    'I2: with the counter %i further, zone latched %s, moved %s, is %s (%s)',
    (H, zone, hasMoved, outcome, quarantine) => {
      expect(judgeAttempt(blankLedger, { H, zone }, hasMoved, 'powerCut')).toEqual({ outcome, quarantine });
    },
  );
});
