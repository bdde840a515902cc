import type { ThreeSentences, VerdictSummary } from '@hufu/contract';
import { type Language, useLanguage } from '@hufu/ui';
import type { ReactNode } from 'react';
import { reasonWords } from '../picture/reason-words.ts';
import { useT } from '../texts.ts';

/** The three sentences of the first reason: the one people are told first. */
export function firstReason(verdict: VerdictSummary, language: Language): ThreeSentences {
  const [code] = verdict.reasons;
  return code ? reasonWords(code, language) : ['', '', ''];
}

/** Every reason in words, and what was read at the places that differ. */
export function VerdictWords(props: { verdict: VerdictSummary }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { reasons, regions } = props.verdict;
  const read = regions
    .filter((r) => r.before !== null && r.after !== null && r.before !== r.after)
    .slice(0, 3);
  return (
    <div className="k-reasons" data-reasons={reasons.join(' ')}>
      {reasons.slice(0, 3).map((code, i) => {
        const [what, why, todo] = reasonWords(code, language);
        return (
          <p key={code}>
            {i > 0 ? <b>{what} </b> : null}
            {why}
            {why ? <br /> : null}
            <span className="k-todo">{todo}</span>
          </p>
        );
      })}
      {read.map((r, i) => (
        <p key={i} className="k-read">
          {text('refused.fromTo', { before: r.before ?? '', after: r.after ?? '' })}
        </p>
      ))}
      {regions.length > 0 ? <p className="k-soft">{text('refused.regions', { n: regions.length })}</p> : null}
    </div>
  );
}
