import { type KioskScreen, kioskHttp } from '@hufu/contract';
import { BigButton, Notice, useLanguage } from '@hufu/ui';
import { type ReactNode, useState } from 'react';
import { JobLine } from '../layout/job-line.tsx';
import { LeaveBar } from '../layout/leave-bar.tsx';
import { StepScreen } from '../layout/step-screen.tsx';
import { useJob, useMachine } from '../link/machine-context.tsx';
import { frames, references } from '../link/pictures.ts';
import { BoxedPicture } from '../picture/boxed-picture.tsx';
import { LiveView } from '../picture/live-view.tsx';
import { reasonWords } from '../picture/reason-words.ts';
import { SideBySide } from '../picture/side-by-side.tsx';
import { useT } from '../texts.ts';
import { firstReason, VerdictWords } from './verdict-words.tsx';

type ScreenOf<N extends KioskScreen['name']> = Extract<KioskScreen, { name: N }>;

/** It matches: what will be sealed, with which seal, by whose approval. Then one red button. */
export function ConfirmScreen(props: { screen: ScreenOf<'confirm'> }): ReactNode {
  const text = useT();
  const { send, isBusy } = useMachine();
  const { authorization, k, page, sealName, frame, seam } = props.screen;
  const job = useJob(authorization);
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  return (
    <StepScreen
      name="confirm"
      step={3}
      occasion={`${k} ${frame}`}
      tone="good"
      say={text('confirm.say')}
      picture={
        <div className="k-pair">
          <BoxedPicture
            shelf={references}
            digest={job?.pageDigests?.[page]}
            caption={text('photo.approved')}
            page={size}
            onSize={setSize}
          />
          <BoxedPicture
            shelf={frames}
            digest={frame}
            caption={text('photo.paper')}
            page={size}
            corners={props.screen.corners}
          />
        </div>
      }
      aside={<LeaveBar job={job} canEnd />}
      action={
        <>
          <BigButton
            kind="seal"
            block
            testId="confirm"
            busy={isBusy}
            onPress={() => void send({ do: 'confirm' })}
          >
            {text('confirm.press')}
          </BigButton>
          <BigButton block testId="retake" disabled={isBusy} onPress={() => void send({ do: 'retake' })}>
            {text('refused.retake')}
          </BigButton>
        </>
      }
    >
      <dl className="k-facts" data-size="large">
        <dt>{text('job.matter')}</dt>
        <dd>{job?.matter}</dd>
        <dt>{text('job.applicant')}</dt>
        <dd>{job?.applicantName}</dd>
        <dt>{text('job.seals')}</dt>
        <dd>
          <b>{sealName}</b>
        </dd>
        <dt>{text('job.approver')}</dt>
        <dd>{job?.approverNames.join(text('list.and'))}</dd>
        <dt>{text('confirm.which')}</dt>
        <dd>
          {seam ? text('confirm.seam', { n: seam.length }) : text('confirm.page', { n: page + 1 })}
          {' · '}
          {text('confirm.count', { n: k + 1, granted: job?.granted ?? k + 1 })}
        </dd>
      </dl>
      <p className="k-soft">{text('confirm.keepOff')}</p>
    </StepScreen>
  );
}

/** The seal comes down. Nothing can be pressed. */
export function PressingScreen(props: { screen: ScreenOf<'pressing' | 'checkingAfter'> }): ReactNode {
  const text = useT();
  const job = useJob(props.screen.authorization);
  const isPressing = props.screen.name === 'pressing';
  return (
    <StepScreen
      name={props.screen.name}
      step={3}
      occasion={`${props.screen.k}`}
      tone={isPressing ? 'warn' : 'plain'}
      say={text(isPressing ? 'pressing.say' : 'after.say')}
      picture={<LiveView src={kioskHttp.live} alt={text('place.live')} outline="none" />}
      action={<progress className="k-progress" aria-label={text('state.loading')} />}
    >
      <JobLine job={job} />
    </StepScreen>
  );
}

const badReasons = ['bad.crooked', 'bad.faint', 'bad.torn', 'bad.wrongPage'] as const;

