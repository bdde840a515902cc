import { randomBytes, randomUUID } from 'node:crypto';
import type { Alarm } from '@hufu/contract';
import { valueOrThrow } from '@hufu/contract';
import { type FileSigner, parseSigned, signStatementSync } from '@hufu/statement';
import type { Work } from '../http/unit-of-work.ts';
import { recordStatement } from '../statements/statement.store.ts';
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
    const signed = valueOrThrow(parseSigned(signStatementSync(alarm, service)));
    // In an import each statement of the past brings its own salt; this one is of today.
    await recordStatement({ tx: work.tx, now: work.now, tell: work.tell }, signed, {
      village: cause.village,
      signers: [{ name: '系统 / system', keyKind: 'file' }],
      salt: new Uint8Array(randomBytes(32)),
    });
    work.tell({ kind: 'alarmRaised', alarm: id, village: cause.village, at });
    raised.push(cause);
  }
  return raised;
}
