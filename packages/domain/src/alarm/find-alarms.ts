import type { Instant } from '@hufu/contract';
import { type AlarmFacts, type AlarmPolicy, defaultAlarmPolicy, type FoundAlarm } from './facts.ts';
import { approverAlarms, machineAlarms, sealAlarms } from './machine-alarms.ts';
import { requestAlarms, splitAlarms } from './request-alarms.ts';

/** Everything that deserves a look (F83 to F88, N8). The same facts give the same keys: raise each key once. */
export function findAlarms(
  facts: AlarmFacts,
  now: Instant,
  policy: AlarmPolicy = defaultAlarmPolicy,
): FoundAlarm[] {
  return [
    ...facts.requests.flatMap((r) => requestAlarms(r, policy, now)),
    ...splitAlarms(facts.requests, policy),
    ...facts.machines.flatMap(machineAlarms),
    ...facts.seals.flatMap((s) => sealAlarms(s, policy, now)),
    ...facts.approvers.flatMap((a) => approverAlarms(a, policy)),
  ];
}
