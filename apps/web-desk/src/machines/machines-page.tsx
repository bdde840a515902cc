import type { Counters, MachineView } from '@hufu/contract';
import {
  formatDateTime,
  formatWhen,
  ListStates,
  Notice,
  Tag,
  type Tone,
  useLanguage,
  useLoad,
} from '@hufu/ui';
import { Descriptions } from 'antd';
import type { ReactNode } from 'react';
import { PageHead, Panel } from '../layout/page-head.tsx';
import { client } from '../session/api.ts';
import { useT } from '../texts.ts';
import { reconcile } from './reconcile.ts';

const tones: Record<MachineView['state'], Tone> = {
  online: 'good',
  offline: 'warn',
  lockedDown: 'bad',
  quarantined: 'bad',
};

/** Among a district's machines those that stand still are what somebody came for. */
function urgentFirst(machines: readonly MachineView[]): MachineView[] {
  const isStill = (m: MachineView) =>
    m.state === 'lockedDown' || m.state === 'quarantined' || m.lockDown !== null;
  return [...machines].sort((a, b) => Number(isStill(b)) - Number(isStill(a)));
}

/** Machines: are they there, do their counters agree. */
export function MachinesPage(): ReactNode {
  const text = useT();
  const { loaded, reload } = useLoad((signal) => client.supervision.listMachines(undefined, { signal }), [], {
    everyMs: 15_000,
  });
  return (
    <>
      <PageHead title={text('menu.machines')}>
        <p className="d-soft">{text('machines.explain')}</p>
      </PageHead>
      <ListStates
        loaded={loaded}
        onRetry={reload}
        isEmpty={(d) => d.items.length === 0}
        empty={<strong>{text('machines.empty')}</strong>}
      >
        {(data) => (
          <div className="d-grid">
            {urgentFirst(data.items).map((m) => (
              <Machine key={m.id} machine={m} />
            ))}
          </div>
        )}
      </ListStates>
    </>
  );
}

function Machine(props: { machine: MachineView }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { machine } = props;
  return (
    <Panel
      testId="machine"
      title={
        <>
          {machine.name} <Tag tone={tones[machine.state]}>{text(`machine.${machine.state}`)}</Tag>
        </>
      }
    >
      <LockNotice machine={machine} />
      <Descriptions
        column={1}
        size="small"
        items={[
          { key: 'unit', label: text('register.unit'), children: machine.village.name },
          {
            key: 'seen',
            label: text('machines.lastSeen'),
            children:
              machine.lastSeenAt === null
                ? text('machines.never')
                : formatWhen(machine.lastSeenAt, Date.now(), language),
          },
          {
            key: 'ink',
            label: text('machines.ink'),
            children: machine.ink === null ? '—' : `${Math.round(machine.ink * 100)}%`,
          },
          {
            key: 'seals',
            label: text('machines.seals'),
            children:
              machine.seals
                .map((s) => text('machines.slot', { slot: s.slot + 1, name: s.name }))
                .join(text('list.and')) || '—',
          },
        ]}
      />
      {machine.counters ? (
        <Ledger counters={machine.counters} />
      ) : (
        <p className="d-soft">{text('machines.noCounters')}</p>
      )}
      <p className="d-soft">
        {text('machines.forService')}
        {text('list.colon')}
        {text('machines.outbox')} {text('machines.records', { n: machine.outboxDepth })}
        {text('list.and')}
        {text('machines.thumbprint')}{' '}
        <code>{(machine.thumbprint.slice(0, 16).match(/.{4}/g) ?? []).join(' ')}</code>
      </p>
      {machine.kioskUrl ? (
        <a href={machine.kioskUrl} target="_blank" rel="noreferrer">
          {text('machines.screen')}
        </a>
      ) : null}
    </Panel>
  );
}

/** Who locked it, since when, and what must happen now. */
function LockNotice(props: { machine: MachineView }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { state, lockDown } = props.machine;
  const isLocked = state === 'lockedDown' || (lockDown !== null && lockDown.since !== null);
  if (!isLocked && !lockDown)
    return state === 'quarantined' ? <Notice tone="bad">{text('machines.quarantinedTodo')}</Notice> : null;
  const from = lockDown ? formatDateTime(lockDown.since ?? lockDown.orderedAt, language) : '';
  const said = { by: lockDown?.by.join(text('list.and')) ?? '', from, reason: lockDown?.reason ?? '' };
  return (
    <div data-testid="machine-lock">
      <Notice tone={isLocked ? 'bad' : 'warn'}>
        {lockDown ? (
          <>
            <p>{text(isLocked ? 'machines.lockedBy' : 'machines.lockOrdered', said)}</p>
            <p>{text('machines.lockReason', said)}</p>
          </>
        ) : (
          <p>{text('machines.lockedHere')}</p>
        )}
        <p>{text(isLocked ? 'machines.unlocking' : 'machines.lockWaits')}</p>
      </Notice>
    </div>
  );
}

/** The press controller's counters, and whether they add up (MACHINE.md 1). */
function Ledger(props: { counters: Counters }): ReactNode {
  const text = useT();
  const { counters } = props;
  const { sumHolds, contactsHold } = reconcile(counters);
  const names = ['A', 'D', 'V', 'U', 'L', 'H'] as const;
  return (
    <>
      <p className="d-row">
        <Tag tone={sumHolds ? 'good' : 'bad'}>
          {text(sumHolds ? 'machines.sumHolds' : 'machines.sumFails')}
        </Tag>
        <Tag tone={contactsHold ? 'good' : 'bad'}>
          {text(contactsHold ? 'machines.contactsHold' : 'machines.contactsFail')}
        </Tag>
      </p>
      <dl className="d-counters">
        {names.map((n) => (
          <div key={n}>
            <dt>{text(`counter.${n}`)}</dt>
            <dd>{counters[n]}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
