import { describe, expect, it } from 'vitest';
import {
  type AlarmFacts,
  type AlarmKind,
  type ApproverFact,
  type MachineFact,
  defaultAlarmPolicy as policy,
  type RequestFact,
  type SealFact,
} from './facts.ts';
import { findAlarms } from './find-alarms.ts';
import { rubberStampIndex } from './machine-alarms.ts';
import { alarmTitles } from './titles.ts';

const hour = 3_600_000;
/** A Monday, 10:00 in Hangzhou. */
const now = Date.UTC(2026, 2, 2, 2);

/** An honest request: approved after reading, stamped at ten, pictures there. */
const aCase = (changes: Partial<RequestFact> = {}): RequestFact => ({
  id: 'r1',
  number: '虎符村2026-0001',
  village: 'v',
  matter: 'land-transfer-record',
  phase: 'finished',
  filedAt: now - 2 * hour,
  filer: 'custodian',
  approvers: ['secretary'],
  authorizedAt: now - hour,
  validTo: now + 20 * hour,
  startedAt: now,
  finishedAt: now,
  granted: 1,
  executedAt: [now],
  unknown: 0,
  beforePhotos: 1,
  afterPhotos: 1,
  trials: ['match'],
  pages: 2,
  reading: [{ approver: 'secretary', shownMs: 20_000 }],
  counterparty: '',
  amountFen: null,
  major: false,
  objection: false,
  emergency: null,
  ...changes,
});
const aMachine = (changes: Partial<MachineFact> = {}): MachineFact => ({
  id: 'm1',
  name: '1 号机',
  village: 'v',
  counters: { A: 5, D: 1, V: 1, U: 0, L: 7, H: 5 },
  recorded: 5,
  gapAt: null,
  forked: false,
  ...changes,
});
const aSeal = (changes: Partial<SealFact> = {}): SealFact => ({
  id: 's1',
  name: '村委会章',
  village: 'v',
  state: 'active',
  lastUsedAt: now,
  since: 0,
  ...changes,
});
const anApprover = (quick: number, all: number, rejected = 0): ApproverFact => ({
  person: 'secretary',
  name: '王书记',
  village: 'v',
  decisions: Array.from({ length: all }, (_, i) => ({
    approved: i >= rejected,
    pages: 2,
    shownMs: i < rejected + quick ? 500 : 60_000,
  })),
});
const facts = (f: Partial<AlarmFacts>): AlarmFacts => ({
  requests: [],
  machines: [],
  seals: [],
  approvers: [],
  ...f,
});
const kinds = (f: Partial<AlarmFacts>, at = now): AlarmKind[] => findAlarms(facts(f), at).map((a) => a.kind);
const request = (changes: Partial<RequestFact>) => ({ requests: [aCase(changes)] });
const deal = (id: string, amountFen: number, changes: Partial<RequestFact> = {}) =>
  aCase({ id, number: id, counterparty: '杭州某建筑公司', amountFen, ...changes });

