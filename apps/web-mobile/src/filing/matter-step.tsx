import { Notice, Tag, useLanguage } from '@hufu/ui';
import { SearchBar } from 'antd-mobile';
import { type ReactNode, useEffect, useState } from 'react';
import { client } from '../session/api.ts';
import { useT } from '../texts.ts';
import { chooseMatter } from './draft.ts';
import type { StepProps } from './step-props.ts';

type Checked = Awaited<ReturnType<typeof client.sealUse.checkMatter>>;

/** A pause in typing after which the words are checked against the negative list. */
const typingPauseMs = 350;

/** What is to be done: from the village's catalogue; what a village must not certify is explained, with where to go. */
export function MatterStep(props: StepProps): ReactNode {
  const text = useT();
  const language = useLanguage();
  const [words, setWords] = useState('');
  const [checked, setChecked] = useState<Checked | null>(null);
  useEffect(() => {
    setChecked(null);
    const sought = words.trim();
    if (sought.length < 2) return;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      client.sealUse.checkMatter({ text: sought }, { signal: controller.signal }).then(
        (c) => !controller.signal.aborted && setChecked(c),
        // The server refuses a forbidden matter at filing in any case; this only says so earlier.
        () => undefined,
      );
    }, typingPauseMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [words]);
  const sought = words.trim();
  const shown = props.form.matters.filter(
    (m) => sought === '' || m.name.includes(sought) || m.nameEn.toLowerCase().includes(sought.toLowerCase()),
  );
  return (
    <div className="m-question">
      <h2>{text('matter.question')}</h2>
      <SearchBar placeholder={text('matter.search')} value={words} onChange={setWords} />
      {checked && !checked.allowed ? (
        <div data-testid="matter-forbidden">
          <Notice tone="bad">
            <p>{text('matter.forbidden', { name: checked.name })}</p>
            <p>{checked.explain[language]}</p>
            <p>{text('matter.goInstead', { where: checked.goInstead[language] })}</p>
            <p className="h-support">{text('matter.basis', { basis: checked.basis })}</p>
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
      {shown.length === 0 && checked?.allowed !== false ? (
        <p className="m-soft">{text('matter.none')}</p>
      ) : null}
    </div>
  );
}
