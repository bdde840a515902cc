import { Button } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import { useT } from '../texts.ts';
import type { Region } from './differences.ts';

const kinds = ['changed', 'added', 'missing', 'handwriting', 'moved'] as const;

/** The word of a class of difference; one that came later is only "differs". */
function kindKey(kind: string): `diff.${(typeof kinds)[number] | 'other'}` {
  const known = kinds.find((k) => k === kind);
  return `diff.${known ?? 'other'}`;
}

/** Every place that differs: what kind of difference, and what was read there. A press shows it; keys step through. */
export function DifferenceList(props: {
  differences: readonly Region[];
  at: number | null;
  onChoose: (at: number | null) => void;
  onStep: (by: 1 | -1) => void;
}): ReactNode {
  const text = useT();
  const { differences, at } = props;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (at !== null) list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  if (differences.length === 0) return <p className="d-soft">{text('diff.none')}</p>;
  return (
    <div className="d-diffs" data-testid="differences">
      <div className="d-row">
        <b>{text('diff.title', { n: differences.length })}</b>
        <Button data-testid="diff-previous" onClick={() => props.onStep(-1)}>
          {text('diff.previous')}
        </Button>
        <Button data-testid="diff-next" onClick={() => props.onStep(1)}>
          {text('diff.next')}
        </Button>
        <span className="d-soft">{text('diff.keys')}</span>
      </div>
      <ol ref={list}>
        {differences.map((d, i) => (
          <li key={d.box.join()}>
            <button
              type="button"
              className="d-diff"
              aria-pressed={at === i}
              data-testid="difference"
              onClick={() => props.onChoose(at === i ? null : i)}
            >
              <b>{i + 1}</b> <span className="d-diff-kind">{text(kindKey(d.kind))}</span>{' '}
              {d.before !== null || d.after !== null
                ? text('verdict.read', { before: d.before ?? '—', after: d.after ?? '—' })
                : text('diff.unread')}
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}
