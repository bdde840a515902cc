import type { RequestDetail } from '@hufu/contract';
import type { ReactNode } from 'react';
import { Block } from '../layout/screen.tsx';
import { useT } from '../texts.ts';

const tones = {
  open: 'quiet',
  inProgress: 'warn',
  executed: 'good',
  unknown: 'bad',
  voided: 'quiet',
  badStamp: 'bad',
} as const;

/** How far the stamping is, impression by impression. */
export function Progress(props: { detail: RequestDetail }): ReactNode {
  const text = useT();
  const { detail } = props;
  return (
    <Block title={text('progress.title', { done: detail.executed, all: detail.granted })} testId="progress">
      <progress className="m-progress" max={Math.max(1, detail.granted)} value={detail.executed} />
      <ol className="m-impressions">
        {detail.impressionPlan.map((i) => (
          <li key={i.k} data-state={i.state}>
            <span>
              {text('progress.line', { n: i.k + 1, seal: i.sealName, page: i.page + 1, copy: i.copy + 1 })}
            </span>
            <span className="h-tag" data-tone={tones[i.state]}>
              {text(`impression.${i.state}`)}
            </span>
          </li>
        ))}
      </ol>
      {detail.phase === 'authorized' ? (
        <p className="m-soft">{text('progress.goToMachine', { name: detail.stamper.name })}</p>
      ) : null}
    </Block>
  );
}
