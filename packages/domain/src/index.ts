export {
  type AlarmFacts,
  type AlarmKind,
  type AlarmPolicy,
  type ApproverFact,
  defaultAlarmPolicy,
  type FoundAlarm,
  type MachineFact,
  type RequestFact,
  type SealFact,
} from './alarm/facts.ts';
export { findAlarms } from './alarm/find-alarms.ts';
export { rubberStampIndex } from './alarm/machine-alarms.ts';
export { isAfterHours } from './alarm/request-alarms.ts';
export { alarmTitles } from './alarm/titles.ts';
export {
  type AppointmentDecision,
  type AppointmentWarning,
  type Candidate,
  checkAppointment,
  type Office,
} from './appointment/check-appointment.ts';
export {
  type GoInstead,
  type NegativeList,
  type NegativeMatter,
  nationalNegativeList,
  provincialNegativeLists,
} from './data/negative-list.ts';
export { startingCatalogue } from './matter/catalogue.ts';
export { checkMatter, type MatterCheck, negativeMattersAt } from './matter/check-matter.ts';
export { type Matter, matterAt, mattersAt, national } from './matter/matter.ts';
export {
  type Action,
  type ActionRule,
  actionRule,
  allActions,
  isAction,
  outsideRoles,
  type Reach,
} from './permission/actions.ts';
export { type Actor, can, noResource, type Resource } from './permission/can.ts';
export { permissionsDocument, roleNames } from './permission/permissions-document.ts';
export { apply, type GrantedSealUse, isGranted, replay } from './seal-use/apply.ts';
export { grantOf, matchAuthorization } from './seal-use/authorization-match.ts';
export { approversFor, decide, type Facts } from './seal-use/decide.ts';
export { approversLeft, type Duty, handlersOf } from './seal-use/duties.ts';
export {
  type AttemptOutcome,
  type Impression,
  type ImpressionState,
  impressionState,
  type Tally,
  tally,
} from './seal-use/impression.ts';
export {
  type Approval,
  type Filed,
  type Grant,
  noSealUse,
  type Opinion,
  phaseOf,
  type SealUse,
  type SealUseCommand,
  type SealUseEvent,
} from './seal-use/state.ts';
export { localTime } from './statistics/local-time.ts';
export {
  approvalLatencyMs,
  byHour,
  byMonth,
  type CaseFact,
  countBy,
  median,
  requestToStampMs,
  type UseFact,
} from './statistics/statistics.ts';
