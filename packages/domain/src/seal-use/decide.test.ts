import type { ErrorCode, SealUseRequest } from '@hufu/contract';
import { anAuthorization, aRequest, aVillage, derivedBytes, derivedId, testNow } from '@hufu/testkit';
import { describe, expect, it } from 'vitest';
import { startingCatalogue } from '../matter/catalogue.ts';
import { apply, replay } from './apply.ts';
import { grantOf, matchAuthorization } from './authorization-match.ts';
import { decide, type Facts } from './decide.ts';
import { impressionState, tally } from './impression.ts';
import { noSealUse, phaseOf, type SealUse, type SealUseCommand } from './state.ts';

const village = aVillage();
const { secretary, director, custodian, stamper, reviewer } = village;
const facts: Facts = { roster: village.roster, catalogue: startingCatalogue, province: '浙江' };
const requestOf = (changes: Partial<SealUseRequest> = {}) => aRequest(village, changes).payload;
const signed = aRequest(village);
const authorization = anAuthorization(village).approvedBy(secretary);
const grant = grantOf(authorization.payload, authorization.digest);
const major = {
  matter: { id: 'collective-loan', version: 1, name: '集体借款、担保', major: true },
  purpose: '信用社借款合同',
  resolution: '村民代表会议决议 2026-3',
  impressions: [{ seal: village.seals.cooperative, pages: [0], copies: 1, place: null }],
};

function after(commands: readonly SealUseCommand[], from: SealUse = noSealUse, now = testNow): SealUse {
  return commands.reduce<SealUse>((state, command) => {
    const decided = decide(state, command, facts, now);
    if (!decided.ok) throw new Error(`${command.kind}: ${decided.code} ${JSON.stringify(decided.context)}`);
    return replay(decided.value, state);
  }, from);
}
const answer = (state: SealUse, command: SealUseCommand, now = testNow) => decide(state, command, facts, now);
const file: SealUseCommand = { kind: 'file', request: requestOf() };
const approve: SealUseCommand = { kind: 'approve', by: [secretary.id], grant };
const outcome = (k: number, attempt: number, o: 'executed' | 'notExecuted' | 'unknown'): SealUseCommand => ({
  kind: 'recordOutcome',
  k,
  attempt,
  outcome: o,
});

