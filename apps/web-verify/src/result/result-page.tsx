import type { StepName, Verdict } from '@hufu/evidence';
import { BigButton, ProblemNotice, useLanguage, Waiting } from '@hufu/ui';
import type { ReactNode } from 'react';
import { useT } from '../texts.ts';
import type { Examined } from '../verify/examine.ts';
import type { OwnPolicy, Subject } from '../verify/subject.ts';
import { useExamination } from '../verify/use-examination.ts';
import { StoryBlock } from './story-block.tsx';

const packSteps: readonly StepName[] = [
  'manifest',
  'rosters',
  'request',
  'authorization',
  'machine',
  'log',
  'timestamps',
  'pictures',
  'counts',
];
const stepsOf: Readonly<Record<Examined['what'], readonly StepName[]>> = {
  pack: packSteps,
  proof: ['manifest', 'rosters', 'statement', 'log'],
  noRecord: ['manifest', 'log'],
};

/** Green, amber or red and one sentence; then everything behind it. */
export function ResultPage(props: {
  subject: Subject;
  policy: OwnPolicy | null;
  onAgain: () => void;
}): ReactNode {
  const text = useT();
  const { progress } = useExamination(props.subject, props.policy);
  const again = (
    <BigButton kind="verb" block testId="again" onPress={props.onAgain}>
      {text('again')}
    </BigButton>
  );
  switch (progress.state) {
    case 'fetching':
    case 'verifying':
      return (
        <main className="v-page">
          <Waiting>{text(`work.${progress.state}`)}</Waiting>
        </main>
      );
    case 'problem':
      return (
        <main className="v-page">
          <ProblemNotice problem={progress.problem} />
          {again}
        </main>
      );
    case 'done': {
      const { what, verdict, story, words } = progress.examined;
      return (
        <main className="v-page" data-testid="result" data-colour={verdict.colour}>
          <Light verdict={verdict} what={what} hasPolicy={props.policy !== null} />
          {story ? <StoryBlock story={story} /> : null}
          <Steps verdict={verdict} all={stepsOf[what]} />
          {words ? (
            <section className="v-block">
              <h2>{text('noRecord.words')}</h2>
              <pre>{words}</pre>
            </section>
          ) : null}
          <section className="v-block">
            <h2>{text('offline.title')}</h2>
            <p>{text('offline.text')}</p>
            <code>{`npx hufu verify ${props.subject.kind === 'receipt' ? 'evidence.zip' : props.subject.name}`}</code>
          </section>
          {again}
        </main>
      );
    }
    default:
      return progress satisfies never;
  }
}

const signs = { green: '\u2713', amber: '!', red: '\u2715' } as const;

function Light(props: { verdict: Verdict; what: Examined['what']; hasPolicy: boolean }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { verdict, what } = props;
  // A 'no record' that holds is still no word on the paper: neither green nor 'genuine' may stand over it.
  const isFound = what !== 'noRecord' || verdict.colour === 'red';
  return (
    <>
      <section className="v-light" data-colour={verdict.colour} role="status" data-testid="verdict">
        <span className="v-sign" aria-hidden="true">
          {signs[verdict.colour]}
        </span>
        <div>
          <h1>{text(isFound ? `colour.${verdict.colour}` : 'noRecord.amber')}</h1>
          <p data-testid="sentence">{verdict.sentence[language]}</p>
        </div>
      </section>
      {verdict.colour === 'amber' ? (
        <section className="v-block" data-tone="amber">
          <h2>{text('amber.title')}</h2>
          <p>{text(isFound ? 'amber.text' : 'noRecord.text')}</p>
          <ul>
            {verdict.reservations.map((r) => (
              <li key={r.zh}>{r[language]}</li>
            ))}
          </ul>
          <p>{text(isFound ? 'amber.todo' : 'noRecord.todo')}</p>
        </section>
      ) : (
        <p>{text(redOrGreen(props))}</p>
      )}
    </>
  );
}

function redOrGreen({ verdict, what, hasPolicy }: Parameters<typeof Light>[0]) {
  if (verdict.colour === 'green') return 'green.text';
  return what === 'noRecord' && !hasPolicy ? 'noRecord.needPolicy' : 'red.text';
}

function Steps(props: { verdict: Verdict; all: readonly StepName[] }): ReactNode {
  const text = useT();
  const language = useLanguage();
  return (
    <section className="v-block">
      <h2>{text('steps.title')}</h2>
      <ol className="v-steps">
        {props.all.map((name) => {
          const step = props.verdict.steps.find((s) => s.name === name);
          return (
            <li key={name} data-ok={step ? (step.ok ? 'yes' : 'no') : 'skipped'} data-step={name}>
              <b>{text(`step.${name}`)}</b>
              <span className="v-step-state">
                {step ? text(step.ok ? 'step.ok' : 'step.failed') : text('steps.skipped')}
              </span>
              {step ? <p>{step.detail[language]}</p> : null}
              {step?.code ? <small>{step.code}</small> : null}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
