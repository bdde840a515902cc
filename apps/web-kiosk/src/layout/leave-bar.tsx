import type { KioskJob } from '@hufu/contract';
import { BigButton, Notice } from '@hufu/ui';
import { type ReactNode, useState } from 'react';
import { useMachine } from '../link/machine-context.tsx';
import { useT } from '../texts.ts';

/** The two ways out of a job: for now, or for good (asked once more). */
export function LeaveBar(props: { job: KioskJob | undefined; canEnd?: boolean }): ReactNode {
  const text = useT();
  const { send, isBusy } = useMachine();
  const [isAsking, setAsking] = useState(false);
  if (isAsking)
    return (
      <Notice tone="warn">
        <p>{text('end.title')}</p>
        <p>{text('end.explain', { n: props.job ? props.job.granted - props.job.executed : 0 })}</p>
        <div className="k-row">
          <BigButton onPress={() => setAsking(false)}>{text('end.keep')}</BigButton>
          <BigButton
            kind="danger"
            testId="end-early-confirm"
            busy={isBusy}
            onPress={() => void send({ do: 'endEarly' })}
          >
            {text('end.confirm')}
          </BigButton>
        </div>
      </Notice>
    );
  return (
    <div className="k-row">
      <BigButton kind="quiet" testId="leave" disabled={isBusy} onPress={() => void send({ do: 'leave' })}>
        {text('leave')}
      </BigButton>
      {props.canEnd ? (
        <BigButton kind="quiet" testId="end-early" disabled={isBusy} onPress={() => setAsking(true)}>
          {text('end.early')}
        </BigButton>
      ) : null}
    </div>
  );
}