describe('a request', () => {
  it('goes from filing over approval and stamping to its end', () => {
    let state = after([file]);
    expect(state.phase).toBe('filed');
    state = after([approve], state);
    expect(state.phase).toBe('authorized');
    state = after([{ kind: 'beginAttempt', k: 0, attempt: 0 }], state);
    expect(state.phase).toBe('stamping');
    state = after([outcome(0, 0, 'executed'), { kind: 'finish', executed: 1, reason: 'complete' }], state);
    expect(state).toMatchObject({ phase: 'finished', reason: 'complete' });
  });

  it('of a major matter is reviewed first and needs two approvers over the same bytes', () => {
    const filedMajor = after([{ kind: 'file', request: requestOf(major) }]);
    expect(filedMajor.phase).toBe('underReview');
    expect(answer(filedMajor, approve)).toMatchObject({ code: 'CONFLICT' });
    const reviewed = after([{ kind: 'review', by: reviewer.id, opinion: 'noObjection' }], filedMajor);
    const one = after([approve], reviewed);
    expect(one).toMatchObject({ phase: 'filed', approvals: [{ by: secretary.id }] });
    expect(answer(one, approve)).toMatchObject({ code: 'ALREADY_DECIDED_BY_PERSON' });
    const other = { ...grant, digest: 'another' };
    expect(answer(one, { kind: 'approve', by: [director.id], grant: other })).toMatchObject({
      code: 'CONFLICT',
    });
    expect(after([{ kind: 'approve', by: [secretary.id, director.id], grant }], one).phase).toBe(
      'authorized',
    );
  });

  it('is authorized in an emergency by two of approvers and reviewers, and by no approver alone (F47)', () => {
    const urgent = { ...grant, mode: 'emergency' as const };
    const filed = after([file]);
    const one = after([{ kind: 'approve', by: [reviewer.id], grant: urgent }], filed);
    expect(one.phase).toBe('filed');
    const both = [reviewer.id, director.id];
    expect(after([{ kind: 'approve', by: both, grant: urgent }], one).phase).toBe('authorized');
    expect(after([{ kind: 'approve', by: [secretary.id], grant: urgent }], filed).phase).toBe('filed');
    expect(answer(filed, { kind: 'approve', by: [reviewer.id], grant })).toMatchObject({
      code: 'PERSON_LACKS_ROLE',
    });
    expect(answer(filed, { kind: 'approve', by: [stamper.id], grant: urgent }).ok).toBe(false);
  });

  it('I7: is not approved by the person who reviewed it, whatever roles he has', () => {
    const both: Facts = {
      ...facts,
      roster: {
        ...village.roster,
        people: village.roster.people.map((p) =>
          p.id === director.id ? { ...p, roles: ['approver', 'reviewer'] } : p,
        ),
      },
    };
    const reviewed = after([
      { kind: 'file', request: requestOf(major) },
      { kind: 'review', by: reviewer.id, opinion: 'noObjection' },
    ]);
    if (reviewed.phase !== 'filed') throw new Error(reviewed.phase);
    const byDirector: SealUse = {
      ...reviewed,
      opinion: { by: director.id, opinion: 'noObjection', at: testNow },
    };
    const byBoth: SealUseCommand = { kind: 'approve', by: [secretary.id, director.id], grant };
    expect(decide(byDirector, byBoth, both, testNow)).toMatchObject({ code: 'DUTIES_NOT_SEPARATED' });
    expect(decide(reviewed, byBoth, both, testNow).ok).toBe(true);
  });

  it('keeps an objection of the reviewer for the approver to see', () => {
    const state = after([
      { kind: 'file', request: requestOf(major) },
      { kind: 'review', by: reviewer.id, opinion: 'objection' },
    ]);
    expect(state).toMatchObject({ phase: 'filed', opinion: { opinion: 'objection' } });
  });

  const filing: [string, ErrorCode, Partial<SealUseRequest>][] = [
    ['an unknown matter', 'MATTER_UNKNOWN', { matter: { ...signed.payload.matter, id: 'x' } }],
    ['an old version of its matter', 'MATTER_UNKNOWN', { matter: { ...signed.payload.matter, version: 9 } }],
    [
      'a major matter called minor',
      'MATTER_UNKNOWN',
      { ...major, matter: { ...major.matter, major: false } },
    ],
    ['a purpose of the negative list', 'MATTER_FORBIDDEN', { purpose: '证明张三和李四是父子关系' }],
    ['no resolution for a major matter (AC-8)', 'RESOLUTION_MISSING', { ...major, resolution: ' ' }],
    [
      'a seal that the matter does not use',
      'SEAL_NOT_FOR_MATTER',
      { impressions: [{ seal: village.seals.party, pages: [0], copies: 1, place: null }] },
    ],
    [
      'an unknown seal',
      'SEAL_NOT_FOR_MATTER',
      { impressions: [{ seal: derivedId('x'), pages: [0], copies: 1, place: null }] },
    ],
    [
      'a page that is not there',
      'INPUT_INVALID',
      { impressions: [{ seal: village.seals.committee, pages: [1], copies: 1, place: null }] },
    ],
    ['a stamper who is none', 'PERSON_LACKS_ROLE', { stamper: reviewer.id }],
    [
      'both approvers as its handlers',
      'NO_APPROVER_LEFT',
      { filer: secretary.id, applicant: { person: director.id, name: 'x', phone: '' } },
    ],
    [
      'one approver left of two for a major matter',
      'NO_APPROVER_LEFT',
      { ...major, applicant: { person: director.id, name: 'x', phone: '' } },
    ],
  ];
  it.each(filing)('with %s is refused with %s', (_, code, changes) => {
    expect(answer(noSealUse, { kind: 'file', request: requestOf(changes) })).toMatchObject({
      ok: false,
      code,
    });
  });

  it('that was misread as forbidden can be filed with a reason that is kept', () => {
    const request = requestOf({ purpose: '低保申请（附单位开具的收入证明）' });
    expect(answer(noSealUse, { kind: 'file', request })).toMatchObject({ code: 'MATTER_FORBIDDEN' });
    const state = after([{ kind: 'file', request, negativeListOverride: '不是开收入证明，是低保申请' }]);
    expect(state).toMatchObject({ filed: { negativeListOverride: expect.stringContaining('低保') } });
  });

  const deciding: [string, ErrorCode, SealUseCommand][] = [
    ['the custodian', 'PERSON_LACKS_ROLE', { kind: 'approve', by: [custodian.id], grant }],
    ['the reviewer', 'PERSON_LACKS_ROLE', { kind: 'approve', by: [reviewer.id], grant }],
    ['somebody unknown', 'PERSON_LACKS_ROLE', { kind: 'reject', by: derivedId('x'), reason: '不行' }],
    ['the stamper by rejecting', 'PERSON_LACKS_ROLE', { kind: 'reject', by: stamper.id, reason: '不行' }],
  ];
  it.each(deciding)('is not decided by %s', (_, code, command) => {
    expect(answer(after([file]), command)).toMatchObject({ ok: false, code });
  });

  it('I7: is not decided by an approver who applied for it or filed it', () => {
    const byDirector = after([{ kind: 'file', request: requestOf({ filer: director.id }) }]);
    for (const command of [
      { kind: 'approve', by: [director.id], grant },
      { kind: 'approve', by: [secretary.id, director.id], grant },
      { kind: 'reject', by: director.id, reason: 'x' },
    ] as const)
      expect(answer(byDirector, command)).toMatchObject({ code: 'DUTIES_NOT_SEPARATED' });
    const applicant = { person: director.id, name: director.name, phone: '' };
    const forDirector = after([{ kind: 'file', request: requestOf({ applicant }) }]);
    expect(answer(forDirector, { kind: 'approve', by: [director.id], grant })).toMatchObject({
      code: 'DUTIES_NOT_SEPARATED',
    });
  });

  it('can be rejected with a reason, and withdrawn by its filer before and after approval', () => {
    const rejected = after([file, { kind: 'reject', by: secretary.id, reason: '缺合同附件' }]);
    expect(rejected).toMatchObject({ phase: 'rejected', reason: '缺合同附件' });
    expect(answer(rejected, approve)).toMatchObject({ code: 'CONFLICT' });
    const withdraw: SealUseCommand = { kind: 'withdraw', by: custodian.id, reason: '不办了' };
    expect(after([file, withdraw]).phase).toBe('withdrawn');
    const recalled = after([file, approve, withdraw]);
    expect(recalled.phase !== 'none' && phaseOf(recalled)).toBe('withdrawn');
    expect(answer(after([file]), { ...withdraw, by: stamper.id })).toMatchObject({
      code: 'PERSON_LACKS_ROLE',
    });
  });

  it('expires unstamped after its last minute, not before', () => {
    const state = after([file, approve]);
    expect(answer(state, { kind: 'expire' }, grant.validTo)).toEqual({ ok: true, value: [] });
    expect(after([{ kind: 'expire' }], state, grant.validTo + 1).phase).toBe('expired');
  });

  it('takes the same approval, outcome and end a second time without effect', () => {
    const done = [file, approve, outcome(0, 0, 'executed')] as const;
    expect(answer(after(done), approve)).toEqual({ ok: true, value: [] });
    expect(answer(after(done), outcome(0, 0, 'executed'))).toEqual({ ok: true, value: [] });
    const finish: SealUseCommand = { kind: 'finish', executed: 1, reason: 'complete' };
    expect(answer(after([...done, finish]), finish)).toEqual({ ok: true, value: [] });
  });

  it('is void once every impression of it was voided and its paper retained', () => {
    const finished = after([
      file,
      approve,
      outcome(0, 0, 'executed'),
      { kind: 'finish', executed: 1, reason: 'complete' },
    ]);
    const voided = after([{ kind: 'voidImpression', k: 0, by: custodian.id }], finished);
    expect(voided.phase).toBe('void');
    expect(answer(after([file, approve]), { kind: 'voidImpression', k: 0, by: custodian.id })).toMatchObject({
      code: 'OUTCOME_CONTRADICTS',
    });
  });

  it('throws on an event that no decision made', () => {
    expect(() => apply(noSealUse, { kind: 'authorized', at: 1 })).toThrow(/INTERNAL/);
  });
});

