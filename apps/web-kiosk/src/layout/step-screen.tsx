import { ProblemNotice } from '@hufu/ui';
import type { ReactNode } from 'react';
import { useMachine } from '../link/machine-context.tsx';
import { useT } from '../texts.ts';
import { useSpoken } from '../voice/speak.ts';

const steps = [1, 2, 3, 4] as const;

/** One step of the job: step n of 4, one picture, one sentence (spoken), one action. */
export function StepScreen(props: {
  name: string;
  step: 1 | 2 | 3 | 4;
  /** The sentence of this screen; it is spoken once. */
  say: string;
  /** Makes the same sentence be spoken anew: another page, another attempt. */
  occasion?: string;
  tone?: 'plain' | 'good' | 'warn' | 'bad';
  picture?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  aside?: ReactNode;
}): ReactNode {
  const text = useT();
  const { problem } = useMachine();
  useSpoken(props.say, `${props.name} ${props.occasion ?? ''}`);
  return (
    <main className="k-step" data-testid={`screen-${props.name}`} data-picture={props.picture ? 'yes' : 'no'}>
      {props.picture ? <div className="k-step-picture">{props.picture}</div> : null}
      <div className="k-step-side">
        <ol className="k-steps" aria-label={text('step.of', { n: props.step })}>
          {steps.map((n) => (
            <li key={n} data-at={n === props.step ? 'here' : n < props.step ? 'past' : 'ahead'}>
              <b>{n}</b> {text(`step.${n}`)}
            </li>
          ))}
        </ol>
        <div className="k-step-words">
          <h1 className="k-say" data-tone={props.tone ?? 'plain'} aria-live="polite">
            {props.say}
          </h1>
          {props.children}
          {problem ? <ProblemNotice problem={problem} /> : null}
        </div>
        <div className="k-step-action">{props.action}</div>
        {props.aside ? <div className="k-step-aside">{props.aside}</div> : null}
      </div>
    </main>
  );
}
