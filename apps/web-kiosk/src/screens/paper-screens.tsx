import { type KioskScreen, kioskHttp } from '@hufu/contract';
import { BigButton, Notice, useLanguage } from '@hufu/ui';
import type { ReactNode } from 'react';
import { JobLine } from '../layout/job-line.tsx';
import { LeaveBar } from '../layout/leave-bar.tsx';
import { StepScreen } from '../layout/step-screen.tsx';
import { useJob, useMachine } from '../link/machine-context.tsx';
import { references } from '../link/pictures.ts';
import { BoxedPicture } from '../picture/boxed-picture.tsx';
import { LiveView } from '../picture/live-view.tsx';
import { hintWords } from '../picture/reason-words.ts';
import { SideBySide } from '../picture/side-by-side.tsx';
import { useT } from '../texts.ts';
import { firstReason, VerdictWords } from './verdict-words.tsx';

type ScreenOf<N extends KioskScreen['name']> = Extract<KioskScreen, { name: N }>;

/** Place the paper: live view with the outline, and the approved page beside it. */
export function PlacePaperScreen(props: { screen: ScreenOf<'placePaper'> }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { send, isBusy } = useMachine();
  const { authorization, page, copy, k, hint, seam, shown } = props.screen;
  const job = useJob(authorization);
  const say = seam
    ? text('place.saySeam', { pages: seam.map((p) => p + 1).join(text('place.join')), first: page + 1 })
    : shown
      ? text('place.sayShown', { page: page + 1, ...shown })
      : text(copy > 0 ? 'place.sayCopy' : 'place.say', { page: page + 1, copy: copy + 1 });
  const words = hintWords(hint, language);
  const approved = job?.pageDigests?.[page];
  return (
    <StepScreen
      name="placePaper"
      step={2}
      occasion={`${k}/${page}`}
      say={say}
      picture={<LiveView src={kioskHttp.live} alt={text('place.live')} outline="paper" />}
      aside={<LeaveBar job={job} canEnd />}
      action={
        <BigButton
          kind="verb"
          block
          testId="paper-placed"
          busy={isBusy}
          onPress={() => void send({ do: 'paperPlaced' })}
        >
          {text('place.done')}
        </BigButton>
      }
    >
      <JobLine job={job} />
      {words ? <Notice tone="warn">{words}</Notice> : null}
      {approved ? (
        <div className="k-thumb">
          <BoxedPicture shelf={references} digest={approved} caption={text('place.approved')} page={null} />
        </div>
      ) : null}
      {/* The words for a fan take the room of this one. */}
      {seam ? null : <p className="k-soft">{text('place.auto')}</p>}
    </StepScreen>
  );
}

/** The comparison at work. */
export function ComparingScreen(props: { screen: ScreenOf<'comparing'> }): ReactNode {
  const text = useT();
  const job = useJob(props.screen.authorization);
  return (
    <StepScreen
      name="comparing"
      step={2}
      occasion={`${props.screen.k}`}
      say={text('comparing.say')}
      picture={<LiveView src={kioskHttp.live} alt={text('place.live')} outline="none" />}
      action={
        <progress
          className="k-progress"
          aria-label={text('comparing.progress')}
          max={1}
          value={Math.min(1, Math.max(0, props.screen.progress))}
        />
      }
    >
      <JobLine job={job} />
    </StepScreen>
  );
}

/** Not the approved paper: where and why, and what to do. */
export function RefusedScreen(props: { screen: ScreenOf<'refused'> }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { send, isBusy } = useMachine();
  const { authorization, page, verdict, frame, corners, laid } = props.screen;
  const job = useJob(authorization);
  const [what] = firstReason(verdict, language);
  return (
    <StepScreen
      name="refused"
      step={2}
      occasion={frame}
      tone="bad"
      say={
        // Which page to fetch helps more than what the checks call it.
        laid === undefined
          ? text('refused.say', { reason: what })
          : text('refused.laid', { laid: laid + 1, page: page + 1 })
      }
      picture={
        <SideBySide
          approved={job?.pageDigests?.[page]}
          frame={frame}
          corners={corners}
          regions={verdict.regions}
          frameCaption={text('photo.paper')}
        />
      }
      aside={<LeaveBar job={job} canEnd />}
      action={
        <BigButton
          kind="verb"
          block
          testId="retake"
          busy={isBusy}
          onPress={() => void send({ do: 'retake' })}
        >
          {text('refused.retake')}
        </BigButton>
      }
    >
      <JobLine job={job} />
      {laid === undefined ? <VerdictWords verdict={verdict} /> : null}
    </StepScreen>
  );
}

/**
 * The approver decides on his phone while the paper lies still: the machine is not certain, or it is, and the authorization
 * has each impression confirmed from afar (F18).
 */
export function UnsureScreen(props: { screen: ScreenOf<'unsure'> }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { send, isBusy } = useMachine();
  const { authorization, page, verdict, frame, corners, waitsForException } = props.screen;
  const job = useJob(authorization);
  const [what] = firstReason(verdict, language);
  const isMatch = verdict.verdict === 'match';
  return (
    <StepScreen
      name="unsure"
      step={2}
      occasion={frame}
      tone="warn"
      say={isMatch ? text('confirmation.say') : text('unsure.say', { reason: what })}
      picture={
        <SideBySide
          approved={job?.pageDigests?.[page]}
          frame={frame}
          corners={corners}
          regions={verdict.regions}
          frameCaption={text('photo.paper')}
        />
      }
      aside={<LeaveBar job={job} canEnd />}
      action={
        <BigButton
          kind={isMatch ? 'plain' : 'verb'}
          block
          testId="retake"
          busy={isBusy}
          onPress={() => void send({ do: 'retake' })}
        >
          {text('refused.retake')}
        </BigButton>
      }
    >
      <JobLine job={job} />
      {waitsForException ? (
        <Notice tone="info">
          <p data-testid="waits-for-exception">
            {text('unsure.waits', { names: job?.approverNames.join(text('list.and')) ?? '' })}
          </p>
        </Notice>
      ) : null}
      <VerdictWords verdict={verdict} />
      {isMatch ? null : <p className="k-soft">{text('unsure.canRetake')}</p>}
    </StepScreen>
  );
}
