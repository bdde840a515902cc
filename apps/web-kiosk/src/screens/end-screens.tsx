import type { KioskScreen, KioskState } from '@hufu/contract';
import { BigButton, Notice, ProblemNotice, useLanguage } from '@hufu/ui';
import type { ReactNode } from 'react';
import { JobLine } from '../layout/job-line.tsx';
import { StepScreen } from '../layout/step-screen.tsx';
import { useJob, useMachine } from '../link/machine-context.tsx';
import { isWorded, reasonWords } from '../picture/reason-words.ts';
import { useT } from '../texts.ts';
import { useSpoken } from '../voice/speak.ts';

type ScreenOf<N extends KioskScreen['name']> = Extract<KioskScreen, { name: N }>;

/** The job is done: take the paper. */
export function FinishedScreen(props: { screen: ScreenOf<'finished'> }): ReactNode {
  const text = useT();
  const { send, isBusy } = useMachine();
  const { authorization, executed, granted } = props.screen;
  const job = useJob(authorization);
  return (
    <StepScreen
      name="finished"
      step={4}
      tone="good"
      say={text('finished.say')}
      action={
        <BigButton kind="verb" block testId="leave" busy={isBusy} onPress={() => void send({ do: 'leave' })}>
          {text('finished.done')}
        </BigButton>
      }
    >
      <JobLine job={job} />
      <p className="k-big">{text('finished.count', { executed, granted })}</p>
      <p className="k-soft">{text('finished.receipt')}</p>
    </StepScreen>
  );
}

/** A fault that only the maintainer clears. */
export function StoppedScreen(props: { screen: ScreenOf<'stopped'> }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { state, send, isBusy, problem } = useMachine();
  const { code, detail } = props.screen;
  const [reason] = reasonWords(detail, language);
  // The machine's own words are for whoever repairs it, and stand last.
  const seeBelow = text('stopped.seeBelow');
  const context = { reason: reason === detail ? seeBelow : reason, problem: seeBelow };
  const [what, why, todo] =
    code !== 'INTERNAL' && isWorded(code, language)
      ? reasonWords(code, language, context)
      : [text('stopped.unknown'), text('stopped.unknownWhy'), text('stopped.unknownTodo')];
  useSpoken(text('stopped.say'), code);
  return (
    <main className="k-stop" data-testid="screen-stopped" data-code={code}>
      <h1>{text('stopped.say')}</h1>
      <div className="h-notice" role="alert">
        <p>{what}</p>
        {why ? <p>{why}</p> : null}
        {todo ? <p>{todo}</p> : null}
      </div>
      {problem ? <ProblemNotice problem={problem} /> : null}
      <div className="k-row">
        <BigButton testId="leave" disabled={isBusy} onPress={() => void send({ do: 'leave' })}>
          {text('stopped.leave')}
        </BigButton>
        {state.lock === 'ready' ? (
          <BigButton kind="verb" testId="retake" busy={isBusy} onPress={() => void send({ do: 'retake' })}>
            {text('state.retry')}
          </BigButton>
        ) : null}
      </div>
      <p className="k-service">{text('stopped.forService', { name: state.machine.name, code, detail })}</p>
    </main>
  );
}

/** Locked, quarantined, without press, or new: what it is and who can help. */
export function LockScreen(props: { lock: Exclude<KioskState['lock'], 'ready'> }): ReactNode {
  const text = useT();
  const { state } = useMachine();
  const { lock } = props;
  useSpoken(text(`lock.${lock}`), lock);
  return (
    <main className="k-stop" data-testid="screen-locked" data-lock={lock}>
      <h1>{text(`lock.${lock}`)}</h1>
      <p className="k-big">{text(`lock.${lock}Why`)}</p>
      {lock === 'blank' ? (
        <div className="k-code">
          <b>{text('lock.rosterDigest')}</b>
          {state.rosterDigest ? (
            <Groups hex={state.rosterDigest} testId="roster-digest" />
          ) : (
            <span>{text('lock.noRoster')}</span>
          )}
        </div>
      ) : null}
      {lock === 'blank' ? (
        <>
          {state.claimCode ? (
            <div className="k-code" data-testid="claim-code">
              <b>{text('lock.claimCode')}</b>
              <strong>{`${state.claimCode.slice(0, 3)} ${state.claimCode.slice(3)}`}</strong>
            </div>
          ) : null}
          <div className="k-code">
            <b>{text('lock.thumbprint')}</b>
            <Groups hex={state.machine.thumbprint} testId="thumbprint" />
          </div>
          <p className="k-soft">{text('stopped.machine', { name: state.machine.name })}</p>
        </>
      ) : (
        <>
          {state.jobs.some((j) => j.state !== 'done') ? (
            <Notice tone="info">{text('lock.jobsStay')}</Notice>
          ) : null}
          {state.inkLow && lock !== 'noPress' ? <Notice tone="info">{text('lock.noRefill')}</Notice> : null}
          <p className="k-service">
            {text('lock.forService', {
              name: state.machine.name,
              code: (state.machine.thumbprint.slice(0, 16).match(/.{4}/g) ?? []).join(' ').toUpperCase(),
            })}
          </p>
        </>
      )}
    </main>
  );
}

/** Hex in groups of four, as people read it out to each other. */
function Groups(props: { hex: string; testId: string }): ReactNode {
  return (
    <code data-testid={props.testId} data-hex={props.hex}>
      {(props.hex.match(/.{1,4}/g) ?? []).map((group, i) => (
        <span key={i}>{group.toUpperCase()}</span>
      ))}
    </code>
  );
}
