import type { KioskJob } from '@hufu/contract';
import { BigButton, formatDateTime, Notice, ProblemNotice, Tag, useLanguage } from '@hufu/ui';
import { type ReactNode, useState } from 'react';
import { isTooLongOffline } from '../layout/top-bar.tsx';
import { useMachine } from '../link/machine-context.tsx';
import { useT } from '../texts.ts';
import { useSpoken } from '../voice/speak.ts';
import { InkTag } from './ink-tag.tsx';
import { RefillScreen } from './refill-screen.tsx';

const order: Record<KioskJob['state'], number> = { interrupted: 0, ready: 1, preparing: 2, done: 3 };

/** Today's approved requests, one card each; or the record of a refill, which somebody asked for. */
export function IdleScreen(): ReactNode {
  const [refill, setRefill] = useState<'no' | 'asked' | 'recorded'>('no');
  if (refill === 'asked')
    return <RefillScreen onBack={() => setRefill('no')} onRecorded={() => setRefill('recorded')} />;
  return <Waiting hasRefilled={refill === 'recorded'} onRefill={() => setRefill('asked')} />;
}

function Waiting(props: { hasRefilled: boolean; onRefill: () => void }): ReactNode {
  const text = useT();
  const { state, problem } = useMachine();
  const jobs = [...state.jobs].sort((a, b) => order[a.state] - order[b.state] || a.validTo - b.validTo);
  // The banner says why: nobody is photographed for a stamping that the machine would refuse.
  const isStale = isTooLongOffline(state, state.now);
  const isWaiting = jobs.some((j) => j.state === 'ready' || j.state === 'interrupted');
  useSpoken(isWaiting && !isStale ? text('idle.say') : '', 'idle');
  return (
    <main className="k-idle" data-testid="screen-idle">
      <h1>{text('idle.title')}</h1>
      {problem ? <ProblemNotice problem={problem} /> : null}
      {props.hasRefilled ? <Notice tone="good">{text('ink.recorded')}</Notice> : null}
      {jobs.length === 0 ? (
        <div className="h-state">
          <strong>{text('idle.empty')}</strong>
          <span>{text('idle.emptyTodo')}</span>
        </div>
      ) : (
        <div className="k-cards">
          {jobs.map((job) => (
            <JobCard key={job.authorization} job={job} isStale={isStale} />
          ))}
        </div>
      )}
      {state.ink === undefined ? null : (
        <footer className="k-ink">
          <InkTag state={state} />
          <BigButton kind="quiet" testId="refill" onPress={props.onRefill}>
            {text('ink.open')}
          </BigButton>
        </footer>
      )}
    </main>
  );
}

function JobCard(props: { job: KioskJob; isStale: boolean }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { send, isBusy } = useMachine();
  const { job, isStale } = props;
  const left = job.granted - job.executed;
  return (
    <article className="k-card" data-testid="job" data-number={job.number} data-state={job.state}>
      <header>
        <h2>{job.matter}</h2>
        <span className="k-soft">{job.number}</span>
      </header>
      <dl className="k-facts">
        <dt>{text('job.applicant')}</dt>
        <dd>{job.applicantName}</dd>
        <dt>{text('job.purpose')}</dt>
        <dd>{job.purpose}</dd>
        <dt>{text('job.seals')}</dt>
        <dd>{job.sealNames.join(text('list.and'))}</dd>
        <dt>{text('job.approver')}</dt>
        <dd>{job.approverNames.join(text('list.and'))}</dd>
        <dt>{text('job.stamper')}</dt>
        <dd>{job.stamper.name}</dd>
      </dl>
      <p className="k-tags">
        <Tag tone="quiet">{text('job.pages', { n: job.pages })}</Tag>
        <Tag tone={left > 0 ? 'info' : 'quiet'}>{text('job.left', { left, granted: job.granted })}</Tag>
        <Tag tone="quiet">{text('job.validTo', { when: formatDateTime(job.validTo, language) })}</Tag>
      </p>
      {job.state === 'done' ? <Tag tone="good">{text('job.done')}</Tag> : null}
      {job.state === 'preparing' ? <p className="k-soft">{text('job.preparing')}</p> : null}
      {job.state === 'interrupted' ? <p className="k-soft">{text('job.interrupted')}</p> : null}
      {job.state === 'done' ? null : (
        <BigButton
          kind="verb"
          block
          testId="start"
          disabled={job.state === 'preparing' || isStale}
          busy={isBusy}
          onPress={() => void send({ do: 'start', authorization: job.authorization })}
        >
          {text(job.state === 'interrupted' ? 'idle.resume' : 'idle.start')}
        </BigButton>
      )}
    </article>
  );
}
