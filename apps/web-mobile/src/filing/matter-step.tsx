import { BigButton, Notice, Tag, useLanguage } from '@hufu/ui';
import { SearchBar } from 'antd-mobile';
import { type ReactNode, useEffect, useState } from 'react';
import { useT } from '../texts.ts';
import { chooseMatter } from './draft.ts';
import { useMatterCheck } from './matter-check.ts';
import type { StepProps } from './step-props.ts';

/** What is to be done: from the village's catalogue; what a village must not certify is explained, and goes no further. */
export function MatterStep(props: StepProps): ReactNode {
  const text = useT();
  const language = useLanguage();
  const [words, setWords] = useState('');
  const { checked, isChecking } = useMatterCheck(words);
  const isForbidden = checked !== null && !checked.allowed;
  const { onHold } = props;
  useEffect(() => {
    onHold(isForbidden ? 'matter.cannotGoOn' : isChecking ? 'matter.checking' : null);
    return () => onHold(null);
  }, [isForbidden, isChecking, onHold]);
  const sought = words.trim();
  const shown = props.form.matters.filter(
    (m) => sought === '' || m.name.includes(sought) || m.nameEn.toLowerCase().includes(sought.toLowerCase()),
  );
  return (
    <div className="m-question">
      <h2>{text('matter.question')}</h2>
      <SearchBar placeholder={text('matter.search')} value={words} onChange={setWords} />
      {isForbidden ? (
        <div data-testid="matter-forbidden" role="alert">
          <Notice tone="bad">
            <p>{text('matter.forbidden', { name: checked.name })}</p>
            <p>{checked.explain[language]}</p>
            <p>{text('matter.goInstead', { where: checked.goInstead[language] })}</p>
            <p className="h-support">{text('matter.basis', { basis: checked.basis })}</p>
            <BigButton testId="another-matter" onPress={() => setWords('')}>
              {text('matter.another')}
            </BigButton>
          </Notice>
        </div>
      ) : null}
      <div className="m-choices">
        {shown.map((m) => (
          <button
            key={m.id}
            type="button"
            aria-pressed={props.draft.matter === m.id}
            className="m-choice"
            data-testid={`matter-${m.id}`}
            onClick={() => props.change((d) => chooseMatter(d, m, props.form.seals))}
          >
            <strong>
              {language === 'zh' ? m.name : m.nameEn}{' '}
              {m.major ? <Tag tone="bad">{text('card.major')}</Tag> : null}
            </strong>
            <span className="m-soft">{m.legalBasis}</span>
          </button>
        ))}
      </div>
      {shown.length === 0 && !isForbidden && !isChecking ? (
        <p className="m-soft">{text('matter.none')}</p>
      ) : null}
    </div>
  );
}
