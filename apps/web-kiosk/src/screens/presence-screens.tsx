import { type KioskScreen, kioskHttp } from '@hufu/contract';
import { BigButton, Notice, PinPad, useLanguage } from '@hufu/ui';
import { type ReactNode, useState } from 'react';
import { JobLine } from '../layout/job-line.tsx';
import { LeaveBar } from '../layout/leave-bar.tsx';
import { StepScreen } from '../layout/step-screen.tsx';
import { useJob, useMachine } from '../link/machine-context.tsx';
import { LiveView } from '../picture/live-view.tsx';
import { useT } from '../texts.ts';

type ScreenOf<N extends KioskScreen['name']> = Extract<KioskScreen, { name: N }>;

/** Told before the photograph; a bystander's word is an equal alternative (PIPL: a face is never the only way). */
export function NoticeScreen(props: { screen: ScreenOf<'notice'> }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { send, isBusy } = useMachine();
  const job = useJob(props.screen.authorization);
  const [isVouching, setVouching] = useState(false);
  const [vouchedBy, setVouchedBy] = useState('');
  const names = job
    ? [...new Set([job.applicantName, ...job.approverNames])].filter((n) => n !== job.stamper.name)
    : [];
  return (
    <StepScreen
      name="notice"
      step={1}
      say={text('notice.say')}
      aside={<LeaveBar job={job} />}
      action={
        isVouching ? (
          <>
            <BigButton
              kind="verb"
              block
              testId="consent-alternative-confirm"
              busy={isBusy}
              disabled={vouchedBy.trim() === ''}
              onPress={() => void send({ do: 'consent', photo: false, vouchedBy: vouchedBy.trim() })}
            >
              {text('notice.vouch')}
            </BigButton>
            <BigButton block onPress={() => setVouching(false)}>
              {text('action.back')}
            </BigButton>
          </>
        ) : (
          <>
            <BigButton
              kind="verb"
              block
              testId="consent-photo"
              busy={isBusy}
              onPress={() => void send({ do: 'consent', photo: true, vouchedBy: '' })}
            >
              {text('notice.photo')}
            </BigButton>
            <BigButton block testId="consent-alternative" disabled={isBusy} onPress={() => setVouching(true)}>
              {text('notice.alternative')}
            </BigButton>
          </>
        )
      }
    >
      <JobLine job={job} />
      {isVouching ? (
        <label className="k-field">
          <span>{text('notice.who')}</span>
          <input
            data-testid="vouched-by"
            value={vouchedBy}
            maxLength={60}
            onChange={(e) => setVouchedBy(e.target.value)}
          />
          <span className="k-row">
            {names.map((name) => (
              <BigButton key={name} onPress={() => setVouchedBy(name)}>
                {name}
              </BigButton>
            ))}
          </span>
          <small className="k-soft">{text('notice.whoHint')}</small>
        </label>
      ) : (
        <div className="k-notice-text">
          <b>{text('notice.title')}</b>
          <p>{props.screen.text[language]}</p>
        </div>
      )}
    </StepScreen>
  );
}

/** The photograph of the person. A face must be there; nobody is identified by it. */
export function PersonScreen(props: { screen: ScreenOf<'person'> }): ReactNode {
  const text = useT();
  const { send, isBusy } = useMachine();
  const job = useJob(props.screen.authorization);
  const { hint } = props.screen;
  return (
    <StepScreen
      name="person"
      step={1}
      say={text(`person.${hint}`)}
      tone={hint === 'look' ? 'plain' : 'warn'}
      picture={<LiveView src={kioskHttp.livePerson} alt={text('person.live')} outline="face" />}
      aside={<LeaveBar job={job} />}
      action={
        <BigButton
          kind="verb"
          block
          testId="take-photo"
          busy={isBusy}
          onPress={() => void send({ do: 'takePersonPhoto' })}
        >
          {text('person.take')}
        </BigButton>
      }
    >
      <JobLine job={job} />
      <p className="k-soft">{text('person.use')}</p>
    </StepScreen>
  );
}

/** The stamper's own PIN, held in the machine. */
export function PresenceScreen(props: { screen: ScreenOf<'presence'> }): ReactNode {
  const text = useT();
  const { send, isBusy, state } = useMachine();
  const job = useJob(props.screen.authorization);
  const { wrong } = props.screen;
  return (
    <StepScreen
      name="presence"
      step={1}
      say={text('presence.say', { name: job?.stamper.name ?? '' })}
      aside={<LeaveBar job={job} />}
      action={
        <PinPad
          key={`${wrong} ${state.version}`}
          title={text('presence.hidden')}
          busy={isBusy}
          onDone={(pin) => void send({ do: 'enterPin', pin: pin.slice(0, 8) })}
        />
      }
    >
      <JobLine job={job} />
      {wrong > 0 ? <Notice tone="warn">{text('presence.wrong', { n: wrong })}</Notice> : null}
    </StepScreen>
  );
}
