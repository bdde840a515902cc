import { randomUUID } from 'node:crypto';
import type { Alarm } from '@hufu/contract';
import type { FileSigner } from '@hufu/statement';
import type { Work } from '../http/unit-of-work.ts';
import { recordServiceStatement } from '../statements/service-statement.ts';
import { insertAlarm, type NewAlarm } from './alarm-raise.store.ts';

/** What is to be raised; the domain's `FoundAlarm` is one. */
export type Cause = Omit<NewAlarm, 'id' | 'at'>;

/**
 * Raises each alarm once: its row, and the `alarm` statement under the server's service key in the log, so that an
 * operator cannot make one disappear. True for those that are new.
 */
export async function raiseAlarms(
  work: Work,
  service: FileSigner,
  causes: readonly Cause[],
): Promise<Cause[]> {
  const raised: Cause[] = [];
  for (const cause of causes) {
    const id = randomUUID();
    const at = work.now;
    if (!(await insertAlarm(work.tx, { ...cause, id, at }))) continue;
    const alarm: Alarm = {
      type: 'alarm',
      v: 1,
      id,
      village: cause.village,
      at,
      kind: cause.kind,
      severity: cause.severity,
      subject: cause.key.slice(0, 200),
      detail: cause.detail.zh.slice(0, 1000),
    };
    await recordServiceStatement(work, service, alarm);
    work.tell({ kind: 'alarmRaised', alarm: id, village: cause.village, at });
    raised.push(cause);
  }
  return raised;
}
