import type { MachineView } from '@hufu/contract';
import {
  BigButton,
  formatDateTime,
  formatWhen,
  ListStates,
  Notice,
  Tag,
  type Tone,
  useLanguage,
} from '@hufu/ui';
import { type ReactNode, useState } from 'react';
import { Block, Fact, Screen } from '../layout/screen.tsx';
import { useT } from '../texts.ts';
import { LockSheet } from './lock-sheet.tsx';
import { lockStage, useMachines } from './use-machines.ts';

const tones: Record<MachineView['state'], Tone> = {
  online: 'good',
  offline: 'warn',
  lockedDown: 'bad',
  quarantined: 'bad',
};

/** The village's machines: how they are, and the way to lock one when something is wrong. */
export function MachinesPage(): ReactNode {
  const text = useT();
  const { loaded, reload } = useMachines();
  const [target, setTarget] = useState<MachineView | null>(null);
  return (
    <Screen title={text('machines.title')} back>
      <ListStates
        loaded={loaded}
        onRetry={reload}
        isEmpty={(list) => list.length === 0}
        empty={text('machines.empty')}
      >
        {(list) =>
          inUseFirst(list).map((m) => <MachineBlock key={m.id} machine={m} onLock={() => setTarget(m)} />)
        }
      </ListStates>
      {target ? (
        <LockSheet
          machine={target}
          onClose={() => setTarget(null)}
          onDone={() => {
            setTarget(null);
            reload();
          }}
        />
      ) : null}
    </Screen>
  );
}

/** Whoever is in a hurry finds the machine that has the seals. */
function inUseFirst(list: readonly MachineView[]): MachineView[] {
  return [...list].sort((a, b) => b.seals.length - a.seals.length);
}

function MachineBlock(props: { machine: MachineView; onLock: () => void }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { machine } = props;
  const stage = lockStage(machine);
  const state = stage === 'locked' && machine.state === 'online' ? 'lockedDown' : machine.state;
  return (
    <Block title={machine.name} testId="machine">
      <div className="m-machine">
        <p className="m-reasons">
          <Tag tone={tones[state]}>{text(`machine.${state}`)}</Tag>
          {stage === 'locked' && state !== 'lockedDown' ? (
            <Tag tone="bad">{text('machine.lockedDown')}</Tag>
          ) : null}
        </p>
        {stage === 'open' ? null : <LockNotice machine={machine} stage={stage} />}
        {machine.state === 'quarantined' ? <Notice tone="bad">{text('machines.quarantined')}</Notice> : null}
        {machine.state === 'offline' && stage === 'open' ? (
          <Notice tone="warn">{text('machines.offline')}</Notice>
        ) : null}
        <dl className="m-facts">
          <Fact name={text('machines.seen')}>
            {machine.lastSeenAt === null
              ? text('machines.never')
              : formatWhen(machine.lastSeenAt, Date.now(), language)}
          </Fact>
          <Fact name={text('machines.seals')}>
            {machine.seals.map((s) => s.name).join(text('join.comma')) || text('machines.noSeals')}
          </Fact>
          {machine.lockDown ? (
            <>
              <Fact name={text('lock.by')}>{machine.lockDown.by.join(text('join.comma'))}</Fact>
              <Fact name={text('lock.at')}>
                {formatDateTime(machine.lockDown.since ?? machine.lockDown.orderedAt, language)}
              </Fact>
              <Fact name={text('lock.why')}>{machine.lockDown.reason}</Fact>
            </>
          ) : null}
        </dl>
        {stage === 'open' ? (
          <>
            <p className="m-soft">{text('lock.when')}</p>
            <BigButton kind="danger" block testId="lock-machine" onPress={props.onLock}>
              {text('lock.open')}
            </BigButton>
          </>
        ) : null}
      </div>
    </Block>
  );
}

function LockNotice(props: { machine: MachineView; stage: 'ordered' | 'locked' }): ReactNode {
  const text = useT();
  const { machine, stage } = props;
  const words =
    stage === 'locked' ? 'lock.locked' : machine.state === 'offline' ? 'lock.orderedOffline' : 'lock.ordered';
  return (
    <div data-testid="lock-stage" data-stage={stage}>
      <Notice tone={stage === 'locked' ? 'bad' : 'warn'}>
        <p>{text(words)}</p>
        {stage === 'locked' ? <p>{text('lock.unlocking')}</p> : null}
      </Notice>
    </div>
  );
}
