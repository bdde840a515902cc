import { describe, expect, it } from 'vitest';
import { type Candidate, checkAppointment } from './check-appointment.ts';

const someone = (changes: Partial<Candidate> = {}): Candidate => ({
  id: 'a',
  name: '某人',
  offices: [],
  roles: [],
  relatives: [],
  ...changes,
});

describe('an appointment', () => {
  const denied: [string, Candidate, Candidate[]][] = [
    ['approver and custodian in one (AC-2)', someone({ roles: ['approver', 'custodian'] }), []],
    ['the secretary as custodian (AC-3)', someone({ offices: ['secretary'], roles: ['custodian'] }), []],
    ['the director as custodian (AC-3)', someone({ offices: ['director'], roles: ['custodian'] }), []],
    [
      'a committee member as reviewer (AC-13)',
      someone({ offices: ['committeeMember'], roles: ['reviewer'] }),
      [],
    ],
    [
      'a near relative of the director as reviewer (AC-13)',
      someone({ roles: ['reviewer'], relatives: ['b'] }),
      [someone({ id: 'b', offices: ['director'] })],
    ],
    [
      'a director whose relative reviews already (AC-13)',
      someone({ offices: ['director'], roles: ['approver'] }),
      [someone({ id: 'b', roles: ['reviewer'], relatives: ['a'] })],
    ],
    ['a reviewer who also stamps', someone({ roles: ['reviewer', 'stamper'] }), []],
  ];
  it.each(denied)('is denied: %s', (_, candidate, others) => {
    expect(checkAppointment(candidate, others)).toMatchObject({ ok: false, code: 'APPOINTMENT_DENIED' });
  });

  const warned: [string, Candidate, Candidate[]][] = [
    ['DUAL_OFFICE', someone({ offices: ['secretary', 'director'], roles: ['approver'] }), []],
    ['STAMPER_IS_CUSTODIAN', someone({ roles: ['stamper', 'custodian'] }), []],
    [
      'RELATIVES_IN_ONE_CHAIN',
      someone({ roles: ['custodian'], relatives: ['b'] }),
      [someone({ id: 'b', roles: ['approver'] })],
    ],
  ];
  it.each(warned)('is allowed with the warning %s', (code, candidate, others) => {
    expect(checkAppointment(candidate, others)).toMatchObject({ ok: true, value: [{ code }] });
  });

  it('of a leader as custodian needs a decision of the assembly, and stays a warning', () => {
    const leader = someone({ offices: ['secretary'], roles: ['custodian'] });
    const allowed = checkAppointment(leader, [], { leaderMayHoldSeal: '村民代表会议决议 3 号' });
    expect(allowed).toMatchObject({ ok: true, value: [{ code: 'LEADER_HOLDS_SEAL' }] });
  });

  it('of an ordinary clerk as custodian passes in silence', () => {
    const others = [
      someone({ id: 'b', offices: ['secretary'], roles: ['approver'] }),
      someone({ id: 'c', roles: ['reviewer'] }),
    ];
    expect(checkAppointment(someone({ roles: ['custodian'] }), others)).toEqual({ ok: true, value: [] });
  });
});
