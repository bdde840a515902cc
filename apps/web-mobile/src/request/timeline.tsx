import type { RequestDetail } from '@hufu/contract';
import { formatDateTime, KeyGrade, useLanguage } from '@hufu/ui';
import type { ReactNode } from 'react';
import { Block } from '../layout/screen.tsx';
import { useT } from '../texts.ts';

/** What happened, the newest first, with the grade of the key that signed it and whether it is in the public log. */
export function Timeline(props: { detail: RequestDetail }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { detail } = props;
  return (
    <Block title={text('timeline.title')} testId="timeline">
      <ol className="m-timeline">
        {[...detail.timeline]
          .sort((a, b) => b.at - a.at)
          .map((entry, i) => {
            const statement = detail.statements.find((s) => s.id === entry.statement);
            return (
              <li key={`${entry.at}-${i}`} data-kind={entry.kind}>
                <time dateTime={new Date(entry.at).toISOString()}>{formatDateTime(entry.at, language)}</time>
                <span>
                  <b>{entry.who}</b> {entry.text[language]}
                </span>
                {statement ? (
                  <span className="m-soft">
                    {statement.signers.map((s) => (
                      <KeyGrade key={s.name} kind={s.keyKind} />
                    ))}{' '}
                    {text(
                      statement.witnessed
                        ? 'timeline.witnessed'
                        : statement.leafIndex === null
                          ? 'timeline.queued'
                          : 'timeline.logged',
                    )}
                  </span>
                ) : null}
              </li>
            );
          })}
      </ol>
    </Block>
  );
}