describe('alarms', () => {
  it('are silent about honest work', () => {
    const honest = {
      requests: [aCase()],
      machines: [aMachine()],
      seals: [aSeal()],
      approvers: [anApprover(3, 20)],
    };
    expect(findAlarms(facts(honest), now)).toEqual([]);
  });

  const late = { phase: 'authorized', executedAt: [], beforePhotos: 0, afterPhotos: 0 } as const;
  const table: [string, AlarmKind, Partial<AlarmFacts>][] = [
    [
      'an approval that was not used for 72 h (F86)',
      'neverStamped',
      request({ ...late, authorizedAt: now - 73 * hour }),
    ],
    [
      'a job that was begun 24 h ago (F85)',
      'neverEnded',
      request({ phase: 'stamping', startedAt: now - 25 * hour, finishedAt: null }),
    ],
    [
      'more impressions than granted (F88)',
      'moreThanGranted',
      request({ executedAt: [now, now], beforePhotos: 2, afterPhotos: 2 }),
    ],
    [
      'an impression without approval (F83)',
      'unauthorizedUse',
      request({ authorizedAt: null, approvers: [] }),
    ],
    ['an unknown outcome', 'unknownOutcome', request({ unknown: 1 })],
    ['an emergency, at once (F47)', 'emergencyUse', request({ emergency: { reviewed: false } })],
    [
      'an emergency that nobody looked into for 72 h (F47)',
      'emergencyUnreviewed',
      request({ emergency: { reviewed: false }, authorizedAt: now - 73 * hour }),
    ],
    [
      'three refused papers in a row',
      'papersRefused',
      request({ trials: ['match', 'mismatch', 'mismatch', 'mismatch'] }),
    ],
    ['stamping at nine in the evening', 'afterHours', request({ executedAt: [now + 11 * hour] })],
    [
      'stamping on a Sunday',
      'afterHours',
      request({ executedAt: [now - 24 * hour], authorizedAt: now - 25 * hour }),
    ],
    [
      'an approval after one second',
      'approvedTooQuickly',
      request({ reading: [{ approver: 'secretary', shownMs: 1000 }] }),
    ],
    [
      'an approver who opened nothing',
      'approvedTooQuickly',
      request({ reading: [{ approver: 'other', shownMs: 60_000 }] }),
    ],
    ['an approval against an objection', 'approvedDespiteObjection', request({ objection: true })],
    [
      'a missing picture after a day (F57)',
      'picturesMissing',
      request({ executedAt: [now - 26 * hour - 0], afterPhotos: 0, authorizedAt: now - 27 * hour }),
    ],
    [
      'a picture too many',
      'picturesMissing',
      request({ executedAt: [now - 48 * hour - hour * 24], afterPhotos: 2, authorizedAt: now - 100 * hour }),
    ],
    [
      'two deals split below the limit (N8)',
      'counterpartySplit',
      { requests: [deal('a', 3_000_000), deal('b', 3_000_000, { counterparty: '杭州某 建筑公司 ' })] },
    ],
    ['a gap in the records', 'chainGap', { machines: [aMachine({ gapAt: 7 })] }],
    ['two records with one number', 'chainFork', { machines: [aMachine({ forked: true })] }],
    ['a counter above the records', 'counterMismatch', { machines: [aMachine({ recorded: 4 })] }],
    [
      'counters that do not add up',
      'counterMismatch',
      { machines: [aMachine({ counters: { A: 5, D: 2, V: 1, U: 0, L: 7, H: 5 } })] },
    ],
    [
      'a contact without authorization',
      'unauthorizedContact',
      { machines: [aMachine({ counters: { A: 5, D: 1, V: 1, U: 0, L: 7, H: 6 } })] },
    ],
    [
      'a contact that was not counted',
      'unauthorizedContact',
      { machines: [aMachine({ counters: { A: 5, D: 1, V: 0, U: 1, L: 7, H: 4 } })] },
    ],
    [
      'a seal that was not used for 30 days (F87)',
      'sealUnused',
      { seals: [aSeal({ lastUsedAt: now - 31 * 24 * hour })] },
    ],
    ['sixteen unread approvals of twenty (N8)', 'rubberStamp', { approvers: [anApprover(16, 20)] }],
  ];
  it.each(table)('find %s', (_, kind, f) => {
    expect(kinds(f)).toContain(kind);
    for (const found of findAlarms(facts(f), now)) {
      expect(found.title).toMatchObject({ zh: alarmTitles[found.kind].zh });
      expect(found.detail.zh.length).toBeGreaterThan(5);
      expect(found.detail.en.length).toBeGreaterThan(5);
    }
  });

  const silent: [string, Partial<AlarmFacts>][] = [
    ['an approval of yesterday', request({ ...late, authorizedAt: now - 71 * hour })],
    [
      'two refused papers, a good one, two more',
      request({ trials: ['mismatch', 'mismatch', 'match', 'mismatch', 'mismatch'] }),
    ],
    ['pictures that are still on their way', request({ afterPhotos: 0 })],
    [
      'two deals that stay below the limit together',
      { requests: [deal('a', 2_000_000), deal('b', 2_000_000)] },
    ],
    [
      'two deals half a year apart',
      { requests: [deal('a', 3_000_000), deal('b', 3_000_000, { filedAt: now - 180 * 24 * hour })] },
    ],
    [
      'a deal that was rejected',
      {
        requests: [
          deal('a', 3_000_000),
          deal('b', 3_000_000, { phase: 'rejected', authorizedAt: null, executedAt: [] }),
        ],
      },
    ],
    [
      'a contact that an unknown outcome explains',
      { machines: [aMachine({ counters: { A: 5, D: 0, V: 1, U: 1, L: 7, H: 6 } })] },
    ],
    ['a retired seal', { seals: [aSeal({ state: 'retired', lastUsedAt: 0 })] }],
    ['few decisions', { approvers: [anApprover(19, 19)] }],
  ];
  it.each(silent)('are silent about %s', (_, f) => {
    expect(kinds(f)).toEqual([]);
  });

  it('carry the same key when the same thing is found again', () => {
    const found = () => findAlarms(facts(request({ ...late, authorizedAt: now - 73 * hour })), now);
    expect(found().map((a) => a.key)).toEqual(['neverStamped:r1']);
    expect(findAlarms(facts(request({ ...late, authorizedAt: now - 73 * hour })), now + hour)[0]?.key).toBe(
      'neverStamped:r1',
    );
  });

  it('measure how unread approvals look: a rejection is a decision that was thought about', () => {
    expect(rubberStampIndex(anApprover(10, 20), policy)).toBe(0.5);
    expect(rubberStampIndex(anApprover(15, 20, 5), policy)).toBe(0.75);
    expect(rubberStampIndex(anApprover(1, 2), policy)).toBeNull();
  });
});
