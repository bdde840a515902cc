import type { Counters, Instant, Phase } from '@hufu/contract';

/** A request as the alarm rules see it. */
export interface RequestFact {
  readonly id: string;
  readonly number: string;
  readonly village: string;
  readonly matter: string;
  readonly phase: Phase;
  readonly filedAt: Instant;
  readonly filer: string;
  readonly approvers: readonly string[];
  readonly authorizedAt: Instant | null;
  readonly validTo: Instant | null;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly granted: number;
  /** When each impression was executed. */
  readonly executedAt: readonly Instant[];
  readonly unknown: number;
  /** Pictures that arrived, by kind. */
  readonly beforePhotos: number;
  readonly afterPhotos: number;
  /** Verdicts of the papers laid under the camera, oldest first. */
  readonly trials: readonly ('match' | 'mismatch' | 'unsure')[];
  readonly pages: number;
  /** How long each approver had the pages on screen before he signed. */
  readonly reading: readonly { readonly approver: string; readonly shownMs: number }[];
  readonly counterparty: string;
  readonly amountFen: number | null;
  readonly major: boolean;
  readonly objection: boolean;
  /** Emergency use (F47), and whether somebody has answered the alarm that published it. */
  readonly emergency: { readonly reviewed: boolean } | null;
}

/** A machine as the alarm rules see it. */
export interface MachineFact {
  readonly id: string;
  readonly name: string;
  readonly village: string;
  readonly counters: Counters | null;
  /** Executed impressions in the server's records of this machine. */
  readonly recorded: number;
  /** First missing number of its record chain, if any. */
  readonly gapAt: number | null;
  /** Whether two different records carry one number. */
  readonly forked: boolean;
}

/** A seal as the alarm rules see it. */
export interface SealFact {
  readonly id: string;
  readonly name: string;
  readonly village: string;
  readonly state: 'active' | 'suspended' | 'retired';
  readonly lastUsedAt: Instant | null;
  readonly since: Instant;
}

/** How an approver decided in the period that is looked at. */
export interface ApproverFact {
  readonly person: string;
  readonly name: string;
  readonly village: string;
  readonly decisions: readonly {
    readonly approved: boolean;
    readonly pages: number;
    readonly shownMs: number;
  }[];
}

/** Everything the rules look at. */
export interface AlarmFacts {
  readonly requests: readonly RequestFact[];
  readonly machines: readonly MachineFact[];
  readonly seals: readonly SealFact[];
  readonly approvers: readonly ApproverFact[];
}

/** Limits; data of the district with history, these are the defaults. */
export interface AlarmPolicy {
  readonly neverStampedMs: number;
  readonly neverEndedMs: number;
  readonly sealUnusedMs: number;
  readonly mismatchesInARow: number;
  /** Hours of the day in local time between which stamping is usual, and days (0 is Sunday). */
  readonly workFromHour: number;
  readonly workToHour: number;
  readonly workDays: readonly number[];
  /** Minutes by which local time is ahead of UTC. */
  readonly offsetMinutes: number;
  readonly splitWindowMs: number;
  readonly splitThresholdFen: number;
  readonly minReadingMsPerPage: number;
  readonly rubberStampMinDecisions: number;
  readonly rubberStampShare: number;
  /** How long pictures may be on their way. */
  readonly pictureGraceMs: number;
  /** By when an emergency use must have been looked into (F47). */
  readonly emergencyReviewMs: number;
}

const hour = 3_600_000;

/** F85: 24 h, F86: 72 h, F87: 30 days; split threshold 50,000 yuan; three seconds a page. */
export const defaultAlarmPolicy: AlarmPolicy = {
  neverStampedMs: 72 * hour,
  neverEndedMs: 24 * hour,
  sealUnusedMs: 30 * 24 * hour,
  mismatchesInARow: 3,
  workFromHour: 8,
  workToHour: 18,
  workDays: [1, 2, 3, 4, 5],
  offsetMinutes: 480,
  splitWindowMs: 30 * 24 * hour,
  splitThresholdFen: 5_000_000,
  minReadingMsPerPage: 3_000,
  rubberStampMinDecisions: 20,
  rubberStampShare: 0.8,
  pictureGraceMs: 24 * hour,
  emergencyReviewMs: 72 * hour,
};

/** Kinds of alarms; stable, as they are signed into `alarm` statements. */
export type AlarmKind =
  | 'neverStamped'
  | 'neverEnded'
  | 'moreThanGranted'
  | 'unauthorizedUse'
  | 'chainGap'
  | 'chainFork'
  | 'counterMismatch'
  | 'unauthorizedContact'
  | 'papersRefused'
  | 'afterHours'
  | 'counterpartySplit'
  | 'approvedTooQuickly'
  | 'approvedDespiteObjection'
  | 'rubberStamp'
  | 'sealUnused'
  | 'picturesMissing'
  | 'unknownOutcome'
  | 'emergencyUse'
  | 'emergencyUnreviewed';

/** One alarm. `key` is the same every time the same thing is found: raise it once. */
export interface FoundAlarm {
  readonly kind: AlarmKind;
  readonly severity: 'info' | 'warning' | 'serious';
  readonly key: string;
  readonly village: string;
  readonly request: string | null;
  readonly machine: string | null;
  readonly seal: string | null;
  readonly title: { readonly zh: string; readonly en: string };
  readonly detail: { readonly zh: string; readonly en: string };
}
