import type { MachineEvent } from '@hufu/contract';
import type { KnownMachine } from '../link/machine.store.ts';
import type { Cause } from './raise-alarm.ts';

type Grave = Extract<
  MachineEvent['event'],
  | 'tamper'
  | 'lidOpened'
  | 'jam'
  | 'quarantined'
  | 'clockJump'
  | 'cameraFault'
  | 'lightIgnored'
  | 'inkLow'
  | 'updateRolledBack'
>;

const texts: Readonly<Record<Grave, { severity: Cause['severity']; zh: string; en: string }>> = {
  tamper: { severity: 'serious', zh: '机器被拆动或外力触动', en: 'The machine was tampered with' },
  quarantined: { severity: 'serious', zh: '机器自行隔离', en: 'The machine set itself aside' },
  lidOpened: { severity: 'warning', zh: '机盖被打开', en: 'The lid was opened' },
  jam: { severity: 'warning', zh: '盖章机构卡住', en: 'The press jammed' },
  clockJump: { severity: 'info', zh: '机器时钟跳变', en: 'The clock of the machine jumped' },
  inkLow: { severity: 'info', zh: '印油快用完了，请加墨', en: 'The ink pad is nearly empty' },
  lightIgnored: {
    severity: 'serious',
    zh: '摄像头画面没有随灯光变化，可能被替换',
    en: 'The camera did not follow the lamp: it may show something else',
  },
  updateRolledBack: {
    severity: 'warning',
    zh: '新程序试运行没有通过，机器已退回原来的程序；这一版不再发给别的机器',
    en: 'A new program failed its trial and the machine went back; it is offered to no further machine',
  },
  cameraFault: { severity: 'warning', zh: '机器的摄像头故障', en: 'A camera of the machine failed' },
};

/** What a machine reports that an inspector should see; ordinary events are no cause. */
export function machineEventAlarms(
  machine: KnownMachine,
  record: MachineEvent,
  request: string | null,
): Cause[] {
  if (!isGrave(record.event)) return [];
  const { severity, zh, en } = texts[record.event];
  const note = record.detail ? `：${record.detail}` : '';
  return [
    {
      kind: record.event,
      severity,
      key: `${record.event}:${record.id}`,
      village: machine.village,
      request,
      machine: machine.id,
      title: { zh, en },
      detail: { zh: `${machine.name}${note}`, en: `${machine.name}${note}` },
    },
  ];
}

function isGrave(event: string): event is Grave {
  return Object.hasOwn(texts, event);
}
