import { z } from 'zod';
import * as m from './machine.ts';
import { zRoster } from './roster.ts';
import * as s from './seal-use.ts';
import * as u from './supervision.ts';

/** Every payload of Hufu that is ever signed, told apart by `type`. */
export const zStatement = z.discriminatedUnion('type', [
  zRoster,
  s.zSealUseRequest,
  s.zWithdrawal,
  s.zRejection,
  s.zReview,
  s.zAuthorization,
  s.zException,
  s.zRevocation,
  s.zFreshness,
  m.zReceipt,
  m.zPresence,
  m.zAuthorizationRecord,
  m.zIntent,
  m.zOutcome,
  m.zAfterCheck,
  m.zFinish,
  m.zMachineEvent,
  m.zReconciliation,
  u.zCustody,
  u.zAlarm,
  u.zDisposal,
  u.zFinding,
  u.zDeletion,
  u.zOpening,
  u.zOldPaper,
  u.zIndexed,
  u.zVoidImpression,
  u.zService,
  u.zRelease,
]);
export type Statement = z.infer<typeof zStatement>;
export type StatementType = Statement['type'];
/** The payload of one type. */
export type StatementOf<T extends StatementType> = Extract<Statement, { type: T }>;

/** Records of a machine's chain, in the order n. */
export type MachineRecord = StatementOf<
  | 'presence'
  | 'authorizationRecord'
  | 'intent'
  | 'outcome'
  | 'afterCheck'
  | 'finish'
  | 'event'
  | 'reconciliation'
>;
