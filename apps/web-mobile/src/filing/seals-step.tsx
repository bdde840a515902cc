import { Tag } from '@hufu/ui';
import { Stepper } from 'antd-mobile';
import type { ReactNode } from 'react';
import { useT } from '../texts.ts';
import type { StepProps } from './step-props.ts';

/** Which seals, and on how many copies of the paper. */
export function SealsStep({ draft, change, form, matter }: StepProps): ReactNode {
  const text = useT();
  return (
    <div className="m-question">
      <h2>{text('seals.question')}</h2>
      <div className="m-choices">
        {form.seals.map((s) => {
          const isChosen = draft.seals.includes(s.id);
          const isUsable = s.state === 'active';
          return (
            <button
              key={s.id}
              type="button"
              aria-pressed={isChosen}
              className="m-choice"
              data-testid={`seal-${s.kind}`}
              disabled={!isUsable}
              onClick={() =>
                change((d) => ({
                  ...d,
                  seals: isChosen ? d.seals.filter((id) => id !== s.id) : [...d.seals, s.id],
                  marks: d.marks.filter((m) => m.seal !== s.id || !isChosen),
                }))
              }
            >
              <strong>
                {s.name}{' '}
                {matter?.seals.includes(s.kind) ? <Tag tone="good">{text('seals.usual')}</Tag> : null}
              </strong>
              <span className="m-soft">
                {isUsable ? text('seals.keeper', { name: s.custodian.name }) : text('seals.unusable')}
              </span>
            </button>
          );
        })}
      </div>
      <h2>{text('copies.question')}</h2>
      <div className="m-stepper">
        <Stepper
          min={1}
          max={100}
          value={draft.copies}
          onChange={(copies) => change((d) => ({ ...d, copies }))}
        />
        <span className="m-soft">{text('copies.explain', { n: draft.copies })}</span>
      </div>
    </div>
  );
}
