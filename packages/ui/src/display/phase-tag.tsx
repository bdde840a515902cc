import type { Phase, VerdictSummary } from '@hufu/contract';
import type { ReactNode } from 'react';
import { useTexts } from '../text/catalogue.ts';

/** Mood of a tag; never the only carrier of meaning. */
export type Tone = 'info' | 'good' | 'warn' | 'bad' | 'quiet';

const tones: Record<Phase, Tone> = {
  filed: 'info',
  underReview: 'info',
  authorized: 'good',
  stamping: 'warn',
  finished: 'good',
  rejected: 'bad',
  withdrawn: 'quiet',
  expired: 'quiet',
  void: 'bad',
};

/** A short coloured word. */
export function Tag(props: { tone: Tone; children: ReactNode }): ReactNode {
  return (
    <span className="h-tag" data-tone={props.tone}>
      {props.children}
    </span>
  );
}

/** Where a request stands, in words and colour. */
export function PhaseTag(props: { phase: Phase }): ReactNode {
  const text = useTexts();
  return <Tag tone={tones[props.phase]}>{text(`phase.${props.phase}`)}</Tag>;
}

/** What a comparison said. */
export function VerdictTag(props: { verdict: VerdictSummary['verdict'] }): ReactNode {
  const text = useTexts();
  const tone = { match: 'good', mismatch: 'bad', unsure: 'warn' } as const;
  return <Tag tone={tone[props.verdict]}>{text(`verdict.${props.verdict}`)}</Tag>;
}

/** Says on every page of a demo that nothing here is real. */
export function DemoRibbon(props: { demo: boolean }): ReactNode {
  const text = useTexts();
  if (!props.demo) return null;
  return (
    <div className="h-demo" role="note">
      {text('demo.ribbon')}
    </div>
  );
}