describe('what a machine reports', () => {
  const authorized = after([file, approve]);

  it('is taken in late, after expiry and after withdrawal: it happened', () => {
    const expired = after([{ kind: 'expire' }], authorized, grant.validTo + 1);
    const late = after(
      [outcome(0, 0, 'executed'), { kind: 'finish', executed: 1, reason: 'complete' }],
      expired,
    );
    expect(late.phase).toBe('finished');
    const recalled = after([{ kind: 'withdraw', by: custodian.id, reason: 'x' }], authorized);
    expect(after([outcome(0, 0, 'executed')], recalled)).toMatchObject({ phase: 'recalled' });
    expect(after([{ kind: 'finish', executed: 0, reason: 'withdrawn' }], recalled).phase).toBe('recalled');
  });

  const contradictions: [string, SealUseCommand[], SealUseCommand][] = [
    ['an impression beyond the grant', [], outcome(1, 0, 'executed')],
    ['an attempt beyond the grant', [], { kind: 'beginAttempt', k: 1, attempt: 0 }],
    ['two outcomes of one attempt (I1)', [outcome(0, 0, 'notExecuted')], outcome(0, 0, 'executed')],
    ['a second execution (I1)', [outcome(0, 0, 'executed')], outcome(0, 1, 'executed')],
    [
      'an attempt after an unknown one (I1)',
      [outcome(0, 0, 'unknown')],
      { kind: 'beginAttempt', k: 0, attempt: 1 },
    ],
    ['an execution after an unknown one (I1)', [outcome(0, 0, 'unknown')], outcome(0, 1, 'executed')],
    ['an execution that later attempts deny', [outcome(0, 1, 'notExecuted')], outcome(0, 0, 'executed')],
    [
      'an end with another count',
      [outcome(0, 0, 'executed')],
      { kind: 'finish', executed: 2, reason: 'complete' },
    ],
    [
      'an end with an open attempt (I4)',
      [{ kind: 'beginAttempt', k: 0, attempt: 0 }],
      { kind: 'finish', executed: 0, reason: 'endedEarly' },
    ],
  ];
  it.each(contradictions)('is refused when it claims %s', (_, before, claim) => {
    expect(answer(after(before, authorized), claim)).toMatchObject({ code: 'OUTCOME_CONTRADICTS' });
  });

  it('is refused for a request that was never authorized', () => {
    expect(answer(after([file]), outcome(0, 0, 'executed'))).toMatchObject({ code: 'OUTCOME_CONTRADICTS' });
  });

  it('lets a failed attempt be tried again', () => {
    const state = after([outcome(0, 0, 'notExecuted'), outcome(0, 1, 'executed')], authorized);
    if (!('impressions' in state)) throw new Error('granted wanted');
    expect(state.impressions.map(impressionState)).toEqual(['executed']);
    expect(tally(state.impressions)).toEqual({
      granted: 1,
      executed: 1,
      unknown: 0,
      voided: 0,
      permitted: 0,
    });
  });
});

describe('an authorization', () => {
  it('says what its request said, or is refused', () => {
    const match = (changes: Parameters<typeof anAuthorization>[1]) =>
      matchAuthorization(signed.payload, signed.digest, anAuthorization(village, changes).payload);
    expect(match({}).ok).toBe(true);
    expect(match({ machine: null, mode: 'emergency' }).ok).toBe(true);
    for (const change of [
      { requestDigest: derivedBytes('x') },
      { request: derivedId('x') },
      { stamper: custodian.id },
      { purpose: '别的' },
      { zones: [{ page: 0, x: 0, y: 0, w: 9, h: 9 }] },
      { impressions: signed.payload.impressions.map((i) => ({ ...i, copies: 2 })) },
      { pages: signed.payload.pages.map((p) => ({ ...p, digest: derivedBytes('swapped') })) },
      { matter: { ...signed.payload.matter, major: true } },
    ])
      expect(match(change), JSON.stringify(Object.keys(change))).toMatchObject({
        code: 'AUTHORIZATION_INCONSISTENT',
      });
  });
});