/** How the impression came out, and what is left. */
export function ResultScreen(props: { screen: ScreenOf<'result'> }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { send, isBusy } = useMachine();
  const { authorization, k, page, verdict, frame, corners, left } = props.screen;
  const job = useJob(authorization);
  const [isBad, setBad] = useState(false);
  const [reason, setReason] = useState('');
  const [isRecorded, setRecorded] = useState(false);
  const isGood = verdict.verdict === 'match';
  const [what] = firstReason(verdict, language);
  const leftWords = left > 0 ? text('result.left', { n: left }) : text('result.none');
  return (
    <StepScreen
      name="result"
      step={left > 0 ? 3 : 4}
      occasion={`${k} ${frame}`}
      tone={isGood ? 'good' : 'warn'}
      say={`${isGood ? text('result.good') : text('result.check', { reason: what })}${text('list.comma')}${leftWords}`}
      picture={
        <SideBySide
          approved={job?.pageDigests?.[page]}
          frame={frame}
          corners={corners}
          regions={verdict.regions}
          frameCaption={text('photo.after')}
        />
      }
      action={
        isBad ? (
          <>
            <BigButton
              kind="danger"
              block
              testId="bad-stamp-confirm"
              busy={isBusy}
              disabled={reason === ''}
              onPress={() =>
                void send({ do: 'badStamp', reason }).then((isDone) => {
                  if (!isDone) return;
                  setRecorded(true);
                  setBad(false);
                })
              }
            >
              {text('bad.confirm')}
            </BigButton>
            <BigButton block onPress={() => setBad(false)}>
              {text('action.back')}
            </BigButton>
          </>
        ) : (
          <>
            <BigButton
              kind="verb"
              block
              testId="next"
              busy={isBusy}
              onPress={() => void send({ do: 'next' })}
            >
              {text(left > 0 ? 'result.next' : 'result.finish')}
            </BigButton>
            {isRecorded ? null : (
              <BigButton block testId="bad-stamp" disabled={isBusy} onPress={() => setBad(true)}>
                {text('result.bad')}
              </BigButton>
            )}
          </>
        )
      }
      aside={left > 0 && !isBad ? <LeaveBar job={job} canEnd /> : null}
    >
      <JobLine job={job} />
      {isRecorded ? (
        <Notice tone="warn">
          <p data-testid="bad-stamp-recorded">{text('bad.recorded')}</p>
        </Notice>
      ) : null}
      {isBad ? (
        <Notice tone="warn">
          <p>{text('bad.title')}</p>
          <p>{text('bad.explain')}</p>
          <div className="k-chips">
            {badReasons.map((key, i) => (
              <button
                key={key}
                type="button"
                className="k-chip"
                data-testid={`bad-stamp-reason-${i}`}
                aria-pressed={reason === text(key)}
                onClick={() => setReason(text(key))}
              >
                {text(key)}
              </button>
            ))}
          </div>
        </Notice>
      ) : isGood ? null : (
        <VerdictWords verdict={verdict} />
      )}
    </StepScreen>
  );
}

/** The press did not happen: no impression, no count. */
export function NotPressedScreen(props: { screen: ScreenOf<'notPressed'> }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { send, isBusy } = useMachine();
  const { authorization, code, k } = props.screen;
  const job = useJob(authorization);
  const [what, why, todo] = reasonWords(code, language);
  return (
    <StepScreen
      name="notPressed"
      step={3}
      occasion={`${k} ${code}`}
      tone="warn"
      say={text('notPressed.say')}
      aside={<LeaveBar job={job} canEnd />}
      action={
        <BigButton
          kind="verb"
          block
          testId="retake"
          busy={isBusy}
          onPress={() => void send({ do: 'retake' })}
        >
          {text('notPressed.again')}
        </BigButton>
      }
    >
      <JobLine job={job} />
      <div className="h-notice" data-tone="warn" data-code={code}>
        <p>{what}</p>
        {why ? <p>{why}</p> : null}
        {todo ? <p>{todo}</p> : null}
      </div>
      <p>{text('notPressed.count')}</p>
    </StepScreen>
  );
}
